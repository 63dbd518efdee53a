import json
from pathlib import Path

import pytest

from assistant import checkbench
from tests.doors.fakes import WordEmbeddings

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
    table = checkbench.measure(tmp_path, WordEmbeddings())
    assert list(table) == ["de-de", "en-en", "de-en", "en-de"]
    assert table["en-en"]["true"] == {"n": 2, "supported": 1, "partly": 0, "unsupported": 0}
    assert table["en-en"]["number"] == {"n": 2, "supported": 0, "partly": 0, "unsupported": 1}
    assert table["de-en"]["number"]["unsupported"] == 1
    lines = list(checkbench.to_lines(table, "odd"))
    assert "English statement, German text" in lines
    assert any(line.split()[-3:] == ["0.0%", "0.0%", "100.0%"] and "another number" in line for line in lines)


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
