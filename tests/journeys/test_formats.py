"""Folders of all formats, from the command line to an answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.__main__ import main as ingest

TEXT = "The stone bridge at Aldermoor reopened on Friday after repairs that took seven months."


def receipt_of(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    ingest([*map(str, arguments), "--json"])
    receipt: dict[str, Any] = json.loads(capsys.readouterr().out)
    return receipt


def test_fields_are_told_for_a_run_and_what_they_gave_outlives_a_run_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export.csv").write_text(f'link;headline;body\nexample.org/1;Bridge;"{TEXT}"\n')
    command = (tmp_path / "export.csv", "--library", tmp_path / "library")
    fields = ("--fields", "id=link,title=headline,text=body")
    assert receipt_of(capsys, *command, *fields)["added"] == 1
    without = receipt_of(capsys, *command)
    assert (without["removed"], len(without["rejected"])) == (0, 1)
    assert receipt_of(capsys, *command, *fields)["unchanged"] == 1


def test_fields_that_cannot_be_used_are_a_fault_of_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest([str(tmp_path), "--fields", "titel=headline"]) == 2
    assert capsys.readouterr().err == "--fields has 'titel', which no article has. Did you mean title?\n"
