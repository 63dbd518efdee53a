import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from assistant.settings import Settings

PROJECT = Path(__file__).parents[2]
NAMES = {name.upper() for name in Settings.model_fields}


def settings_table() -> dict[str, tuple[str, str]]:
    """Default and meaning of each setting, as the README's table has them."""
    readme = (PROJECT / "README.md").read_text()
    rows = re.findall(r"^\| `((?:OPENAI|CHROMA|ASSISTANT)_\w+)` \| (.+?) \| (.+) \|$", readme, re.MULTILINE)
    assert len(rows) == len({name for name, _, _ in rows})
    return {name: (default, meaning) for name, default, meaning in rows}


def example_settings(tmp_path: Path) -> dict[str, str | None]:
    """What ``.env.example`` sets once its lines are uncommented."""
    lines = (PROJECT / ".env.example").read_text().splitlines()
    used = tmp_path / "env"
    used.write_text("\n".join(re.sub(r"^# ?(?=[A-Z_]+=)", "", line) for line in lines))
    return dict(dotenv_values(used))


def test_the_table_of_the_readme_has_every_setting_and_no_other() -> None:
    assert set(settings_table()) == NAMES


def test_the_table_of_the_readme_states_the_defaults() -> None:
    for name, (default, meaning) in settings_table().items():
        value = Settings.model_fields[name.lower()].default
        if value is not None:
            assert f"`{value:g}`" in default if isinstance(value, float) else f"`{value}`" in default
        assert meaning.strip()


def test_the_example_has_every_setting_and_no_other(tmp_path: Path) -> None:
    assert set(example_settings(tmp_path)) == NAMES


def test_the_example_changes_nothing_as_it_is() -> None:
    assert dict(dotenv_values(PROJECT / ".env.example")) == {}


def test_every_value_of_the_example_can_be_used_and_is_the_default_where_there_is_one(tmp_path: Path) -> None:
    given = {name.lower(): value for name, value in example_settings(tmp_path).items() if value}
    settings = Settings.model_validate(given)
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            assert getattr(settings, name) == field.default


def test_every_setting_has_a_description() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_every_target_of_make_is_documented_and_in_the_list_that_make_prints() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) - {"help"}
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets == set(phony.split()) - {"help"}
    named = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").glob("*.md")]
    documents = "".join(document.read_text() for document in named)
    assert targets == {target for target in targets if re.search(rf"\bmake {target}\b", documents)}
    assert targets == set(re.findall(r'@echo "make ([a-z-]+)', makefile))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_version_and_hashes_and_no_address(name: str) -> None:
    text = "\n".join(line for line in (PROJECT / name).read_text().splitlines() if not line.lstrip().startswith("#"))
    assert "://" not in text
    assert "--index" not in text
    assert "@" not in text
    packages = [each for each in re.split(r"\n(?=\S)", text.strip()) if each.strip()]
    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[A-Za-z0-9._\[\],-]+==\S+", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package


def test_the_development_lock_holds_all_that_the_other_does() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([A-Za-z0-9._-]+==[^\s;]+)", (PROJECT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") - pins("requirements-dev.lock") == set()


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (PROJECT / "README.md").read_text())
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []
