from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Citation
from assistant.assembly import Libraries
from assistant.embedding import BUILT_IN
from assistant.library import Library, open_library
from assistant.settings import SAMPLE_LIBRARY, Settings
from assistant.standing import changed_since
from tests.doors.stored import open_words, write_texts
from tests.kept import ANSWER, BRIDGE

TEXT = "The bridge is open. A lottery paid for it. It is of stone."
QUOTE = "A lottery paid for it."
START = TEXT.index(QUOTE)
CITED = replace(BRIDGE, article_id="bridge", start=START, end=START + len(QUOTE), quote=QUOTE)
ASKED = replace(
    ANSWER, citations=(Citation(2, CITED), Citation(5, replace(CITED, article_id="comet", start=0, end=len(QUOTE))))
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = open_words(tmp_path / "library")
    write_texts(library, {"bridge": TEXT, "comet": f"{QUOTE} It is seen."})
    return library


def test_a_quote_stands_where_nothing_changed(library: Library) -> None:
    assert changed_since(ASKED, library) == {2: "stands", 5: "stands"}


@pytest.mark.parametrize("text", [f"Corrected. {TEXT}", TEXT.replace("lottery", "county"), "No."])
def test_an_article_that_has_other_words_there_has_changed(library: Library, text: str) -> None:
    write_texts(library, {"bridge": text})
    assert changed_since(ASKED, library) == {2: "changed", 5: "stands"}


def test_an_article_that_left_is_gone_and_the_others_stand(library: Library) -> None:
    library.remove(["bridge"])
    assert changed_since(ASKED, library) == {2: "gone", 5: "stands"}


def test_answers_from_the_sample_are_about_the_sample_once_there_are_articles_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place, text in ((SAMPLE_LIBRARY, TEXT), ("library", "My own.")):
        library = open_library(place, BUILT_IN, create=True, sample=place == SAMPLE_LIBRARY)
        write_texts(library, {"bridge": text})
        library.close()
    libraries = Libraries(Settings())
    assert changed_since(ASKED, libraries.holding(sample=True))[2] == "stands"
    assert changed_since(ASKED, libraries.holding(sample=False))[2] == "changed"
    libraries.close()
