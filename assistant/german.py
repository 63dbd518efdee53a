"""Pure: what we say in English of failures, answers and rejections, in German: a table; phrasing.py reads it."""

FORMS = {
    # the library
    "The library is empty.": "Die Bibliothek ist leer.",
    "The library at {location} is empty.": "Die Bibliothek {location} ist leer.",
    "Fill it with: {command}": "Füllen Sie sie mit: {command}",
    "There is no library at {location}.": "Unter {location} gibt es keine Bibliothek.",
    "Make one with: {command}": "Legen Sie eine an mit: {command}",
    "{location} is no library.": "{location} ist keine Bibliothek.",
    "Name a folder, or the http(s) address of a Chroma server.": (
        "Nennen Sie einen Ordner oder die http(s)-Adresse eines Chroma-Servers."
    ),
    "{location} is not a library: it holds other files.": (
        "{location} ist keine Bibliothek: Dort liegen andere Dateien."
    ),
    "Name an empty or a new folder.": "Nennen Sie einen leeren oder einen neuen Ordner.",
    "The library {location} cannot be used: {reason}.": "Die Bibliothek {location} ist nicht benutzbar: {reason}.",
    "The library {location} can only be read.": "Die Bibliothek {location} kann nur gelesen werden.",
    "Make its folder writable, or name another library.": (
        "Machen Sie ihren Ordner beschreibbar, oder nennen Sie eine andere Bibliothek."
    ),
    "The disk of the library {location} is full ({free} MB are free); what was stored is kept.": (
        "Der Datenträger der Bibliothek {location} ist voll ({free} MB sind frei); was gespeichert war, bleibt."
    ),
    "Make room, then do the same again.": "Schaffen Sie Platz, und tun Sie dann dasselbe noch einmal.",
    "Choose another with --library.": "Wählen Sie eine andere mit --library.",
    "Check the folder and the space on its disk.": "Prüfen Sie den Ordner und den freien Speicherplatz.",
    "{location} is no address: {reason}.": "{location} ist keine Adresse: {reason}.",
    "Write http://host:port.": "Schreiben Sie http://host:port.",
    "The Chroma server at {location} does not answer as one: {reason}.": (
        "Der Chroma-Server {location} antwortet nicht als solcher: {reason}."
    ),
    "Start it with: chroma run --port {port}, or set ASSISTANT_LIBRARY to a folder.": (
        "Starten Sie ihn mit: chroma run --port {port}, oder setzen Sie ASSISTANT_LIBRARY auf einen Ordner."
    ),
    "Check the address, or set ASSISTANT_LIBRARY to a folder.": (
        "Prüfen Sie die Adresse, oder setzen Sie ASSISTANT_LIBRARY auf einen Ordner."
    ),
    "CHROMA_API_KEY would be sent to {location} for everyone on the way to read.": (
        "CHROMA_API_KEY würde so an {location} gesendet, dass alle unterwegs ihn lesen könnten."
    ),
    "Write https://, or unset the key.": "Schreiben Sie https://, oder setzen Sie den Schlüssel nicht.",
    "CHROMA_API_KEY holds a character that no key has.": "CHROMA_API_KEY enthält ein Zeichen, das kein Schlüssel hat.",
    "The Chroma server at {location} has no database {database} of a tenant {tenant}.": (
        "Der Chroma-Server {location} hat keine Datenbank {database} eines Mandanten {tenant}."
    ),
    "Check CHROMA_TENANT and CHROMA_DATABASE.": "Prüfen Sie CHROMA_TENANT und CHROMA_DATABASE.",
    "The Chroma server at {location} asks for a key ({status}).": (
        "Der Chroma-Server {location} verlangt einen Schlüssel ({status})."
    ),
    "Set CHROMA_API_KEY.": "Setzen Sie CHROMA_API_KEY.",
    "The Chroma server at {location} rejected the key ({status}).": (
        "Der Chroma-Server {location} hat den Schlüssel abgelehnt ({status})."
    ),
    "Check CHROMA_API_KEY, CHROMA_TENANT and CHROMA_DATABASE.": (
        "Prüfen Sie CHROMA_API_KEY, CHROMA_TENANT und CHROMA_DATABASE."
    ),
    "The Chroma server at {location} is limiting requests, or a quota is used up (429): {reason}.": (
        "Der Chroma-Server {location} begrenzt gerade die Anfragen, oder ein Kontingent ist verbraucht (429): {reason}."
    ),
    "Try again later, or check your plan.": "Versuchen Sie es später noch einmal, oder prüfen Sie Ihren Vertrag.",
    "A request is larger than the Chroma server at {location} allows ({status}): {reason}.": (
        "Eine Anfrage ist größer, als der Chroma-Server {location} erlaubt ({status}): {reason}."
    ),
    "Ask its operator for a higher limit, or set ASSISTANT_LIBRARY to a folder.": (
        "Bitten Sie seinen Betreiber um eine höhere Grenze, oder setzen Sie ASSISTANT_LIBRARY auf einen Ordner."
    ),
    "For {seconds} s nothing was heard of this process, and another has taken its place in this library ({holder}).": (
        "{seconds} s lang war von diesem Prozess nichts zu hören, und ein anderer hat seinen Platz in dieser "
        "Bibliothek eingenommen ({holder})."
    ),
    "Do the same again; what is in is kept.": "Tun Sie dasselbe noch einmal; was aufgenommen ist, bleibt.",
    "The library at {location} has layout {layout}; this version reads layout {own}.": (
        "Die Bibliothek {location} hat den Aufbau {layout}; diese Version liest den Aufbau {own}."
    ),
    "Move it away and take your articles in again, or name a new one with --library.": (
        "Verschieben Sie sie und nehmen Sie Ihre Artikel neu auf, oder nennen Sie eine neue mit --library."
    ),
    "The library at {location} was built with {model} ({count} numbers a passage); the settings ask for {other}.": (
        "Die Bibliothek {location} wurde mit {model} angelegt ({count} Zahlen je Passage); die Einstellungen verlangen "
        "{other}."
    ),
    "Set ASSISTANT_EMBEDDINGS={model}, or build the library anew with: {command}": (
        "Setzen Sie ASSISTANT_EMBEDDINGS={model}, oder bauen Sie die Bibliothek neu auf mit: {command}"
    ),
    "Copy the folder back from where it is whole, or take your articles into a new one with --library.": (
        "Kopieren Sie den Ordner von dort zurück, wo er ganz ist, oder nehmen Sie Ihre Artikel mit --library in einen "
        "neuen auf."
    ),
    "The article {id} of the library {path} is damaged.": "Der Artikel {id} der Bibliothek {path} ist beschädigt.",
    "Mend the library with: {command}": "Bringen Sie die Bibliothek in Ordnung mit: {command}",
    "The library at {location} holds the sample articles; your own do not go into the same library.": (
        "Die Bibliothek {location} enthält die Beispielartikel; Ihre eigenen kommen nicht in dieselbe Bibliothek."
    ),
    "The library at {location} holds your own articles; those of the sample do not go into the same library.": (
        "Die Bibliothek {location} enthält Ihre eigenen Artikel; die Beispiele kommen nicht in dieselbe Bibliothek."
    ),
    "The library at {location} holds no article {quoted}.": "Die Bibliothek {location} hat keinen Artikel {quoted}.",
    "The article {quoted} was changed just now.": "Der Artikel {quoted} wurde gerade eben geändert.",
    "The folder {folder} cannot be used: {reason}.": "Der Ordner {folder} ist nicht benutzbar: {reason}.",
    "Check it and the space on its disk.": "Prüfen Sie ihn und den freien Speicherplatz.",
    "Other articles are just being taken into this library ({holder}).": (
        "In diese Bibliothek werden gerade andere Artikel aufgenommen ({holder})."
    ),
    "Try again when they are in.": "Versuchen Sie es wieder, wenn sie darin sind.",
    # questions and filters
    "The question is empty.": "Die Frage ist leer.",
    "Ask something, such as: why is Putin visiting Pyongyang": (
        "Fragen Sie etwas, zum Beispiel: Warum besucht Putin Pjöngjang?"
    ),
    "The question has {count} characters; {most} are the most.": (
        "Die Frage hat {count} Zeichen; höchstens {most} dürfen es sein."
    ),
    "Shorten it.": "Kürzen Sie sie.",
    "{quoted} is no date.": "{quoted} ist kein Datum.",
    "Write 2024, 2024-06 or 2024-06-18.": "Schreiben Sie 2024, 2024-06 oder 2024-06-18.",
    "{since} is later than {until}.": "{since} ist später als {until}.",
    "Write the earlier date first.": "Schreiben Sie das frühere Datum zuerst.",
    "No article in the library is {filter}.": "Kein Artikel der Bibliothek ist all dies: {filter}.",
    "Ask for less at once; python -m assistant library stats counts what there is.": (
        "Verlangen Sie weniger auf einmal; python -m assistant library stats zählt, was es gibt."
    ),
    "No article in the library is in the language {quoted}.": (
        "Kein Artikel der Bibliothek ist in der Sprache {quoted}."
    ),
    "No article in the library is of the source {quoted}.": (
        "Kein Artikel der Bibliothek ist aus der Quelle {quoted}."
    ),
    "Did you mean {value}?": "Meinten Sie {value}?",
    "It has {values}.": "Es gibt {values}.",
    "It has {values} and {count} more.": "Es gibt {values} und {count} weitere.",
    "It knows none of any article.": "Von keinem Artikel ist eine bekannt.",
    # settings
    "The file .env is not UTF-8.": "Die Datei .env ist nicht in UTF-8.",
    "Save it as UTF-8.": "Speichern Sie sie in UTF-8.",
    "{name}={value} cannot be used: {failure}.": "{name}={value} ist nicht verwendbar: {failure}.",
    "it is no address such as http://localhost:11434/v1": "das ist keine Adresse wie http://localhost:11434/v1",
    "it is no pair of prices such as 0.25, 2": "das ist kein Paar von Preisen wie 0.25, 2",
    "Input should be greater than {value}": "es muss größer als {value} sein",
    "Input should be greater than or equal to {value}": "es muss mindestens {value} sein",
    "Input should be less than or equal to {value}": "es darf höchstens {value} sein",
    "Input should be a valid integer, unable to parse string as an integer": "das ist keine ganze Zahl",
    "Input should be a valid number, unable to parse string as a number": "das ist keine Zahl",
    "Input should be {choices}": "möglich sind {choices}",
    "{name} is not a setting.": "{name} ist keine Einstellung.",
    "Known are {values}.": "Bekannt sind {values}.",
    "{name}={model} is set, but no server to ask: set OPENAI_API_KEY or OPENAI_BASE_URL too.": (
        "{name}={model} ist gesetzt, aber kein Server dazu: Setzen Sie auch OPENAI_API_KEY oder OPENAI_BASE_URL."
    ),
    "ASSISTANT_EMBEDDINGS={value} is not a model that is known here.": (
        "ASSISTANT_EMBEDDINGS={value} ist kein Modell, das hier bekannt ist."
    ),
    "Use {choices}.": "Verwenden Sie {choices}.",
    # what is kept between runs
    "There is no such conversation.": "Dieses Gespräch gibt es nicht.",
    "Open another, or begin a new one.": "Öffnen Sie ein anderes, oder beginnen Sie ein neues.",
    "The file {path} is not of this program.": "Die Datei {path} ist nicht von diesem Programm.",
    "Name another with ASSISTANT_RECORDS.": "Nennen Sie eine andere mit ASSISTANT_RECORDS.",
    "The file {path} was made by a newer version of this program (its layout is {layout}, here {own}).": (
        "Die Datei {path} ist von einer neueren Version dieses Programms (ihr Aufbau ist {layout}, hier {own})."
    ),
    "Update the program, or name another file with ASSISTANT_RECORDS.": (
        "Aktualisieren Sie das Programm, oder nennen Sie eine andere Datei mit ASSISTANT_RECORDS."
    ),
    "The file {path} is damaged ({reason}).": "Die Datei {path} ist beschädigt ({reason}).",
    "Move it away, or name another with ASSISTANT_RECORDS.": (
        "Verschieben Sie sie, oder nennen Sie eine andere mit ASSISTANT_RECORDS."
    ),
    "The file {path} cannot be used ({reason}).": "Die Datei {path} ist nicht benutzbar ({reason}).",
    # the chat model
    "OPENAI_API_KEY holds a character that no key has.": "OPENAI_API_KEY enthält ein Zeichen, das kein Schlüssel hat.",
    "Copy the key again.": "Kopieren Sie den Schlüssel noch einmal.",
    "{host} does not answer as an OpenAI-compatible server.": (
        "{host} antwortet nicht wie ein OpenAI-kompatibler Server."
    ),
    "Check OPENAI_BASE_URL.": "Prüfen Sie OPENAI_BASE_URL.",
    "The chat server at {host} did not say which models it has.": (
        "Der Server {host} hat nicht gesagt, welche Sprachmodelle er hat."
    ),
    "Set ASSISTANT_CHAT_MODEL.": "Setzen Sie ASSISTANT_CHAT_MODEL.",
    "The server at {host} offers no model.": "Der Server {host} bietet kein Sprachmodell an.",
    "The server at {host} offers several models: {values}.": (
        "Der Server {host} bietet mehrere Sprachmodelle an: {values}."
    ),
    "Set ASSISTANT_CHAT_MODEL to one of them.": "Setzen Sie ASSISTANT_CHAT_MODEL auf eines davon.",
    "{host} ended the answer without saying that it is whole.": (
        "{host} hat die Antwort beendet, ohne zu sagen, dass sie vollständig ist."
    ),
    "Ask again.": "Fragen Sie noch einmal.",
    "The answer reached the limit of {count} tokens.": "Die Antwort hat die Grenze von {count} Token erreicht.",
    "Raise ASSISTANT_ANSWER_TOKENS.": "Erhöhen Sie ASSISTANT_ANSWER_TOKENS.",
    "The answer reached the most tokens that {host} allows.": (
        "Die Antwort hat die Höchstzahl an Token erreicht, die {host} erlaubt."
    ),
    "Give the model a longer context.": "Geben Sie dem Sprachmodell einen längeren Kontext.",
    "{host} withholds the rest of the answer (content_filter).": (
        "{host} hält den Rest der Antwort zurück (content_filter)."
    ),
    "The chat server at {host} sent nothing more for {seconds} s.": (
        "Vom Server {host} kam {seconds} s lang nichts mehr."
    ),
    "The chat server at {host} has not begun to answer after {seconds} s.": (
        "Der Server {host} hat nach {seconds} s noch nicht zu antworten begonnen."
    ),
    "Raise ASSISTANT_TIMEOUT_SECONDS to wait longer.": ("Erhöhen Sie ASSISTANT_TIMEOUT_SECONDS, um länger zu warten."),
    "The connection to {host} broke off.": "Die Verbindung zu {host} ist abgebrochen.",
    "The connection to {host} broke off: {reason}.": "Die Verbindung zu {host} ist abgebrochen: {reason}.",
    "The {role} at {host} cannot be reached.": "Der {role} {host} ist nicht erreichbar.",
    "Start it, or check OPENAI_BASE_URL.": "Starten Sie ihn, oder prüfen Sie OPENAI_BASE_URL.",
    "The passages are more than {model} at {host} can read.": (
        "Die Passagen sind mehr, als {model} auf {host} lesen kann."
    ),
    "Lower ASSISTANT_PROMPT_CHARS, or give the model a longer context.": (
        "Verringern Sie ASSISTANT_PROMPT_CHARS, oder geben Sie dem Sprachmodell einen längeren Kontext."
    ),
    "{host} rejected the key ({status}).": "{host} hat den Schlüssel abgewiesen ({status}).",
    "Check OPENAI_API_KEY.": "Prüfen Sie OPENAI_API_KEY.",
    "{host} does not know {model} (404).": "{host} kennt {model} nicht (404).",
    "Check {setting} and OPENAI_BASE_URL.": "Prüfen Sie {setting} und OPENAI_BASE_URL.",
    "The quota of the key at {host} is used up (429).": (
        "Das Guthaben des Schlüssels bei {host} ist aufgebraucht (429)."
    ),
    "Check its plan.": "Prüfen Sie den Tarif.",
    "{host} is limiting requests (429).": "{host} begrenzt gerade die Anfragen (429).",
    "Try again in {seconds} s.": "Versuchen Sie es in {seconds} s wieder.",
    "Try again after {time}.": "Versuchen Sie es nach dieser Zeit wieder: {time}.",
    "Try again later.": "Versuchen Sie es später wieder.",
    "{host} answered with an error ({status}): {reason}": (
        "{host} hat mit einem Fehler geantwortet ({status}): {reason}"
    ),
    "{host} gave no answer: {reason}": "{host} hat nicht geantwortet: {reason}",
    # the embedding model
    "The embedding server at {host} did not answer in {seconds} s.": (
        "Der Embedding-Server {host} hat in {seconds} s nicht geantwortet."
    ),
    "{host} gave {count} vectors for {most} texts.": "{host} hat {count} Vektoren zu {most} Texten geliefert.",
    "{model} at {host} gave an empty vector.": "{model} auf {host} hat einen leeren Vektor geliefert.",
    "{model} at {host} gave a vector that holds something other than numbers.": (
        "{model} auf {host} hat einen Vektor geliefert, in dem anderes als Zahlen steht."
    ),
    "{model} at {host} gave a vector of zeros.": "{model} auf {host} hat einen Vektor aus Nullen geliefert.",
    "{model} at {host} gives vectors of {count} and of {most} numbers.": (
        "{model} auf {host} liefert Vektoren von {count} und von {most} Zahlen."
    ),
    # what a chat model writes
    "{model} wrote nothing.": "{model} hat nichts geschrieben.",
    "{model} wrote much more than a translation.": "{model} hat viel mehr als eine Übersetzung geschrieben.",
    "{model} gave the quote back as it is.": "{model} hat das Zitat unverändert zurückgegeben.",
    "{model} translated into {language}, not into {wanted_language}.": (
        "{model} hat die Übersetzung auf {language} geschrieben, nicht auf {wanted_language}."
    ),
    "Try again, or set another ASSISTANT_CHAT_MODEL.": (
        "Versuchen Sie es noch einmal, oder setzen Sie ein anderes ASSISTANT_CHAT_MODEL."
    ),
    "{model} did not answer with one verdict for each.": "{model} hat nicht zu jeder ein Urteil abgegeben.",
    # notes on an answer
    "The article {quoted} was changed just now; a quote was left out.": (
        "Der Artikel {quoted} wurde gerade eben geändert; ein Zitat wurde weggelassen."
    ),
    "The written answer cites [{number}], a passage it was not given; the mark was left out.": (
        "Die geschriebene Antwort nennt [{number}], eine Passage, die ihr nicht vorlag; die Ziffer wurde weggelassen."
    ),
    "The answer was written in {language}, not in {wanted_language}.": (
        "Die Antwort wurde auf {language} geschrieben, nicht auf {wanted_language}."
    ),
    "The written answer is incomplete: {failure}": "Die geschriebene Antwort ist unvollständig: {failure}",
    "The written answer is not supported by what it cites; quotes from the library follow it.": (
        "Die geschriebene Antwort ist durch ihre Quellen nicht belegt; darunter stehen Zitate aus der Bibliothek."
    ),
    "The written answer cites no passage; quotes from the library follow it.": (
        "Die geschriebene Antwort nennt keine Passage; darunter stehen Zitate aus der Bibliothek."
    ),
    "Quotes instead of a written answer: {failure}": "Zitate statt einer geschriebenen Antwort: {failure}",
    "The chat model can read {count} of the {most} passages at once; the answer is from these.": (
        "Das Sprachmodell kann {count} der {most} Passagen auf einmal lesen; aus ihnen ist die Antwort."
    ),
    "The chat model did not judge its statements: {failure}": (
        "Das Sprachmodell hat seine Aussagen nicht geprüft: {failure}"
    ),
    "The chat model judged {count} of its {most} statements: {failure}": (
        "Das Sprachmodell hat {count} seiner {most} Aussagen geprüft: {failure}"
    ),
    "no more than {most} are judged.": "mehr als {most} werden nicht geprüft.",
    # why a statement is not supported
    "no cited sentence says this": "kein zitierter Satz sagt das",
    "the cited text says this only in part": "der zitierte Text sagt das nur zum Teil",
    "the number {number} is not in the cited sentence": "die Zahl {number} steht nicht im zitierten Satz",
    "the number {number} is not in the cited sentence, which has {numbers}": (
        "die Zahl {number} steht nicht im zitierten Satz; dort steht {numbers}"
    ),
    "the number {number} was not found": "die Zahl {number} wurde nicht gefunden",
    "the number {number} is not in the cited text": "die Zahl {number} steht nicht im zitierten Text",
    "the date {date} is not in the cited sentence": "das Datum {date} steht nicht im zitierten Satz",
    "the date {date} was not found": "das Datum {date} wurde nicht gefunden",
    "the date {date} is not in the cited text": "das Datum {date} steht nicht im zitierten Text",
    "the cited sentence does not quote “{text}”": "der zitierte Satz führt „{text}“ nicht an",
    "the quotation “{text}” is not in the cited text": "das Zitat „{text}“ steht nicht im zitierten Text",
    "the cited text quotes nothing like “{text}”": "der zitierte Text führt nichts an, das „{text}“ entspricht",
    "the quotation “{text}” could not be found in translation": (
        "das Zitat „{text}“ ließ sich in der Übersetzung nicht finden"
    ),
    "where it says {name}, the cited sentence says {other}": "statt {name} steht im zitierten Satz {other}",
    "the name {name} was not found": "der Name {name} wurde nicht gefunden",
    "it cites no passage": "sie nennt keine Passage",
    "its source was found by the assistant, not by the chat model": (
        "ihre Quelle hat der Assistent gefunden, nicht das Sprachmodell"
    ),
    # why something was not taken in, after „nicht aufgenommen:“ or „Zeile 3“
    "there is no such file or folder.": "diese Datei oder diesen Ordner gibt es nicht.",
    "cannot be opened: {reason}.": "lässt sich nicht öffnen: {reason}.",
    "cannot be opened: a link that leads to itself.": (
        "lässt sich nicht öffnen: eine Verknüpfung, die auf sich selbst zeigt."
    ),
    "cannot be read: {reason}.": "lässt sich nicht lesen: {reason}.",
    "is a hidden file.": "ist eine versteckte Datei.",
    "is not a regular file.": "ist keine gewöhnliche Datei.",
    "has an ending that is not read; known are {values}.": (
        "hat eine Endung, die nicht gelesen wird; bekannt sind {values}."
    ),
    "is over {most} MB large; split it, or take it in by command.": (
        "ist größer als {most} MB; teilen Sie die Datei, oder nehmen Sie sie auf der Befehlszeile auf."
    ),
    "is over {most} characters long; split it into several articles.": (
        "ist länger als {most} Zeichen; teilen Sie den Text in mehrere Artikel."
    ),
    "is not text, whatever its ending says.": "ist kein Text, was auch immer die Endung sagt.",
    "holds no text.": "enthält keinen Text.",
    "has front matter that is not YAML: {reason}.": "hat Kopfdaten, die kein YAML sind: {reason}.",
    "is not JSON: {reason} at character {number}.": "ist kein JSON: {reason}, Zeichen {number}.",
    "is not JSON: {reason}.": "ist kein JSON: {reason}.",
    "is over {most} MB large; save what it says as text (.txt).": (
        "ist größer als {most} MB; speichern Sie, was darin steht, als Text (.txt)."
    ),
    "is over {most} MB large; split it, or write it as JSON Lines (.jsonl).": (
        "ist größer als {most} MB; teilen Sie die Datei, oder schreiben Sie sie als JSON Lines (.jsonl)."
    ),
    'holds no article: write an object with "id" and "text", a list of such, or an object that holds one such '
    "list, or say what they are called with --fields text=NAME.": (
        "enthält keinen Artikel: Schreiben Sie ein Objekt mit „id“ und „text“, eine Liste davon oder ein Objekt "
        "mit einer solchen Liste, oder nennen Sie die Felder mit --fields text=NAME."
    ),
    'holds no article: write an object with "id" and "text", a list of such, or an object that holds one such list.': (
        "enthält keinen Artikel: Schreiben Sie ein Objekt mit „id“ und „text“, eine Liste davon oder ein Objekt "
        "mit einer solchen Liste."
    ),
    'has no column called "{name}"; it has {values}.': "hat keine Spalte „{name}“, sondern {values}.",
    'has {count} columns called "{name}".': "hat {count} Spalten „{name}“.",
    "Rename the right one, or say with --fields {field}=NAME what it is called.": (
        "Benennen Sie die richtige um, oder sagen Sie mit --fields {field}=NAME, wie sie heißt."
    ),
    "Rename the right one.": "Benennen Sie die richtige um.",
    "Rename all but the right one, or say with --fields {field}=NAME what it is called.": (
        "Benennen Sie alle bis auf die richtige um, oder sagen Sie mit --fields {field}=NAME, wie sie heißt."
    ),
    "Rename all but the right one.": "Benennen Sie alle bis auf die richtige um.",
    "has {count} columns, the first row {most}; put what holds a delimiter in quotation marks.": (
        "hat {count} Spalten, die erste Zeile {most}; setzen Sie, was ein Trennzeichen enthält, in Anführungszeichen."
    ),
    "is no row of a table: {reason}; check its quotation marks.": (
        "ist keine Zeile einer Tabelle: {reason}; prüfen Sie die Anführungszeichen."
    ),
    'has no "{name}"; add it, or say what it is called with --fields {field}=NAME.': (
        "hat kein „{name}“; fügen Sie es hinzu, oder sagen Sie mit --fields {field}=NAME, wie es heißt."
    ),
    'has no "{name}"; add it, or rename the field that it is.': (
        "hat kein „{name}“; fügen Sie es hinzu, oder benennen Sie das Feld um, das es ist."
    ),
    'has an "{name}" of {count} characters; {most} are the most.': (
        "hat ein „{name}“ von {count} Zeichen; höchstens {most} sind erlaubt."
    ),
    "holds more HTML than an article has; save its text as .txt.": (
        "enthält mehr HTML, als ein Artikel hat; speichern Sie den Text als .txt."
    ),
    "holds no article that could be told from what stands around it; save its text as .txt.": (
        "enthält keinen Artikel, der sich von seiner Umgebung trennen ließe; speichern Sie den Text als .txt."
    ),
    "is XML, but no RSS or Atom feed; save what it says as text (.txt).": (
        "ist XML, aber kein Feed (RSS oder Atom); speichern Sie, was darin steht, als Text (.txt)."
    ),
    "is not well-formed XML: {reason}; save it anew.": (
        "ist kein wohlgeformtes XML: {reason}; speichern Sie die Datei neu."
    ),
    "declares entities of its own, which no feed needs; save it without them.": (
        "vereinbart eigene Entitäten, die kein Feed braucht; speichern Sie die Datei ohne sie."
    ),
    "has no guid, id or link; an entry needs one to be known by.": (
        "hat weder guid noch id noch link; eines davon braucht ein Eintrag, damit er wiederzuerkennen ist."
    ),
    "is damaged, or not a .{kind}; open it and save it anew, or save what it says as text (.txt).": (
        "ist beschädigt oder keine .{kind}-Datei; öffnen und speichern Sie die Datei neu, oder speichern Sie, was "
        "darin steht, als Text (.txt)."
    ),
    "could not be read in {seconds} s; save what it says as text (.txt).": (
        "ließ sich in {seconds} s nicht lesen; speichern Sie, was darin steht, als Text (.txt)."
    ),
    "has a page that holds far more than a page of text does; save what it says as text (.txt).": (
        "hat eine Seite, auf der weit mehr steht als auf einer Seite Text; speichern Sie, was darin steht, als Text "
        "(.txt)."
    ),
    "needs over 2 GB of memory to be read; save what it says as text (.txt).": (
        "braucht über 2 GB Speicher, um gelesen zu werden; speichern Sie, was darin steht, als Text (.txt)."
    ),
    "holds pictures of pages and no text; have its text recognised (OCR) first.": (
        "enthält Bilder von Seiten und keinen Text; lassen Sie den Text zuerst erkennen (OCR)."
    ),
    "is a picture without text; have its text recognised (OCR) first.": (
        "ist ein Bild ohne Text; lassen Sie den Text zuerst erkennen (OCR)."
    ),
    "changed while it was read; take it in again when it is whole.": (
        "wurde beim Lesen verändert; nehmen Sie die Datei noch einmal auf, wenn sie ganz ist."
    ),
    "is locked with a password; save it without.": "ist mit einem Kennwort gesperrt; speichern Sie die Datei ohne.",
    "unpacks to far more than a document has; save what it says as text (.txt).": (
        "wird ausgepackt viel größer, als ein Dokument ist; speichern Sie, was darin steht, als Text (.txt)."
    ),
    "holds {count} files; {most} are the most. Split it.": (
        "enthält {count} Dateien; höchstens {most} sind erlaubt. Teilen Sie es."
    ),
    "unpacks to over {most} MB or {count} times its size; unpack it, and take in the folder.": (
        "wird ausgepackt größer als {most} MB oder als das {count}fache; packen Sie es aus, und nehmen Sie den "
        "Ordner auf."
    ),
    "cannot be unpacked: {reason}; pack it anew.": "lässt sich nicht auspacken: {reason}; packen Sie es neu.",
    "has a path that leads out of the archive; pack it anew.": (
        "hat einen Pfad, der aus dem Archiv hinausführt; packen Sie es neu."
    ),
    "is an archive in an archive; unpack it first.": "ist ein Archiv in einem Archiv; packen Sie es zuerst aus.",
    "is a link; pack what it leads to.": "ist ein Verweis; packen Sie ein, wohin er führt.",
    "is encrypted; unpack it with its password first.": "ist verschlüsselt; packen Sie es zuerst mit dem Kennwort aus.",
    "--fields has {quoted}, which names no field.": "--fields enthält {quoted}; das nennt kein Feld.",
    "Write it as title=headline,text=body.": "Schreiben Sie es wie title=headline,text=body.",
    "--fields has {quoted}, which no article has.": "--fields enthält {quoted}; das hat kein Artikel.",
    "--fields has {quoted} twice.": "--fields enthält {quoted} zweimal.",
    "Name it once.": "Nennen Sie es einmal.",
    "is not a JSON object.": "ist kein JSON-Objekt.",
    'has a "{name}" that is not a text.': "hat unter „{name}“ keinen Text.",
    "has the date {quoted}, which is not read, and has no date now; write it as 2024, 2024-06 or 2024-06-18.": (
        "hat das Datum {quoted}, das nicht gelesen wird, und ist nun ohne Datum; schreiben Sie es als 2024, 2024-06 "
        "oder 2024-06-18."
    ),
    "has the date {quoted}, which may be two days, and has no date now; write it as 2024-06-18.": (
        "hat das Datum {quoted}, das zwei Tage sein kann, und ist nun ohne Datum; schreiben Sie es als 2024-06-18."
    ),
    "its id {quoted} is already taken by {place}; rename one of them.": (
        "hat die Kennung {quoted}, die schon vergeben ist an {place}; benennen Sie eines von beiden um."
    ),
    "its id {quoted} is longer than the {most} bytes that the server of the library stores; give it a shorter one.": (
        "hat die Kennung {quoted}, die länger ist als die {most} Byte, die der Server der Bibliothek speichert; geben "
        "Sie ihm eine kürzere."
    ),
    "{count} of its {most} articles are gone; nothing was removed.": (
        "{count} der {most} Artikel sind verschwunden; entfernt wurde nichts."
    ),
    "If that is meant, run again with --allow-removals.": (
        "Wenn das gewollt ist, wiederholen Sie es mit --allow-removals."
    ),
}
"""Each text that we write, with places for its values, and the same in German."""

FILTER_FORMS = {
    "from {date} on": "ab {date}",
    "from {date}": "aus {date}",
    "up to {date}": "bis {date}",
    "in {choices}": "auf {choices}",
    "of {choices}": "von {choices}",
}
"""The parts of what a filter asks for; they are parted by commas."""
