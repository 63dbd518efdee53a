"""What a library does not have: names of a question that stand nowhere in it, and parts that it does not answer."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from assistant.candidates import Candidate
from assistant.library import Library
from assistant.names import find_terms, to_terms
from assistant.parts import split_question, without_joint
from assistant.places import names_of_place

_MOST_NAMES = 5
_LIBRARY_WORDS = """
artikel artikeln artikels beitrag beiträge beiträgen bericht berichte berichten bibliothek meldung meldungen nachricht
nachrichten quelle quellen schlagzeile schlagzeilen text texte texten zeitung zeitungen zusammenfassung überblick
"""
_OF_LIBRARY = frozenset(_LIBRARY_WORDS.split())
"""German nouns for what a library holds, which a question uses of the library and not of what articles tell."""

_ASKS = re.compile(
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|will|"
    r"wer|wem|wen|wessen|was|welche[mnrs]?|wann|wo|woher|wohin|warum|weshalb|wieso|wie|wieviele?|ist|sind|war|waren|"
    r"hat|haben|hatte|kann|wird|werden|wurde|qui|que|quoi|quand|où|pourquoi|comment|combien|quel(?:le)?s?|"
    r"quién|qué|cuándo|dónde|cómo|cuánt[ao]s?)\b",
    re.IGNORECASE,
)


def names_nowhere(question: str, language: str, near: Sequence[Candidate], library: Library) -> tuple[str, ...]:
    """The names of a question that no article has, as the question writes them; the first few.

    A name that a passage spells otherwise counts as being there where that can be told; a German
    noun is missed only where there are German articles.

    Args:
        question: any text.
        language: of it, ISO 639-1.
        near: passages that were found for it.
        library: all of it counts, whatever the filter.
    """
    has_german = "de" in library.languages()
    terms = [
        term for term in to_terms(question, language) if not term.is_number and (has_german or not term.may_be_noun)
    ]
    seen: set[str] = set()
    for passage in near:
        seen.update(find_terms(terms, f"{passage.entry.title}\n{passage.text}", passage.entry.language).found)
    unseen = (term.text for term in terms if term.text not in seen and term.text.casefold() not in _OF_LIBRARY)
    absent = (name for name in unseen if not any(map(library.mentions, {name, *names_of_place(name, language)})))
    return tuple(islice(absent, _MOST_NAMES))


def unanswered_parts(
    question: str,
    language: str,
    found: Sequence[Candidate],
    library: Library,
    search: Callable[[str], tuple[Sequence[Candidate], bool]],
) -> tuple[str, ...]:
    """The parts of a question that ask by themselves, are not answered, and name what stands in no article.

    A low confidence alone says too little: most parts lean on the rest of their question.

    Args:
        question: of one or several parts.
        language: of it, ISO 639-1.
        found: passages found for the whole of it.
        library: that was asked.
        search: gives the passages found for a part, and whether they answer it.

    Returns:
        In order, without the word that joins them to the part before; none for a question of one part.
    """
    unanswered = []
    for part in (without_joint(each).rstrip(" ?") for each in split_question(question)):
        # Few parts name what is nowhere, and a search takes longer than to look for a name.
        if _ASKS.match(part) and names_nowhere(part, language, found, library):
            near, answers = search(part)
            if not answers and names_nowhere(part, language, near, library):
                unanswered.append(part)
    return tuple(unanswered)
