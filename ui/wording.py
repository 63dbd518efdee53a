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
)


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
