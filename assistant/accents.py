"""Pure: words without case and accents."""

import unicodedata


def without_accents(text: str) -> str:
    """A text in small letters without accents: *Pjöngjang* becomes *pjongjang*, *Straße* *strasse*."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))
