"""Pure: every sentence of the interface, in German and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The sentences of the interface in one language; there is one of each."""

    language: str
    app: str
    chat: str
    library: str
    new_conversation: str
    heading: str
    introduction: str
    question: str
    searching: str
    stop: str
    stopped: str
    incomplete: str
    again: str
    close: str
    written_by: str
    sample: str
    sample_notice: str
    about_article: str
    articles: str
    one_article: str
    empty_library: str
    no_model: str
    no_model_how: str
    no_model_sent: str
    slow: str
    quotes_instead: str
    open_original: str
    translate: str
    translating: str
    sample_examples: tuple[str, ...]
    articles_all: str
    article_all: str
    articles_left: str
    all_articles: str
    since: str
    until: str
    languages: str
    sources: str
    edit: str
    cancel: str
    nothing_kept: str
    find_conversation: str
    none_found: str
    none_kept: str
    more: str
    manage: str
    title: str
    delete: str
    previous_citation: str
    next_citation: str
    position: str
    copy_link: str
    link_copied: str
    link_not_copied: str
    ask_selection: str
    related: str
    citing: str
    quote_moved: str
    quote_repeated: str
    quote_gone: str
    wrong_place: str
    about_selection: str
    save_as: str
    saved_page: str
    article_changed: str
    article_gone: str
    log_in: str
    log_in_first: str
    log_out: str
    nobody: str
    source_name: str
    quote: str
    opens: str
    copy_answer: str
    copied: str
    not_copied: str
    helpful: str
    unhelpful: str
    comment: str
    send: str
    comment_kept: str
    ask_again: str
    doubt_one: str
    doubts: str
    original: str
    translation: str
    add_articles: str
    files_to_add: str
    files_that_are_read: str
    adding_to_own: str
    paste: str
    pasted_title: str
    pasted_text: str
    pasted_date: str
    pasted_source: str
    pasted_language: str
    language_is_told: str
    take_in: str
    nothing_pasted: str
    no_date: str
    earlier_first: str
    too_many_files: str
    being_taken_in: str
    waiting: str
    continue_taking_in: str
    receipt: str
    added: str
    updated: str
    unchanged: str
    rejected: str
    file_rejected: str
    row_rejected: str
    more_rejected: str
    dismiss: str
    begin_library: str
    find: str
    find_how: str
    find_by_words: str
    find_by_meaning: str
    filter: str
    date_example: str
    all_of_them: str
    some_articles: str
    found_articles: str
    nothing_found: str
    nothing_found_by_words: str
    clear_filter: str
    find_by_meaning_instead: str
    order: str
    orders: dict[str, str]
    ask_about: str
    remove: str
    remove_all: str
    hide: str
    show_again: str
    removed: str
    hidden: str
    undo: str
    hidden_count: str
    back_to_list: str
    overview: str
    by_language: str
    by_source: str
    by_time: str
    unknown: str
    other_sources: str
    quotes: str


_ENGLISH = Words(
    language="en",
    app="Article Assistant",
    chat="Ask",
    library="Library",
    new_conversation="New conversation",
    heading="Ask your articles",
    introduction="Every answer rests on sentences of your articles. A number opens the sentence where it stands.",
    question="Ask a question …",
    searching="Searching the articles …",
    stop="Stop",
    stopped="Stopped.",
    incomplete="Incomplete.",
    again="Try again",
    close="Close",
    written_by="written by {model} at {host}",
    sample="Sample article (invented)",
    sample_notice="Your library is empty. These are sample articles, invented to try the assistant. "
    "Take in your own with: {command}",
    about_article="What is “{title}” about?",
    articles="{count} articles",
    one_article="1 article",
    empty_library="The library is empty. Add articles here, or with: {command}",
    no_model="Connect a chat model",
    no_model_how="Answers are quotes. To have them written in your language, start the app with a key for OpenAI, or "
    "with any server that speaks its protocol, such as Ollama:",
    no_model_sent="Only the question and the passages found are sent to it. Every statement it writes is checked.",
    slow="The chat model has not begun to answer for {seconds} s.",
    quotes_instead="Show quotes instead",
    open_original="Original",
    translate="Translate into {language}",
    translating="Translating …",
    sample_examples=(
        "why is Putin visiting Pyongyang",
        "How many people were hurt when the scaffold in Ahrnfels fell?",
        "Wie viele Kühe fehlen noch auf der Brünzenalp?",
    ),
    articles_all="In {all} articles",
    article_all="In 1 article",
    articles_left="In {left} of {all} articles",
    all_articles="All articles",
    since="From",
    until="To",
    languages="Languages",
    sources="Sources",
    edit="Edit the question",
    cancel="Cancel",
    nothing_kept="This browser keeps no cookies, so that conversations end with the page.",
    find_conversation="Find a conversation",
    none_found="No conversation has these words.",
    none_kept="Your conversations will be listed here.",
    more="Show more",
    manage="Rename or delete",
    title="Title",
    delete="Delete",
    previous_citation="Previous citation",
    next_citation="Next citation",
    position="{number} of {count}",
    copy_link="Copy link",
    link_copied="Link copied",
    link_not_copied="The browser did not let the link be copied",
    ask_selection="Ask about this",
    related="Related articles",
    citing="Conversations that cite this article",
    quote_moved="The article has changed since; the quote now stands at another place, where it is marked.",
    quote_repeated="The article has changed since; the quote now stands in it more than once and is not marked.",
    quote_gone="The article has changed since; the quote does not stand in it any more.",
    wrong_place="The address names no place in this article; it is shown from its beginning.",
    about_selection="What do the articles say about “{text}”?",
    save_as="Save as {format}",
    saved_page="page",
    article_changed="Changed since this answer: {titles}. The quotes stay as they were.",
    article_gone="No longer in the library: {titles}. The quotes stay as they were.",
    log_in="Log in",
    log_in_first="Log in to read and ask.",
    log_out="Log out",
    nobody="Your login does not say who you are: it names no issuer or no subject. Log out, and log in another way.",
    source_name="Source {number}: {title}",
    quote="Quote",
    opens="Opens in the article",
    copy_answer="Copy with citations",
    copied="Copied",
    not_copied="This browser does not let the page copy.",
    helpful="Helpful",
    unhelpful="Not helpful",
    comment="What was good, what was wrong? (optional)",
    send="Send",
    comment_kept="Thank you. Your comment is kept.",
    ask_again="Ask again",
    doubt_one="1 statement is not fully supported",
    doubts="{count} statements are not fully supported",
    original="Original",
    translation="Translation",
    add_articles="Add articles",
    files_to_add="Drop files here, or choose them",
    files_that_are_read="Text, Markdown, web pages, PDF, Word (.docx), JSON, tables (.csv), feeds, or a .zip of them, "
    "up to {files} files of {size} MB. They stay on this machine, in {folder}.",
    adding_to_own="What you add begins your own library; the sample then steps aside.",
    paste="Paste a text",
    pasted_title="Title",
    pasted_text="Text",
    pasted_date="Date",
    pasted_source="Source",
    pasted_language="Language",
    language_is_told="as the text is",
    take_in="Take in",
    nothing_pasted="There is no text yet. Paste the article into the field “Text”.",
    no_date="“{date}” is no date. Write 2024, 2024-06 or 2024-06-18.",
    earlier_first="{since} is later than {until}. Write the earlier date first.",
    too_many_files="Of {count} files the first {most} are taken. Add the others after these.",
    being_taken_in="is being taken in … {percent} %",
    waiting="waiting",
    continue_taking_in="Take in the rest",
    receipt="Taken in",
    added="{count} added",
    updated="{count} updated",
    unchanged="{count} already there",
    rejected="{count} not taken in",
    file_rejected="not taken in: {reason}",
    row_rejected="line {line} {reason}",
    more_rejected="and {count} more",
    dismiss="Done",
    begin_library="There are no articles yet. Add files or paste a text here, or run: {command}",
    find="Find articles",
    find_how="Find by",
    find_by_words="Words",
    find_by_meaning="Meaning",
    filter="Filter",
    date_example="2024-06",
    all_of_them="all",
    some_articles="{count} of {all} articles",
    found_articles="{count} found among {all} articles",
    nothing_found="No article is all of this: {filter}.",
    nothing_found_by_words="No article holds all of these words.",
    clear_filter="Clear filter",
    find_by_meaning_instead="Find by meaning",
    order="Order",
    orders={"newest": "Newest first", "oldest": "Oldest first", "title": "By title", "source": "By source"},
    ask_about="Ask about it",
    remove="Remove",
    remove_all="Remove file ({count} articles)",
    hide="Hide",
    show_again="Show again",
    removed="“{title}” is removed.",
    hidden="“{title}” is hidden: not listed, not searched.",
    undo="Undo",
    hidden_count="{count} hidden · show",
    back_to_list="Back to all articles",
    overview="Overview",
    by_language="By language",
    by_source="By source",
    by_time="By date",
    unknown="unknown",
    other_sources="{count} others",
    quotes="Quotes",
)
_GERMAN = Words(
    language="de",
    app="Article Assistant",
    chat="Fragen",
    library="Bibliothek",
    new_conversation="Neues Gespräch",
    heading="Fragen an Ihre Artikel",
    introduction="Jede Antwort ruht auf Sätzen Ihrer Artikel. Eine Ziffer öffnet den Satz dort, wo er steht.",
    question="Frage stellen …",
    searching="Die Artikel werden durchsucht …",
    stop="Stopp",
    stopped="Angehalten.",
    incomplete="Unvollständig.",
    again="Noch einmal",
    close="Schließen",
    written_by="geschrieben von {model} auf {host}",
    sample="Beispielartikel (erfunden)",
    sample_notice="Ihre Bibliothek ist leer. Dies sind Beispielartikel, zum Ausprobieren erfunden. "
    "Eigene nehmen Sie auf mit: {command}",
    about_article="Worum geht es in „{title}“?",
    articles="{count} Artikel",
    one_article="1 Artikel",
    empty_library="Die Bibliothek ist leer. Fügen Sie Artikel hier hinzu, oder mit: {command}",
    no_model="Ein Sprachmodell anschließen",
    no_model_how="Antworten sind Zitate. Damit sie in Ihrer Sprache geschrieben werden, starten Sie die App mit einem "
    "Schlüssel für OpenAI oder mit einem Server, der dessen Protokoll spricht, etwa Ollama:",
    no_model_sent="Nur die Frage und die gefundenen Textstellen gehen dorthin. Jede Aussage wird geprüft.",
    slow="Das Sprachmodell hat seit {seconds} s noch nicht zu antworten begonnen.",
    quotes_instead="Stattdessen Zitate zeigen",
    open_original="Original",
    translate="Ins {language} übersetzen",
    translating="Wird übersetzt …",
    sample_examples=(
        "Warum besucht Putin Pjöngjang?",
        "Wie viele Menschen wurden beim Gerüsteinsturz in Ahrnfels verletzt?",
        "What do the ferry's passengers say about the cause?",
    ),
    articles_all="In {all} Artikeln",
    article_all="In 1 Artikel",
    articles_left="In {left} von {all} Artikeln",
    all_articles="Alle Artikel",
    since="Von",
    until="Bis",
    languages="Sprachen",
    sources="Quellen",
    edit="Frage ändern",
    cancel="Abbrechen",
    nothing_kept="Dieser Browser behält keine Cookies; Gespräche enden deshalb mit der Seite.",
    find_conversation="Gespräch suchen",
    none_found="Kein Gespräch hat diese Wörter.",
    none_kept="Hier werden Ihre Gespräche stehen.",
    more="Mehr zeigen",
    manage="Umbenennen oder löschen",
    title="Titel",
    delete="Löschen",
    previous_citation="Voriges Zitat",
    next_citation="Nächstes Zitat",
    position="{number} von {count}",
    copy_link="Link kopieren",
    link_copied="Link kopiert",
    link_not_copied="Der Browser ließ den Link nicht kopieren",
    ask_selection="Danach fragen",
    related="Ähnliche Artikel",
    citing="Gespräche, die diesen Artikel zitieren",
    quote_moved="Der Artikel hat sich seither geändert; das Zitat steht jetzt an anderer Stelle und ist dort markiert.",
    quote_repeated="Der Artikel hat sich seither geändert; das Zitat steht jetzt mehrmals darin, unmarkiert.",
    quote_gone="Der Artikel hat sich seither geändert; das Zitat steht nicht mehr darin.",
    wrong_place="Die Adresse nennt keine Stelle dieses Artikels; er wird von Anfang an gezeigt.",
    about_selection="Was sagen die Artikel über „{text}“?",
    save_as="Als {format} sichern",
    saved_page="Seite",
    article_changed="Seit dieser Antwort geändert: {titles}. Die Zitate bleiben, wie sie waren.",
    article_gone="Nicht mehr in der Bibliothek: {titles}. Die Zitate bleiben, wie sie waren.",
    log_in="Anmelden",
    log_in_first="Melden Sie sich an, um zu lesen und zu fragen.",
    log_out="Abmelden",
    nobody="Ihre Anmeldung sagt nicht, wer Sie sind: Ihr fehlt ein Aussteller oder eine Kennung. "
    "Melden Sie sich ab und auf anderem Weg wieder an.",
    source_name="Quelle {number}: {title}",
    quote="Zitat",
    opens="Öffnet sich im Artikel",
    copy_answer="Mit Belegen kopieren",
    copied="Kopiert",
    not_copied="Dieser Browser lässt die Seite nicht kopieren.",
    helpful="Hilfreich",
    unhelpful="Nicht hilfreich",
    comment="Was war gut, was war falsch? (freiwillig)",
    send="Senden",
    comment_kept="Danke. Ihre Anmerkung ist notiert.",
    ask_again="Noch einmal fragen",
    doubt_one="1 Aussage ist nicht ganz belegt",
    doubts="{count} Aussagen sind nicht ganz belegt",
    original="Original",
    translation="Übersetzung",
    add_articles="Artikel hinzufügen",
    files_to_add="Dateien hierher ziehen oder auswählen",
    files_that_are_read="Text, Markdown, Webseiten, PDF, Word (.docx), JSON, Tabellen (.csv), Feeds oder .zip davon, "
    "bis zu {files} Dateien von {size} MB. Sie bleiben auf diesem Rechner, in {folder}.",
    adding_to_own="Was Sie hinzufügen, beginnt Ihre eigene Bibliothek; die Beispiele treten dann zurück.",
    paste="Text einfügen",
    pasted_title="Titel",
    pasted_text="Text",
    pasted_date="Datum",
    pasted_source="Quelle",
    pasted_language="Sprache",
    language_is_told="wie der Text",
    take_in="Aufnehmen",
    nothing_pasted="Noch ist kein Text da. Fügen Sie den Artikel in das Feld „Text“ ein.",
    no_date="„{date}“ ist kein Datum. Schreiben Sie 2024, 2024-06 oder 2024-06-18.",
    earlier_first="{since} ist später als {until}. Schreiben Sie das frühere Datum zuerst.",
    too_many_files="Von {count} Dateien werden die ersten {most} genommen. Fügen Sie die anderen danach hinzu.",
    being_taken_in="wird aufgenommen … {percent} %",
    waiting="wartet",
    continue_taking_in="Den Rest aufnehmen",
    receipt="Aufgenommen",
    added="{count} neu",
    updated="{count} aktualisiert",
    unchanged="{count} schon da",
    rejected="{count} nicht aufgenommen",
    file_rejected="nicht aufgenommen: {reason}",
    row_rejected="Zeile {line} {reason}",
    more_rejected="und {count} weitere",
    dismiss="Fertig",
    begin_library="Noch sind keine Artikel da. Fügen Sie hier Dateien oder einen Text hinzu, oder auf der "
    "Befehlszeile: {command}",
    find="Artikel finden",
    find_how="Finden nach",
    find_by_words="Wörtern",
    find_by_meaning="Bedeutung",
    filter="Filter",
    date_example="2024-06",
    all_of_them="alle",
    some_articles="{count} von {all} Artikeln",
    found_articles="{count} gefunden unter {all} Artikeln",
    nothing_found="Kein Artikel ist all dies: {filter}.",
    nothing_found_by_words="Kein Artikel enthält alle diese Wörter.",
    clear_filter="Filter aufheben",
    find_by_meaning_instead="Nach Bedeutung suchen",
    order="Reihenfolge",
    orders={"newest": "Neueste zuerst", "oldest": "Älteste zuerst", "title": "Nach Titel", "source": "Nach Quelle"},
    ask_about="Danach fragen",
    remove="Entfernen",
    remove_all="Datei entfernen ({count} Artikel)",
    hide="Ausblenden",
    show_again="Wieder zeigen",
    removed="„{title}“ ist entfernt.",
    hidden="„{title}“ ist ausgeblendet: nicht in der Liste, nicht in der Suche.",
    undo="Rückgängig",
    hidden_count="{count} ausgeblendet · zeigen",
    back_to_list="Zurück zu allen Artikeln",
    overview="Überblick",
    by_language="Nach Sprache",
    by_source="Nach Quelle",
    by_time="Nach Datum",
    unknown="unbekannt",
    other_sources="{count} weitere",
    quotes="Zitate",
)

LANGUAGES = {"de": "Deutsch", "en": "English"}
"""Of the interface, each by its own name."""


def words_for(locale: str | None) -> Words:
    """The sentences for a browser's locale, such as ``de-AT``; English for any other language."""
    return _GERMAN if (locale or "").lower().split("-")[0] == "de" else _ENGLISH


def shown_count(count: int, words: Words) -> str:
    """A number as the language of the interface writes it, such as *10.000* for 10,000."""
    return f"{count:,}".replace(",", "." if words.language == "de" else ",")


def into(name: str, words: Words) -> str:
    """A language's name as it stands in ``translate``, such as *Deutsche* for *Deutsch*.

    Args:
        name: in the language of the interface.
        words: of the interface.
    """
    return f"{name}e" if words.language == "de" and name.endswith("sch") else name
