"""The scale of the built-in model, and how that of a model behind a server is found."""

from collections.abc import Sequence
from pathlib import Path

import numpy
import pytest

from assistant.checking import ACROSS_LANGUAGES
from assistant.cosines import AS_IT_IS, BUILT_IN_LEVELS, Line, Scale, probes_asked, probes_told, scale_of, to_levels
from assistant.embedding import E5Embeddings
from assistant.errors import EmbeddingModelError
from assistant.library import Library
from assistant.likeness import WordVectors
from assistant.retrieval import find_passages
from assistant.supporting import Checker
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import free_port
from tests.doors.scripted import failing, serving
from tests.doors.stored import write_texts
from tests.doors.vectors import Bill, open_model

PROBES = len(probes_asked()) + len(probes_told())


def test_the_levels_written_down_are_those_of_the_built_in_model(embeddings: E5Embeddings) -> None:
    asked = numpy.array([embeddings.embed_query(each) for each in probes_asked()])
    levels = to_levels(asked, numpy.array(embeddings.embed_documents(probes_told())))
    assert numpy.abs(levels.means - BUILT_IN_LEVELS.means).max() < 0.002
    assert numpy.abs(levels.contrast - BUILT_IN_LEVELS.contrast).max() < 0.05
    assert scale_of(embeddings) is AS_IT_IS


def test_probes_are_embedded_once_in_two_requests_and_other_processes_find_them(tmp_path: Path) -> None:
    bill, records = Bill(), tmp_path / "records.sqlite"
    with serving(bill) as server:
        model = open_model(server.host, records)
        scale = model.scale()
        assert model.scale() is scale
        assert open_model(server.host, records).scale() == scale
        assert sorted(bill.sizes) == sorted([len(probes_asked()), len(probes_told())])
        open_model(server.host, records, "another").scale()
    assert len(scale.lines) == 4
    assert sum(bill.sizes) == 2 * PROBES


def test_probes_that_were_kept_in_part_are_all_embedded_anew(tmp_path: Path) -> None:
    bill, records = Bill(), tmp_path / "records.sqlite"
    with serving(bill) as server:
        model = open_model(server.host, records)
        scale = model.scale()
        model._paid.forget(f"probes, {model._source}", probes_asked()[:1])
        assert open_model(server.host, records).scale() == scale
    assert sum(bill.sizes) == 2 * PROBES


def test_where_the_records_cannot_be_used_each_process_asks_for_itself(tmp_path: Path) -> None:
    bill, records = Bill(), tmp_path / "records.sqlite"
    records.write_text("no database at all, and longer than a header " * 100)
    with serving(bill) as server:
        scales = [open_model(server.host, records).scale() for _ in range(2)]
    assert scales[0] == scales[1]
    assert sum(bill.sizes) == 2 * PROBES


def test_a_server_that_gives_no_probes_is_the_sentence_that_any_question_gives(tmp_path: Path) -> None:
    records = tmp_path / "records.sqlite"
    with serving(failing(401, "No such key")) as server:
        for host in (server.host, f"127.0.0.1:{free_port()}"):
            with pytest.raises(EmbeddingModelError) as of_probes:
                open_model(host, records).scale()
            with pytest.raises(EmbeddingModelError) as of_question:
                open_model(host, records).embed_query("Wer?")
            assert str(of_probes.value) == str(of_question.value)


class Spread(WordEmbeddings):
    """The quick model, said to be on another scale."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self._scale = Scale(tuple(lines))

    def scale(self) -> Scale:
        return self._scale


RAISING = [Line(0.74, 0.26)] * 4
HARBOUR = "The harbour of Aldermoor stays closed until the ice has gone."
TEXTS = {"harbour": HARBOUR, "orchard": "Apples are picked in the orchard behind the mill."}
QUESTION = "Until when does the harbour of Aldermoor stay closed?"


def test_what_is_found_is_weighed_on_the_scale_of_the_built_in_model(library: Library, words: WordEmbeddings) -> None:
    write_texts(library, TEXTS)
    plain, raised = (find_passages(QUESTION, library, model).passages[0] for model in (words, Spread(RAISING)))
    assert raised.entry.id == plain.entry.id == "harbour"
    assert raised.cosine == pytest.approx(0.74 + 0.26 * plain.cosine)
    assert raised.sentence_cosines == pytest.approx([0.74 + 0.26 * each for each in plain.sentence_cosines])


def test_a_part_of_a_question_is_weighed_on_that_scale_too(library: Library, words: WordEmbeddings) -> None:
    write_texts(library, TEXTS)
    plain, raised = (
        find_passages(QUESTION, library, model, focus="the harbour stays closed").passages[0]
        for model in (words, Spread(RAISING))
    )
    assert raised.cosine == pytest.approx(0.74 + 0.26 * plain.cosine)


def test_statements_are_checked_on_that_scale(library: Library, words: WordEmbeddings) -> None:
    write_texts(library, {"harbour": HARBOUR})
    [passage] = library.search(words.embed_query(QUESTION))
    statement = "The harbour stays closed until there is no ice."
    states = [
        Checker("en", model, WordVectors(model)).support(statement, [passage]).verdict.state
        for model in (words, Spread(RAISING), Spread([Line(ACROSS_LANGUAGES[0] - 0.05, 0.0)] * 4))
    ]
    assert states == ["unsupported", "supported", "unsupported"]
