"""Pure: what we say in English of failures, answers and rejections, in its reader's language.

Messages, remedies, notes and reasons are made and kept in English, with their values filled in. A German reader is
given the German form of the one that a text fits; what fits none is not ours, and stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from babel import Locale

from assistant.answers import Statement
from assistant.german import FILTER_FORMS, FORMS

_PLACE = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[.?]) ")
_SHAPES = {"quoted": """'.*?'|".*?\""""}
"""What a value must look like, by the name of its place."""

_LONGEST = 2_000
"""A longer text is taken for none of ours: fitting it would take long."""

_MOST_ENDS = 12
"""A text is parted at so many ends of sentences, the last ones."""

_KEPT_TEXTS = 1_000

Fit = tuple[str, Mapping[str, str]]
"""An English form, and the values that a text has in it."""


def in_language(text: str, language: str) -> str:
    """A text of ours in its reader's language; as it is where that is not German, or the text is not ours.

    Args:
        text: in English: a message, its remedy, both, a note or a reason.
        language: of the reader, ISO 639-1.
    """
    return shown_in(text, language)[0]


def shown_in(text: str, language: str, otherwise: str = "en") -> tuple[str, str]:
    """A text as ``in_language`` gives it, and the language that it is then in.

    Args:
        text: as in ``in_language``.
        language: of the reader, ISO 639-1.
        otherwise: language of a text that is not ours.
    """
    fits = fits_of(text)
    if not fits:
        return text, otherwise
    return (" ".join(_to_german(fit, FORMS) for fit in fits), "de") if language == "de" else (text, "en")


def reasons_in(statement: Statement, language: str) -> list[tuple[str, str]]:
    """The reasons of a statement as ``shown_in`` gives them. What a chat model says is not ours, and stays as it is.

    Args:
        statement: of an answer.
        language: of the reader, ISO 639-1.
    """
    models = {reason for each in statement.verdicts if each.by == "model" for reason in each.reasons}
    return [(each, "en") if each in models else shown_in(each, language) for each in statement.reasons]


@lru_cache(maxsize=_KEPT_TEXTS)
def fits_of(text: str) -> tuple[Fit, ...]:
    """The forms that a text consists of, such as a message and its remedy, in order; none where it is not ours.

    A value may hold the end of a sentence too, so that a text is parted only where both sides are ours.
    """
    if len(text) > _LONGEST:
        return ()
    for end in list(_SENTENCE_END.finditer(text))[-_MOST_ENDS:]:
        first = _fit(text[: end.start()], _patterns())
        if first and (others := fits_of(text[end.end() :])):
            return (first, *others)
    whole = _fit(text, _patterns())
    return (whole,) if whole else ()


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return _to_patterns(FORMS)


def _to_patterns(forms: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """What a text must match to fit a form; the forms that say most come first."""
    return {form: _to_pattern(form) for form in sorted(forms, key=lambda form: -len(_PLACE.sub("", form)))}


def _to_pattern(form: str) -> re.Pattern[str]:
    # What stands between the places of values and the names of these come in turn.
    parts = enumerate(_PLACE.split(form))
    patterns = (f"(?P<{part}>{_SHAPES.get(part, '.*?')})" if index % 2 else re.escape(part) for index, part in parts)
    return re.compile("".join(patterns), re.DOTALL)


def _fit(text: str, patterns: Mapping[str, re.Pattern[str]]) -> Fit | None:
    found = ((form, pattern.fullmatch(text)) for form, pattern in patterns.items())
    return next(((form, match.groupdict()) for form, match in found if match), None)


def _to_german(fit: Fit, forms: Mapping[str, str]) -> str:
    form, values = fit
    return forms[form].format_map({name: _VALUES.get(name, str)(value) for name, value in values.items()})


def _quoted(value: str) -> str:
    """A value that stands between Python's quotation marks, between German ones."""
    return f"„{value[1:-1]}“"


def _filter(value: str) -> str:
    """What a filter asks for; what stands behind a comma in the name of a source stays as it is."""
    patterns = _to_patterns(FILTER_FORMS)
    fits = [(part, _fit(part, patterns)) for part in value.split(", ")]
    return ", ".join(_to_german(fit, FILTER_FORMS) if fit else part for part, fit in fits)


def _language(value: str) -> str:
    """The name of a language. Source: CLDR, through Babel."""
    codes = (code for code, name in Locale("en").languages.items() if name == value)
    return str(Locale("de").languages.get(next(codes, value), value))


_VALUES: Mapping[str, Callable[[str], str]] = {
    "choices": lambda value: value.replace(" or ", " oder "),
    "count": lambda value: value.replace(",", "."),
    "failure": lambda value: in_language(value, "de"),
    "filter": _filter,
    "language": _language,
    "model": lambda value: "das Sprachmodell" if value == "the chat model" else value,
    "most": lambda value: value.replace(",", "."),
    "numbers": lambda value: value.replace(" and ", " und "),
    "place": lambda value: re.sub(r", (?:line|row) (?=[^,]*$)", ", Zeile ", value),
    "quoted": _quoted,
    "role": lambda value: {"chat server": "Server", "embedding server": "Embedding-Server"}.get(value, value),
    "seconds": lambda value: value.replace(".", ","),
    "wanted_language": _language,
}
"""What becomes of a value, by the name of its place; a value of any other name stays as it is."""
