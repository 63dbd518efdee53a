"""Pure: every sentence of the interface, in German and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of the interface in one language."""

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
    open_original: str
    translate: str
    translating: str
    sample_examples: tuple[str, ...]
    articles_all: str
    articles_left: str
    all_articles: str
    since: str
    until: str
    languages: str
    all_languages: str
    sources: str
    all_sources: str
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
    empty_library="The library is empty. Fill it with: {command}",
    open_original="Original",
    translate="Translate into {language}",
    translating="Translating …",
    sample_examples=(
        "why is Putin visiting Pyongyang",
        "How many people were hurt when the scaffold in Ahrnfels fell?",
        "Wie viele Kühe fehlen noch auf der Brünzenalp?",
    ),
    articles_all="In {all} articles",
    articles_left="In {left} of {all} articles",
    all_articles="All articles",
    since="From",
    until="To",
    languages="Languages",
    all_languages="All languages",
    sources="Sources",
    all_sources="All sources",
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
    empty_library="Die Bibliothek ist leer. Füllen Sie sie mit: {command}",
    open_original="Original",
    translate="Ins {language} übersetzen",
    translating="Wird übersetzt …",
    sample_examples=(
        "Warum besucht Putin Pjöngjang?",
        "Wie viele Menschen wurden beim Gerüsteinsturz in Ahrnfels verletzt?",
        "What do the ferry's passengers say about the cause?",
    ),
    articles_all="In {all} Artikeln",
    articles_left="In {left} von {all} Artikeln",
    all_articles="Alle Artikel",
    since="Von",
    until="Bis",
    languages="Sprachen",
    all_languages="Alle Sprachen",
    sources="Quellen",
    all_sources="Alle Quellen",
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
)

LANGUAGES = {"de": "Deutsch", "en": "English"}
"""Of the interface, each by its own name."""


def words_for(locale: str | None) -> Words:
    """The sentences for a browser's locale, such as ``de-AT``; English for any other language."""
    return _GERMAN if (locale or "").lower().split("-")[0] == "de" else _ENGLISH


def into(name: str, words: Words) -> str:
    """A language's name as it stands in ``translate``, such as *Deutsche* for *Deutsch*.

    Args:
        name: in the language of the interface.
        words: of the interface.
    """
    return f"{name}e" if words.language == "de" and name.endswith("sch") else name
