"""Pure: countries, cities and languages under their names in many languages. Source: CLDR, through Babel."""

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from assistant.names import COUNTRY_LANGUAGES, fold

_ALSO = {
    "US": "USA, US, U.S., U.S.A., Amerika, America, Vereinigte Staaten von Amerika, United States of America",
    "GB": "UK, U.K., Großbritannien, Great Britain, Britain, United Kingdom, Vereinigtes Königreich",
    "EU": "EU, E.U., UE, European Union, Europäische Union",
    "UN": "UN, U.N., UNO, ONU, United Nations, Vereinte Nationen",
    "KP": "DPRK, North Korea, Nordkorea",
    "KR": "South Korea, Südkorea",
    "NL": "Holland, Netherlands, Niederlande",
    "AE": "UAE, VAE, Emirate, Emirates",
    "CZ": "Tschechische Republik, Czech Republic",
    "RU": "Russische Föderation, Russian Federation",
    "CN": "Volksrepublik China, People's Republic of China",
    "TR": "Türkei, Turkey, Türkiye",
}
"""Names that CLDR does not give, by its codes."""


_SPOKEN_IN = {
    "de": "DE",
    "fr": "FR",
    "it": "IT",
    "es": "ES",
    "en": "GB",
    "ru": "RU",
    "zh": "CN",
    "ja": "JP",
    "uk": "UA",
}
_SPOKEN_IN |= {
    "pl": "PL",
    "tr": "TR",
    "el": "GR",
    "sv": "SE",
    "da": "DK",
    "fi": "FI",
    "nl": "NL",
    "pt": "PT",
    "hu": "HU",
}
_SPOKEN_IN |= {
    "cs": "CZ",
    "sk": "SK",
    "ro": "RO",
    "bg": "BG",
    "sr": "RS",
    "hr": "HR",
    "is": "IS",
    "ga": "IE",
    "ko": "KR",
}
"""Languages that are called by the adjective of a country: German may be the language, or of Germany."""

_ADJECTIVE = "|".join(
    ["n", "ns", "an", "ans", "ian", "ians", "er", "ern", "ers", "iskh\\w*", "ish", "ese", "e", "en", "em", "s", "es"]
)
_ADJECTIVE_ENDING = re.compile(r"(?:ians?|ans?|ns?|s)\Z")
_SHORTEST_STEM = 4


def place_at(words: str, language: str | None) -> frozenset[str]:
    """All spellings of the place or language that words name, folded; empty where they name none.

    Args:
        words: with spaces between them; inflected as German adjectives are, if they are German.
        language: of the text, ISO 639-1; None where unknown.
    """
    if len(words) < len("US"):
        return frozenset()
    known, key = _spellings(language or "en"), _key(words)
    stems = [key]
    if " " not in key and language == "en":
        stems += [_ADJECTIVE_ENDING.sub("", key), key.removesuffix("s"), key.removesuffix("n"), key.removesuffix("an")]
    elif " " not in key and language == "de":
        stems.append(key.removesuffix("s"))
    found = (known[stem] for stem in stems if stem in known and (stem == key or len(stem) >= _SHORTEST_STEM))
    return next(found, frozenset())


def names_of_place(words: str, language: str | None) -> frozenset[str]:
    """All names of the place or language that words name, as they are written; empty where they name none.

    Args:
        words: with spaces between them.
        language: of the text, ISO 639-1; None where unknown.
    """
    wanted = _key(words)
    keys = [key for key, names in _entries(language or "en").items() if wanted in map(_key, names)]
    return frozenset(name for key in keys for name in _everywhere().get(key, ()))


def names_place(spellings: Iterable[str], text: str) -> bool:
    """Whether a text has one of the spellings of a place, or an adjective made of it.

    Args:
        spellings: as ``place_at`` gives them.
        text: any text.
    """
    folded = _folded(text)
    there = [spelling for spelling in spellings if spelling.split()[0] in folded]
    # "us" and "un" are words; "US" and "UN" are written in capitals.
    short = {spelling for spelling in there if len(spelling) <= len("US")}
    if any(re.search(rf"(?<!\w){re.escape(each.upper())}(?!\w)", text) for each in short):
        return True
    return any(_pattern(spelling).search(folded) for spelling in there if spelling not in short)


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return fold(re.sub(r"(?<=\w)['’]s?(?!\w)", " ", text))


@lru_cache(maxsize=20_000)
def _pattern(spelling: str) -> re.Pattern[str]:
    """A spelling with the endings of adjectives; each of several words may be inflected."""
    words = spelling.split()
    if len(words) > 1:
        return re.compile(r"(?<!\w)" + r"\w{0,2}[\s-]+".join(map(re.escape, words)) + r"\w{0,2}(?!\w)")
    endings = rf"(?:{_ADJECTIVE})?" if len(spelling) >= _SHORTEST_STEM else ""
    return re.compile(rf"(?<!\w){re.escape(spelling)}{endings}(?!\w)")


def _key(words: str) -> str:
    """Folded, without the endings of German adjectives and genitives: den Vereinigten Staaten."""
    parts = fold(words).split()
    return parts[0] if len(parts) == 1 else " ".join(map(_stem, parts))


def _stem(part: str) -> str:
    endings = ("es", "en", "er", "em", "e", "n", "s")
    return next((part.removesuffix(each) for each in endings if part.endswith(each) and len(part) > len("Staat")), part)


@lru_cache(maxsize=16)
def _spellings(language: str) -> dict[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    for key, spelling in _entries(language).items():
        everywhere = frozenset(fold(each) for each in (*spelling, *_everywhere().get(key, ())))
        for each in spelling:
            names.setdefault(_key(each), everywhere)
    # A text may use a short name that CLDR lacks, or that of another language.
    for key, short in _ALSO.items():
        for each in short.split(", "):
            names.setdefault(_key(each), frozenset(map(fold, _everywhere()[key])))
    return names


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for language in COUNTRY_LANGUAGES:
        for key, spelling in _entries(language).items():
            names.setdefault(key, set()).update(spelling)
    for language, country in _SPOKEN_IN.items():
        both = names[country] | names[f"language {language}"]
        names[country] = names[f"language {language}"] = both
    return {key: frozenset(every) for key, every in names.items()}


@lru_cache(maxsize=32)
def _entries(language: str) -> dict[str, tuple[str, ...]]:
    """Names of one language, by codes of countries and languages and by names of time zones."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for code, name in locale.territories.items():
        if code != "ZZ":
            also = tuple(_ALSO[code].split(", ")) if code in _ALSO else ()
            found[code] = (name, *also)
    found |= {f"language {code}": (name,) for code, name in locale.languages.items() if len(code) == len("de")}
    zones = locale.time_zones
    for zone in Locale("ru").time_zones.keys() | zones.keys():
        area, _, last = zone.rpartition("/")
        if area and not area.startswith("Etc"):
            city = zones[zone].get("city") if zone in zones else None
            found[zone] = (str(city or last.replace("_", " ")).replace("\u00ad", ""),)
    return found
