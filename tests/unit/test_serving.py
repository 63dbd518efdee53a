from pathlib import Path

import pytest

from assistant.errors import SettingsError
from ui.serving import exposure, has_login, is_this_machine


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST"])
def test_what_this_machine_alone_reaches_needs_no_warning(host: str) -> None:
    assert is_this_machine(host)
    assert exposure(host, login=False) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "news.example.org", "localhost.example.org", ""])  # noqa: S104
def test_what_others_reach_is_warned_of_unless_they_must_log_in(host: str) -> None:
    warning = exposure(host, login=False)
    assert warning is not None
    assert host in warning
    assert "docs/app.md" in warning
    assert exposure(host, login=True) is None


def test_a_login_is_configured_where_one_of_the_files_has_it(tmp_path: Path) -> None:
    there, other, missing = tmp_path / "a.toml", tmp_path / "b.toml", tmp_path / "c.toml"
    there.write_text('[auth]\nclient_id = "x"\n')
    other.write_text('key = "auth"\n')
    assert has_login([missing, other, there])
    assert not has_login([missing, other])
    assert not has_login([])


def test_a_file_that_cannot_be_read_is_an_error_since_streamlit_would_serve_everyone(tmp_path: Path) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    with pytest.raises(SettingsError, match=r"secrets\.toml cannot be read"):
        has_login([broken])
    with pytest.raises(SettingsError):
        has_login([tmp_path])
