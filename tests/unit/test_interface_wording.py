import pytest

from assistant.answers import Author
from assistant.wording import language_name, translated_line
from ui.wording import into, words_for


@pytest.mark.parametrize(
    ("locale", "language", "label"),
    [
        ("en-GB", "en", "Translate into English"),
        ("en-GB", "fr", "Translate into French"),
        ("de-AT", "de", "Ins Deutsche übersetzen"),
        ("de-AT", "fr", "Ins Französische übersetzen"),
        ("de-AT", "hi", "Ins Hindi übersetzen"),
    ],
)
def test_the_button_names_the_language_in_that_of_the_interface(locale: str, language: str, label: str) -> None:
    words = words_for(locale)
    assert words.translate.format(language=into(language_name(language, words.language), words)) == label


def test_a_translation_says_in_its_own_language_whose_it_is_and_that_the_original_counts() -> None:
    author = Author("tiny", "localhost:1")
    assert translated_line(author, "de") == "übersetzt von tiny auf localhost:1; es gilt das Original"
    assert translated_line(author, "en") == "translated by tiny at localhost:1; the original counts"
    assert translated_line(author, "fr") == translated_line(author, "en")
