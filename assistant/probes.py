"""Short invented reports in German and English, by which it is seen how an embedding model's cosines are spread.

Two reports that follow each other are on the like: a question about one of them is about the same subject as the other,
and is not answered by it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A report in one language.

    Attributes:
        question: that ``answer`` answers.
        before: a sentence on the same subject.
        answer: a sentence.
        behind: as ``before``.
        statement: what ``answer`` says, in other words.
    """

    question: str
    before: str
    answer: str
    behind: str
    statement: str

    @property
    def passage(self) -> str:
        """The whole report."""
        return f"{self.before} {self.answer} {self.behind}"


GERMAN = (
    Told(
        "Warum ist die Hellbachbrücke für Lastwagen gesperrt?",
        "Die Hellbachbrücke verbindet seit 1968 die beiden Ufer von Odernach.",
        "Weil in den Trägern Risse gefunden wurden, dürfen Lastwagen die Hellbachbrücke nicht mehr befahren.",
        "Der Verkehr wird über die Dörfer im Süden umgeleitet, was viele Anwohner ärgert.",
        "Schwere Fahrzeuge dürfen nicht mehr über die Hellbachbrücke, denn ihre Träger haben Risse.",
    ),
    Told(
        "Wie viel kostet der neue Tunnel unter dem Karlsberg?",
        "Unter dem Karlsberg graben Arbeiter seit dem Frühjahr an einem Tunnel für die Bahn.",
        "Das Ministerium rechnet damit, dass der Tunnel 840 Millionen Euro kosten wird.",
        "Wenn alles fertig ist, sparen Reisende auf der Strecke zwanzig Minuten.",
        "Für den Bau des Tunnels sind 840 Millionen Euro veranschlagt.",
    ),
    Told(
        "Wer wird der neue Trainer des FC Lindau?",
        "Der FC Lindau hat nach sieben Niederlagen seinen Trainer entlassen.",
        "Sein Nachfolger wird Matteo Brenner, der zuletzt eine Mannschaft in der Schweiz betreute.",
        "Am Samstag spielt der Verein gegen den Tabellenführer.",
        "Matteo Brenner übernimmt das Amt des Trainers in Lindau.",
    ),
    Told(
        "Wie endete das Finale um den Handballpokal der Frauen?",
        "Zum Finale um den Handballpokal der Frauen kamen zwölftausend Zuschauer in die Halle.",
        "Nach Verlängerung gewannen die Spielerinnen aus Wismar mit 31 zu 29.",
        "Die beste Torschützin des Abends war eine neunzehnjährige Studentin.",
        "Wismar holte den Pokal erst in der Verlängerung mit zwei Toren Vorsprung.",
    ),
    Told(
        "Mit welchem Ergebnis wurde Petra Lohmann zur Bürgermeisterin gewählt?",
        "In der Stadt Brockau wurde am Sonntag ein neues Oberhaupt gewählt.",
        "Petra Lohmann erhielt 54 Prozent der Stimmen und wird die erste Bürgermeisterin der Stadt.",
        "Im Wahlkampf hatte sie mehr Wohnungen und freie Kindergärten versprochen.",
        "Etwas mehr als die Hälfte der Wähler, 54 Prozent, stimmten für Petra Lohmann.",
    ),
    Told(
        "Weshalb lehnte der Stadtrat den Haushalt ab?",
        "Der Stadtrat hat bis nach Mitternacht über den Haushalt des nächsten Jahres beraten.",
        "Eine Mehrheit stimmte dagegen, weil die Mittel für die Büchereien halbiert werden sollten.",
        "Im Dezember muss die Verwaltung nun einen anderen Entwurf vorlegen.",
        "Der Haushalt scheiterte an der Kürzung bei den Büchereien.",
    ),
    Told(
        "Wie viele Menschen wurden bei dem Erdbeben verletzt?",
        "Ein Erdbeben der Stärke 6,1 hat in der Nacht die Küste der Insel erschüttert.",
        "Nach Angaben der Rettungskräfte wurden mindestens 270 Menschen verletzt.",
        "In mehreren Orten fiel der Strom aus, und die Schulen bleiben geschlossen.",
        "Mehr als 270 Personen erlitten bei dem Beben Verletzungen.",
    ),
    Told(
        "Wann soll der Damm am Orlafluss wieder geschlossen sein?",
        "Nach tagelangem Regen ist am Orlafluss ein Damm gebrochen und hat Felder überschwemmt.",
        "Die Behörden wollen die Lücke bis Ende November mit Steinen und Sand schließen.",
        "Die Bauern fürchten, dass die Ernte des nächsten Jahres ausfällt.",
        "Bis zum Ende des Novembers soll der Deich repariert sein.",
    ),
    Told(
        "Wie gut schützt der neue Impfstoff gegen Malaria?",
        "Forscher haben in vier Ländern Afrikas einen Impfstoff gegen Malaria erprobt.",
        "Er verhinderte bei drei von vier Kindern, dass sie in den ersten zwölf Monaten erkrankten.",
        "Ob der Schutz länger hält, soll eine weitere Studie zeigen.",
        "Im ersten Jahr blieben 75 Prozent der geimpften Kinder gesund.",
    ),
    Told(
        "Was fehlt den Krankenhäusern auf dem Land am meisten?",
        "Die Krankenhäuser auf dem Land haben auf einer Tagung über ihre Sorgen gesprochen.",
        "Am schwersten wiegt nach ihren Worten, dass sie keine Pflegekräfte mehr finden.",
        "Manche Stationen nehmen deshalb am Wochenende niemanden mehr auf.",
        "Den ländlichen Kliniken mangelt es vor allem an Personal in der Pflege.",
    ),
    Told(
        "Warum senkte die Zentralbank die Zinsen?",
        "Die Zentralbank hat den Leitzins um einen Viertelpunkt gesenkt.",
        "Sie begründete das damit, dass die Preise zuletzt kaum noch gestiegen seien.",
        "Sparer bekommen nun weniger, Kredite für Häuser werden billiger.",
        "Die geringe Inflation war der Grund für die Senkung der Zinsen.",
    ),
    Told(
        "Wie viele Stellen streicht der Autobauer Hanvik?",
        "Der Autobauer Hanvik verkauft in Europa immer weniger Wagen mit Benzinmotor.",
        "Bis 2027 sollen im Werk 3.200 Arbeitsplätze wegfallen, teilte der Vorstand mit.",
        "Die Gewerkschaft hat zu einem Streik aufgerufen.",
        "Hanvik will mehr als dreitausend Beschäftigte entlassen.",
    ),
    Told(
        "Wem gibt das Museum das Gemälde zurück?",
        "Seit sechzig Jahren hängt im Museum ein Gemälde, das einst einem Händler in Prag gehörte.",
        "Nun wird es den Enkeln des Händlers übergeben, denen es nach einem Gutachten zusteht.",
        "Besucher können das Bild noch bis zum Monatsende sehen.",
        "Die Enkel des früheren Besitzers bekommen das Bild.",
    ),
    Told(
        "Wovon handelt der Film, der in Lugano den ersten Preis gewann?",
        "Auf dem Filmfestival von Lugano wurden am Abend die Preise verliehen.",
        "Den ersten bekam ein Film über zwei Schwestern, die eine Bäckerei vor dem Abriss retten.",
        "Die Regisseurin hatte acht Jahre lang nach Geld für ihn gesucht.",
        "Der Siegerfilm erzählt von Schwestern, die um ihre Bäckerei kämpfen.",
    ),
    Told(
        "Was hat die Sonde auf dem Mond Europa entdeckt?",
        "Die Raumsonde Larissa fliegt seit zwei Jahren um den Planeten Jupiter.",
        "Ihre Messgeräte fanden über dem Eis des Mondes Europa Spuren von Salz und Wasserdampf.",
        "Für das nächste Jahrzehnt ist eine Landung geplant.",
        "Über dem vereisten Mond wies die Sonde Wasserdampf und Salz nach.",
    ),
    Told(
        "Wie lange hält die neue Batterie aus Natrium?",
        "Ingenieure haben eine Batterie vorgestellt, die ohne Lithium auskommt.",
        "Die Zellen aus Natrium ließen sich im Versuch sechstausendmal laden, ohne schwächer zu werden.",
        "Im Herbst soll die Fertigung in einer alten Papierfabrik beginnen.",
        "Auch nach sechstausend Ladungen hatte die Natriumbatterie ihre volle Kraft.",
    ),
)

ENGLISH = (
    Told(
        "Why is the Hellbach bridge closed to lorries?",
        "The Hellbach bridge has joined the two banks of Odernach since 1968.",
        "Because cracks were found in its girders, lorries may no longer use the Hellbach bridge.",
        "Traffic is sent through the villages to the south, which annoys many residents.",
        "Heavy vehicles are banned from the Hellbach bridge since its girders are cracked.",
    ),
    Told(
        "How much does the new tunnel under the Karlsberg cost?",
        "Workers have been digging a railway tunnel under the Karlsberg since spring.",
        "The ministry expects that the tunnel will cost 840 million euros.",
        "Once everything is finished, travellers will save twenty minutes on the line.",
        "A sum of 840 million euros is planned for building the tunnel.",
    ),
    Told(
        "Who will be the new coach of FC Lindau?",
        "After seven defeats FC Lindau has dismissed its coach.",
        "He will be succeeded by Matteo Brenner, who last looked after a team in Switzerland.",
        "On Saturday the club plays against the leaders of the league.",
        "Matteo Brenner takes over as coach in Lindau.",
    ),
    Told(
        "How did the final of the women's handball cup end?",
        "Twelve thousand spectators came to the hall for the final of the women's handball cup.",
        "After extra time the players from Wismar won by 31 to 29.",
        "The best scorer of the evening was a student aged nineteen.",
        "Wismar only took the cup in extra time, by two goals.",
    ),
    Told(
        "What share of the vote made Petra Lohmann mayor?",
        "The town of Brockau elected a new head on Sunday.",
        "Petra Lohmann received 54 per cent of the votes and will be the town's first woman mayor.",
        "In her campaign she had promised more homes and free nursery schools.",
        "A little more than half of the voters, 54 per cent, chose Petra Lohmann.",
    ),
    Told(
        "Why did the town council reject the budget?",
        "The town council debated next year's budget until after midnight.",
        "A majority voted against it because the money for libraries was to be halved.",
        "In December the administration now has to present another draft.",
        "The budget failed over the cuts to the libraries.",
    ),
    Told(
        "How many people were injured in the earthquake?",
        "An earthquake of magnitude 6.1 shook the coast of the island in the night.",
        "According to rescue workers at least 270 people were injured.",
        "Power failed in several places, and schools remain closed.",
        "More than 270 persons suffered injuries in the quake.",
    ),
    Told(
        "When will the dam on the river Orla be closed again?",
        "After days of rain a dam on the river Orla broke and fields were flooded.",
        "The authorities want to fill the gap with stones and sand by the end of November.",
        "Farmers fear that they will lose next year's harvest.",
        "The dyke is to be repaired by the end of November.",
    ),
    Told(
        "How well does the new vaccine protect against malaria?",
        "Researchers have tried out a vaccine against malaria in four African countries.",
        "It kept three children in four from falling ill within the first twelve months.",
        "Whether the protection lasts longer is to be shown by a further study.",
        "In the first year 75 per cent of the vaccinated children stayed healthy.",
    ),
    Told(
        "What do hospitals in the country lack most?",
        "Hospitals in the country have talked about their worries at a conference.",
        "What weighs most, they said, is that they no longer find any nurses.",
        "Some wards therefore admit nobody at weekends any more.",
        "Rural clinics above all lack nursing staff.",
    ),
    Told(
        "Why did the central bank lower interest rates?",
        "The central bank has lowered its key interest rate by a quarter of a point.",
        "It gave as its reason that prices had hardly risen of late.",
        "Savers now get less, while loans for houses become cheaper.",
        "Low inflation was the reason for the cut in interest rates.",
    ),
    Told(
        "How many jobs is the carmaker Hanvik cutting?",
        "The carmaker Hanvik sells fewer and fewer petrol cars in Europe.",
        "By 2027 some 3,200 jobs at the plant are to go, the board announced.",
        "The trade union has called a strike.",
        "Hanvik wants to lay off more than three thousand employees.",
    ),
    Told(
        "To whom does the museum return the painting?",
        "For sixty years a painting has hung in the museum that once belonged to a dealer in Prague.",
        "Now it will be handed to the dealer's grandchildren, to whom it belongs according to an expert.",
        "Visitors can see the picture until the end of the month.",
        "The grandchildren of the former owner get the picture.",
    ),
    Told(
        "What is the film about that won first prize in Lugano?",
        "The prizes of the Lugano film festival were awarded in the evening.",
        "The first went to a film about two sisters who save a bakery from being torn down.",
        "The director had looked for money for it for eight years.",
        "The winning film tells of sisters who fight for their bakery.",
    ),
    Told(
        "What did the probe discover on the moon Europa?",
        "The space probe Larissa has been flying around the planet Jupiter for two years.",
        "Above the ice of the moon Europa its instruments found traces of salt and water vapour.",
        "A landing is planned for the next decade.",
        "The probe detected water vapour and salt above the icy moon.",
    ),
    Told(
        "How long does the new sodium battery last?",
        "Engineers have presented a battery that does without lithium.",
        "In a trial the sodium cells could be charged six thousand times without becoming weaker.",
        "In autumn production is to begin in an old paper mill.",
        "Even after six thousand charges the sodium battery had its full power.",
    ),
)
"""The same reports, in the same order."""
