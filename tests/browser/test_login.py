"""In a real browser: where a login is configured, nothing is shown to whoever is not logged in."""

import os
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.running import ingest
from tests.news import write_news

ARTICLE = "Bridge over the Tarn reopens"


@pytest.fixture
def login_installed() -> None:
    """Whether what logs in is there; it is in the lock."""
    if not os.environ.get("CI"):
        pytest.importorskip("authlib", reason="Authlib is not installed, so no login was tried: sh .ci/setup dev")


def configure(folder: Path, secrets: str) -> None:
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(secrets)


def see_the_door(page: Page) -> None:
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_text(ARTICLE)).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_count(0)


@pytest.mark.usefixtures("login_installed")
def test_a_person_logs_in_reads_and_logs_out(page: Page, serve: Serve, tmp_path: Path) -> None:
    from tests.doors.identity import identifying

    ingest(tmp_path, str(write_news(tmp_path / "news")))
    with identifying("ann") as server:
        configure(tmp_path, server.secrets())
        address = serve(tmp_path, {})
        for path in ("", "/library", "/library?article=bridge"):
            page.goto(f"{address}{path}")
            see_the_door(page)
        page.goto(address)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()
        page.get_by_role("link", name="Library").click()
        expect(page.get_by_text(ARTICLE).first).to_be_visible()
        page.get_by_role("button", name="Log out").click()
        see_the_door(page)
        page.reload()
        see_the_door(page)


@pytest.mark.usefixtures("login_installed")
def test_whom_the_issuer_does_not_name_is_shown_nothing(page: Page, serve: Serve, tmp_path: Path) -> None:
    from tests.doors.identity import identifying

    ingest(tmp_path, str(write_news(tmp_path / "news")))
    with identifying("") as server:
        configure(tmp_path, server.secrets())
        page.goto(serve(tmp_path, {}))
        see_the_door(page)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_timeout(2_000)
        expect(page.get_by_role("heading", name="Article Assistant")).to_be_visible()
        expect(page.get_by_role("textbox")).to_have_count(0)


def test_a_login_that_goes_while_the_app_runs_opens_no_door(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    configure(tmp_path, '[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "x"\n')
    address = serve(tmp_path, {})
    page.goto(address)
    see_the_door(page)
    (tmp_path / ".streamlit" / "secrets.toml").write_text("other = 1\n")
    page.wait_for_timeout(6_000)  # Streamlit looks at the file every five seconds
    page.goto(address)
    expect(page.get_by_role("heading", name="Article Assistant")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_a_website_whose_name_is_made_to_mean_this_machine_is_not_let_in(serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    address = serve(tmp_path, {})
    port = address.rsplit(":", 1)[1]
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        connection.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: rebound.test:{port}\r\nOrigin: http://rebound.test:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert b" 403 " in connection.recv(100)
