import json
from collections import Counter
from pathlib import Path

import pytest

from assistant import checkbench
from assistant.chat_model import OpenAIChatModel
from assistant.judgebench import AT_ONCE, judge_sample
from assistant.likeness import WordVectors
from assistant.settings import Settings
from tests.doors import scripted
from tests.doors.fakes import WordEmbeddings
from tests.doors.scripted import serving

TEXTS = {
    "de": ["Damals kamen 12 Gäste zu Smith nach Graz.", "Dort sah er 900 Pferde von Jones."],
    "en": ["There were 12 guests of Smith in Graz.", "There he saw 900 horses of Jones."],
}


def write_corpora(folder: Path) -> None:
    (folder / "xquad").mkdir()
    for language, texts in TEXTS.items():
        rows = [
            {"id": f"xquad-{language}-00-{number}", "title": "Graz", "text": texts[number % 2], "article": 0}
            for number in range(4)
        ]
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / "xquad" / f"corpus.{language}.jsonl").write_text(lines)


def test_true_statements_and_lies_are_counted_by_direction_and_kind(tmp_path: Path) -> None:
    write_corpora(tmp_path)
    embeddings = WordEmbeddings()
    table = checkbench.measure(checkbench.read_trials(tmp_path, embeddings), WordVectors(embeddings))
    assert list(table) == ["de-de", "en-en", "de-en", "en-de"]
    assert table["en-en"]["true"] == {"n": 2, "supported": 1, "partly": 0, "unsupported": 0}
    assert table["en-en"]["number"] == {"n": 2, "supported": 0, "partly": 0, "unsupported": 1}
    assert table["de-en"]["number"]["unsupported"] == 1
    lines = list(checkbench.to_lines(table, "odd"))
    assert "English statement, German text" in lines
    assert any(line.split()[-3:] == ["0.0%", "0.0%", "100.0%"] and "another number" in line for line in lines)


def test_a_chat_model_is_measured_beside_the_rules(tmp_path: Path) -> None:
    def reply(handler: scripted.Handler) -> None:
        """Finds all that it is asked partly supported; its third answer is no answer."""
        requests = handler.server.requests
        count = len(scripted.marks_in(requests[-1]))
        said = {str(number): {"reason": "", "verdict": "partly"} for number in range(1, count + 1)}
        scripted.saying(json.dumps(said) if len(requests) != 3 else "Well …")(handler)

    write_corpora(tmp_path)
    embeddings = WordEmbeddings()
    trials = [each for each in checkbench.read_trials(tmp_path, embeddings) if each.direction == "en-en"]
    with serving(reply) as server:
        settings = Settings.model_validate({"openai_base_url": f"http://{server.host}/v1"})
        found = judge_sample(trials, OpenAIChatModel(settings), WordVectors(embeddings))
    unjudged = len(scripted.marks_in(server.requests[2]))
    assert len(server.requests) == -(-len(trials) // AT_ONCE)
    assert (found.unjudged, dict(found.shortfalls)) == (
        unjudged,
        {"tiny did not answer with one verdict for each.": 1},
    )
    assert sum(each["model"].total() for each in found.counts.values()) == len(trials) - unjudged
    for judges in found.counts.values():
        assert set(judges["model"]) == {"partly"}
        assert judges["both"]["unsupported"] == judges["rules"]["unsupported"]
        assert judges["both"]["supported"] == 0
    lines = list(found.to_lines({"true": "true", "number": "another number"}))
    assert any(line.split()[-4:] == ["model", "0.0%", "100.0%", "0.0%"] for line in lines)
    assert lines[-1] == "  1 times: tiny did not answer with one verdict for each."


def test_a_sample_holds_every_so_many_statements_of_each_kind(tmp_path: Path) -> None:
    write_corpora(tmp_path)
    every, sampled = (
        Counter(
            (each.direction, each.kind) for each in checkbench.read_trials(tmp_path, WordEmbeddings(), every=number)
        )
        for number in (1, 2)
    )
    assert set(every) == set(sampled)
    assert all(sampled[group] == -(-count // 2) for group, count in every.items())


def test_without_a_chat_model_there_is_no_judge_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert checkbench.main([str(tmp_path), "--judge"]) == 2
    assert "OPENAI_BASE_URL" in capsys.readouterr().err


@pytest.mark.parametrize("breaks", ["missing", "unequal"])
def test_a_folder_that_is_not_what_it_has_to_be_is_refused(
    tmp_path: Path, breaks: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if breaks == "unequal":
        write_corpora(tmp_path)
        file = tmp_path / "xquad" / "corpus.de.jsonl"
        file.write_text("".join(file.read_text().splitlines(keepends=True)[1:]))
    assert checkbench.main([str(tmp_path)]) == 2
    assert "docs/checking.md" in capsys.readouterr().err
