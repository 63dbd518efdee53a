import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def layers_of(package: str) -> list[str]:
    """Every module that a layer of the package names."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = [
        layer for each in contracts if each["type"] == "layers" and each.get("containers") == [package]
        for layer in each["layers"]
    ]  # fmt: skip
    return [module.strip() for layer in layers for module in re.split(r"[|:]", layer)]


@pytest.mark.parametrize("package", ["assistant", "ingest"])
def test_every_module_has_a_declared_layer_and_every_layer_is_a_module(package: str) -> None:
    modules = {path.stem for path in (PROJECT / package).glob("*.py")} - {"__init__"}
    declared = layers_of(package)
    assert len(declared) == len(set(declared))
    assert set(declared) == modules
