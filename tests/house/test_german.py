"""What the app can say in English of failures, answers and rejections, it can say in German."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.german import FILTER_FORMS, FORMS
from assistant.phrasing import fits_of, in_language
from assistant.settings import Settings, read_settings
from tests.house.messages import Source

TOLD = list(Source().told())
TEXTS = {text: each.place for each in TOLD for text in each.texts}
UNSEEN = {
    "message",  # of AssistantError, for which each error gives its own
    "remedy",
    "' '.join(faults)",  # of settings, which are tried below
    "str(error)",  # of an Unreadable
    "reading.note",  # of an Undated
    "reason",  # of a source that is rejected, for which each caller gives its own
    "found['reason']",  # of what another process found
    "best.reasons",  # of a Verdict
    "tuple(dict.fromkeys((doubt.reason for doubt in doubts)))",
    "(short,) if short else ()",  # the chat model's own words
    "note",  # of translating on the command line
}
"""Arguments whose texts are seen elsewhere, or are not ours."""


@pytest.fixture
def settings_faults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What is said of settings that cannot be used."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_LIBARY", "a misspelt name")
    monkeypatch.setenv("ASSISTANT_QQQ", "a name like none")
    return [
        fault_of(name.upper(), value, monkeypatch) for name in Settings.model_fields for value in ("-1", "1e9", "?")
    ]


def fault_of(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        patch.setenv(name, value)
        with pytest.raises(SettingsError) as raised:
            read_settings()
    return str(raised.value)


def forms_in(text: str) -> Iterator[str]:
    """The forms that a text is made of, and those of the failures in it."""
    for form, values in fits_of(text):
        yield form
        if "failure" in values:
            yield from forms_in(values["failure"])


def places_of(form: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", form))


def test_every_text_of_ours_is_said_in_german() -> None:
    assert len(TEXTS) > 100
    assert {place: text for text, place in TEXTS.items() if in_language(text, "de") == text} == {}


def test_no_text_is_made_where_it_cannot_be_seen() -> None:
    assert {each.code for each in TOLD if not each.texts} == UNSEEN


def test_every_fault_of_settings_is_said_in_german(settings_faults: list[str]) -> None:
    for each in settings_faults:
        found = fits_of(each)
        assert found, each
        for _, values in found:
            failure = values.get("failure", "")
            assert not failure or in_language(failure, "de") != failure, failure


def test_every_form_is_one_of_a_text(settings_faults: list[str]) -> None:
    used = {form for text in [*TEXTS, *settings_faults] for form in forms_in(text)}
    assert set(FORMS) - used == set()


@pytest.mark.parametrize("form", [*FORMS, *FILTER_FORMS])
def test_both_languages_of_a_form_have_the_same_values(form: str) -> None:
    german = {**FORMS, **FILTER_FORMS}[form]
    assert places_of(german) == places_of(form)
    assert len(set(places_of(form))) == len(places_of(form))
