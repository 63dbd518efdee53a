import pytest

from assistant.answers import Author, Translation
from assistant.wording import language_name, translated_line
from ui.translations import translation_html
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


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Die Datei /r ist beschädigt (x)."), ("fr", "The file /r is damaged (x).")]
)
def test_why_a_translation_was_not_kept_is_said_in_its_own_language(language: str, said: str) -> None:
    unkept = "The file /r is damaged (x). Move it away, or name another with ASSISTANT_RECORDS."
    assert f">{said} " in translation_html(Translation("Hallo", language, Author("tiny", "h:1"), unkept))
