"""Pure: whether there is anything in a question to look for."""

import re
from typing import Literal

Courtesy = Literal["greeting", "thanks"]

_WORDS = """
hello hi hey good morning afternoon evening night day bye goodbye thanks thank please sorry ok okay yes no test help
how are is was it you your i me my we us he she they who what when where why which can could do does did be the a an
and or to of for so very much many well this that there here today doing going since then also about but
hallo servus moin guten gute guter morgen mittag tag abend nacht danke dank vielen bitte tschüss wiedersehen ja nein
hilfe wie wer was wann wo warum wieso weshalb welche welcher welches geht gehts es dir ihnen euch du sie ihr ich mir wir
er ist sind bist kannst können machst das der die den und oder so denn noch hier heute auch sehr los seit dann aber mit
bonjour bonsoir salut merci comment ça va vas allez vous tu es êtes qui que quoi pourquoi oui non et
hola buenos buenas días tardes noches gracias qué tal cómo está estás quién eres por sí
"""
_KNOWN = frozenset(_WORDS.split())
_THANKS = frozenset(("thanks", "thank", "danke", "dank", "merci", "gracias"))
_ASK_ON_WORDS = "and but what who when where why how which und aber was wer wann wo warum wie welche noch et y"
_ASK_ON = frozenset(_ASK_ON_WORDS.split())
_MOST_WORDS_OF_THANKS = 6

_GREETING_WORDS = """
hello hi hey morning evening afternoon goodbye bye hallo servus moin morgen abend tschüss wiedersehen bonjour bonsoir
salut hola buenos buenas
"""
_GREETINGS = frozenset(_GREETING_WORDS.split())
_HOW_ARE_YOU = re.compile(
    r"\b(?:how are you|how is it going|who are you|what can you do|wie geht(?: e?s|s)|wer (?:bist du|sind sie)|"
    r"was (?:kannst du|können sie)|comment (?:ça va|vas tu|allez vous)|qui es tu|cómo estás?|qué tal)\b",
    re.IGNORECASE,
)


def asks_nothing(question: str) -> bool:
    """Whether a question is a greeting, thanks, or made of words that stand in any, such as *How are you?*.

    Questions like that are about as near to every text, so that no search can tell that nothing answers them.
    """
    words = re.findall(r"[^\W\d_]+", question.casefold())
    return all(word in _KNOWN for word in words)


def courtesy_of(question: str) -> Courtesy | None:
    """What is said out of courtesy and asks nothing of the articles: thanks, a greeting, *How are you?*.

    Args:
        question: any text.

    Returns:
        None for everything else, bare question words such as *why?* included.
    """
    if _only_thanks(question):
        return "thanks"
    if not asks_nothing(question):
        return None
    words = set(re.findall(r"[^\W\d_]+", question.casefold()))
    if words & _THANKS:
        return "thanks"
    return "greeting" if words & _GREETINGS or _HOW_ARE_YOU.search(question) else None


def _only_thanks(question: str) -> bool:
    """Thanks that say what for, *danke, das war hilfreich*, and ask for nothing more."""
    words = re.findall(r"[^\W\d_]+", question.casefold())
    is_short = 0 < len(words) <= _MOST_WORDS_OF_THANKS and "?" not in question
    return is_short and words[0] in _THANKS and not _ASK_ON.intersection(words)
