from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ISSUER = "https://issuer.example.org"

OWNER = """
import streamlit as st
from ui.login import owner
st.text(repr(owner()))
"""


def drawn(app: AppTest) -> str:
    return "\n".join([*(each.value for each in [*app.title, *app.text]), *(e.proto.body for e in app.get("html"))])


def test_whoever_is_not_logged_in_sees_a_button_and_nothing_else(app: AppTest) -> None:
    app.user = {"is_logged_in": False}
    app.run()
    assert not app.exception
    assert [button.label for button in app.button] == ["Log in"]
    assert not app.chat_input
    assert "Ask your articles" not in drawn(app)


def test_whoever_is_logged_in_sees_the_app_and_can_log_out(app: AppTest) -> None:
    app.user = {"is_logged_in": True, "iss": ISSUER, "sub": "ann"}
    app.run()
    assert app.chat_input
    app.button(key="log-out").click().run()
    assert not app.chat_input
    assert [button.label for button in app.button] == ["Log in"]


def test_a_login_that_does_not_say_who_it_is_shows_nothing_but_a_way_out(app: AppTest) -> None:
    app.user = {"is_logged_in": True, "email": "ann@example.org"}
    app.run()
    assert not app.chat_input
    assert [button.key for button in app.button] == ["log-out"]
    assert "does not say who you are" in drawn(app)


def test_without_a_login_configured_there_is_nothing_to_log_out_of(app: AppTest) -> None:
    app.run()
    assert app.chat_input
    assert "log-out" not in [button.key for button in app.button]


def test_a_login_that_cannot_be_read_keeps_the_door_shut(app: AppTest, tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("[auth\n")
    app.run()
    assert not app.exception
    assert not app.chat_input


def test_a_login_that_cannot_work_says_why(app: AppTest) -> None:
    app.user = {"is_logged_in": False}
    app.run()
    app.button(key="log-in-").click().run()
    assert not app.exception
    assert "auth" in drawn(app).lower()
    assert not app.chat_input


def test_each_way_to_log_in_has_its_button(app: AppTest) -> None:
    app.secrets["auth"] = {"one": {"client_id": "x"}, "two": {"client_id": "y"}, "cookie_secret": "z"}
    app.user = {"is_logged_in": False}
    app.run()
    assert [button.key for button in app.button] == ["log-in-one", "log-in-two"]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({}, None),
        ({"is_logged_in": False, "iss": ISSUER, "sub": "ann"}, None),
        ({"is_logged_in": True, "sub": "ann"}, None),
        ({"is_logged_in": True, "iss": ISSUER, "sub": "ann", "email": "a@b"}, f"{ISSUER} ann"),
    ],
)
def test_an_owner_is_issuer_and_subject_of_whoever_is_logged_in(
    user: dict[str, str | bool], expected: str | None
) -> None:
    app = AppTest.from_string(OWNER)
    app.user = dict(user)
    assert app.run().text[0].value == repr(expected)
