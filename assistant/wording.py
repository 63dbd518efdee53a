"""Pure: the sentences of an answer that no article wrote, in German and English."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from assistant.language import INTERFACE_LANGUAGES

_TEXTS = {
    "de": {
        "quotes_one": "Aus einem Artikel{languages}:",
        "quotes_many": "Aus {count} Artikeln{languages}:",
        "in_languages": ", auf {languages}",
        "refusal": "Dazu steht nichts in der Bibliothek.",
        "nearest": "Am nächsten kommen:",
        "uncited": "Der geschriebene Text nennt keine Quelle. In der Bibliothek steht:",
        "sample": "Beispielartikel (erfunden)",
    },
    "en": {
        "quotes_one": "From 1 article{languages}:",
        "quotes_many": "From {count} articles{languages}:",
        "in_languages": ", in {languages}",
        "refusal": "The library says nothing about this.",
        "nearest": "Nearest to it:",
        "uncited": "The written text cites no source. The library says:",
        "sample": "Sample article (invented)",
    },
}


def interface_language(language: str) -> str:
    """The language of our own sentences for a reader of a language: that one or English."""
    return language if language in INTERFACE_LANGUAGES else "en"


def quotes_line(language: str, article_languages: Sequence[str | None], articles: int) -> str:
    """What the quotes below are: from how many articles, in which languages.

    Args:
        language: of the reader.
        article_languages: of the quoted articles, None where unknown.
        articles: how many there are.
    """
    texts = _TEXTS[interface_language(language)]
    names = [language_name(each, language) for each in dict.fromkeys(article_languages) if each]
    listed = format_list(names, locale=interface_language(language)) if names else ""
    languages = texts["in_languages"].format(languages=listed) if listed else ""
    return texts["quotes_one" if articles == 1 else "quotes_many"].format(count=articles, languages=languages)


def refusal(language: str) -> str:
    """That the library does not answer."""
    return _TEXTS[interface_language(language)]["refusal"]


def nearest_line(language: str) -> str:
    """What stands above the passages nearest to a refused question."""
    return _TEXTS[interface_language(language)]["nearest"]


def uncited_line(language: str) -> str:
    """What stands between a written answer without marks and the quotes below it."""
    return _TEXTS[interface_language(language)]["uncited"]


def sample_label(language: str) -> str:
    """What marks an article of the invented sample."""
    return _TEXTS[interface_language(language)]["sample"]


def language_name(code: str, language: str) -> str:
    """A language's name for a reader of another; its code where it has none. Source: CLDR, through Babel."""
    return str(Locale(interface_language(language)).languages.get(code, code))


def language_in_english(code: str) -> str:
    """A language's English name, for prompts."""
    return language_name(code, "en")


def shown_date(published: str | None, language: str) -> str:
    """A date as a reader writes it, no more precise than it was given; empty for None."""
    if not published:
        return ""
    day = published[:10]
    locale = interface_language(language)
    if len(day) == len("2024-06-18"):
        return format_date(date.fromisoformat(day), "long", locale=locale)
    if len(day) == len("2024-06"):
        return format_skeleton("yMMMM", date.fromisoformat(f"{day}-01"), locale=locale)
    return day


class Published(Protocol):
    """What an article, its entry and an excerpt of it have in common."""

    @property
    def published(self) -> str | None:
        """Date in ISO 8601."""

    @property
    def language(self) -> str | None:
        """ISO 639-1 code."""

    @property
    def source(self) -> str | None:
        """Name of the publication."""


def known_of(item: Published, language: str, *, sample: bool) -> str:
    """What is known of an article, in one line for a reader: date, language, source; first whether it is invented."""
    return byline(
        [
            sample_label(language) if sample else None,
            shown_date(item.published, language),
            language_name(item.language, language) if item.language else None,
            item.source,
        ]
    )


def byline(parts: Iterable[str | None]) -> str:
    """What is known of an article in one line, such as its date, language and source."""
    return " · ".join(part for part in parts if part)
