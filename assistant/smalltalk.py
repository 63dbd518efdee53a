"""Pure: whether there is anything in a question to look for."""

import re

_WORDS = """
hello hi hey good morning afternoon evening night day bye goodbye thanks thank please sorry ok okay yes no test help
how are is was it you your i me my we us he she they who what when where why which can could do does did be the a an
and or to of for so very much many well this that there here today doing going
hallo servus moin guten gute guter morgen mittag tag abend nacht danke dank vielen bitte tschüss wiedersehen ja nein
hilfe wie wer was wann wo warum wieso weshalb welche welcher welches geht gehts es dir ihnen euch du sie ihr ich mir wir
er ist sind bist kannst können machst das der die den und oder so denn noch hier heute auch sehr los
bonjour bonsoir salut merci comment ça va vas allez vous tu es êtes qui que quoi pourquoi oui non et
hola buenos buenas días tardes noches gracias qué tal cómo está estás quién eres por sí
"""
_KNOWN = frozenset(_WORDS.split())


def asks_nothing(question: str) -> bool:
    """Whether a question is a greeting, thanks, or made of words that stand in any, such as *How are you?*.

    Questions like that are about as near to every text, so that no search can tell that nothing answers them.
    """
    words = re.findall(r"[^\W\d_]+", question.casefold())
    return all(word in _KNOWN for word in words)
