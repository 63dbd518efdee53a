"""What the server runs: the app, and a cookie by which a browser finds its own conversations again."""

import re
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.shared import prepare
from ui.visitor import COOKIE, is_visitor

_KEPT_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at most; each visit begins it anew."""

_ID_BYTES = 24


class GiveVisitorId:
    """Gives a browser without an id one, in a cookie that no script can read.

    Args:
        app: the app that is served.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; pages carry the cookie."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visitor = _visitor_of(Headers(scope=scope)) or secrets.token_urlsafe(_ID_BYTES)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if re.match("text/html", headers.get("content-type", "")):
                    headers.append("set-cookie", _to_cookie(visitor))
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _visitor_of(headers: Headers) -> str | None:
    """The id that a browser sent; None where it sent none that we gave."""
    cookies = SimpleCookie(headers.get("cookie", ""))
    found = cookies[COOKIE].value if COOKIE in cookies else ""
    return found if is_visitor(found) else None


def _to_cookie(visitor: str) -> str:
    return f"{COOKIE}={visitor}; Path=/; Max-Age={_KEPT_SECONDS}; HttpOnly; SameSite=Lax"


@asynccontextmanager
async def prepared(_: st.App) -> AsyncIterator[None]:
    """Prepare for the first question beside serving the first page."""
    threading.Thread(target=prepare, daemon=True, name="prepare").start()
    yield


app = st.App("app.py", lifespan=prepared, middleware=[Middleware(GiveVisitorId)])
