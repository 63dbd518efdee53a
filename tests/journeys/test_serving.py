from pathlib import Path

import httpx

from ingest.__main__ import main as ingest
from tests.doors.processes import free_port, run_python, running
from tests.news import write_news


def test_serving_other_machines_without_a_login_is_warned_of(tmp_path: Path) -> None:
    library = str(tmp_path / "library")
    assert ingest([str(write_news(tmp_path / "news")), "--library", library]) == 0
    port = str(free_port())
    with running(["-m", "ui", "--host", "0.0.0.0", "--port", port], tmp_path, ASSISTANT_LIBRARY=library) as server:  # noqa: S104
        assert server.stderr is not None
        assert server.stdout is not None
        assert "Listening on 0.0.0.0 without a login" in server.stderr.readline()
        assert f":{port}" in server.stdout.readline()
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            assert client.get(f"http://127.0.0.1:{port}/_stcore/health").text == "ok"


def test_nothing_is_served_while_a_login_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("[auth\n")
    done = run_python(["-m", "ui", "--port", str(free_port())], tmp_path)
    assert done.returncode == 2
    assert "secrets.toml cannot be read" in done.stderr


def test_an_address_that_is_not_this_machine_s_is_said_to_be_none(tmp_path: Path) -> None:
    done = run_python(["-m", "ui", "--host", "203.0.113.7", "--port", str(free_port())], tmp_path)
    assert done.returncode == 1
    assert "of 203.0.113.7 cannot be used" in done.stderr
