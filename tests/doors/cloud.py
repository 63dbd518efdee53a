"""Stands in for Chroma Cloud on loopback: a real Chroma server behind a door that asks for a key and keeps quotas.

The quotas are those of Chroma Cloud's documentation. Where that leaves open what counts, the door is the stricter one.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from assistant.access import Access
from tests.doors.processes import chroma_server

KEY = "ck-4711-of-the-test"
TENANT = "11111111-2222-3333-4444-555555555555"
DATABASE = "news"

_MOST = 300
_BYTES = {"id": 128, "document": 16_384, "value": 4_096, "key": 36, "word": 256}
_MOST_KEYS = 32
_MOST_WORDS = 8


def faults_of(action: str, body: dict[str, Any]) -> Iterator[str]:
    """What of a request is over a quota."""
    for name in ("limit", "n_results"):
        if (body.get(name) or 0) > _MOST:
            yield f"{name} of {body[name]}"
    if len(body.get("ids") or ()) > _MOST:
        yield f"{len(body['ids'])} ids"
    if action == "get" and not body.get("ids") and body.get("limit") is None:
        yield "all records at once"
    if action == "query" and body["n_results"] * len(body["query_embeddings"]) > _MOST:
        yield f"{body['n_results']} results of each of {len(body['query_embeddings'])} queries"
    yield from _faults_of_records(body)
    words = list(_words_in(body.get("where_document") or {}))
    if len(words) > _MOST_WORDS:
        yield f"{len(words)} words"
    yield from _too_long("word", words)


def _faults_of_records(body: dict[str, Any]) -> Iterator[str]:
    yield from _too_long("id", body.get("ids") or ())
    yield from _too_long("document", filter(None, body.get("documents") or ()))
    for data in filter(None, body.get("metadatas") or ()):
        if len(data) > _MOST_KEYS:
            yield f"{len(data)} keys"
        yield from _too_long("key", data)
        yield from _too_long("value", (value for value in data.values() if isinstance(value, str)))


def _too_long(what: str, texts: Any) -> Iterator[str]:
    for text in texts:
        if len(text.encode()) > _BYTES[what]:
            yield f"{what} of {len(text.encode())} bytes"


def _words_in(where: dict[str, Any]) -> Iterator[str]:
    for key, value in where.items():
        if isinstance(value, list):
            for each in value:
                yield from _words_in(each)
        elif key.startswith("$"):
            yield value


class _Door(BaseHTTPRequestHandler):
    server: "Cloud"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._answer(b"")

    def do_DELETE(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        """Keep quiet."""

    def _answer(self, content: bytes) -> None:
        if refusal := self._refusal(content):
            return self._send(*refusal)
        if self.path.endswith("/auth/identity"):
            return self._send(200, {"user_id": "user", "tenant": TENANT, "databases": [DATABASE]})
        inside = self.server.inside.request(
            self.command, self.path, content=content, headers={"Content-Type": "application/json"}
        )
        return self._send_raw(inside.status_code, inside.content)

    def _refusal(self, content: bytes) -> tuple[int, dict[str, str]] | None:
        if self.headers["x-chroma-token"] != KEY:
            return 401, {"error": "AuthError", "message": "Permission denied."}
        if self.server.out_of_order is not None and self.command == "POST":
            return self.server.out_of_order
        place = self.path.split("/")
        if "tenants" in place and TENANT not in place:
            return 403, {"error": "AuthError", "message": "Permission denied."}
        faults = [*faults_of(place[-1], json.loads(content))] if content else []
        if faults:
            self.server.refused += faults
            return 422, {"error": "QuotaError", "message": f"Quota exceeded: {faults[0]}."}
        self.server.asked.append(place[-1])
        return None

    def _send(self, status: int, body: Any) -> None:
        self._send_raw(status, json.dumps(body).encode())

    def _send_raw(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Cloud(ThreadingHTTPServer):
    """The door.

    Attributes:
        inside: a client of the server behind it.
        refused: what was over a quota.
        asked: the last part of the path of each request that was let through.
        out_of_order: status and body of the answer to whatever is posted; None while all is well.
    """

    daemon_threads = True

    def __init__(self, inside: httpx.Client) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.inside = inside
        self.refused: list[str] = []
        self.asked: list[str] = []
        self.out_of_order: tuple[int, dict[str, str]] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no fault of the server, and no line on standard error."""


@contextmanager
def cloud_server(folder: Path) -> Iterator[Cloud]:
    """A stand-in while it runs, with one tenant, of whom there is one database."""
    with chroma_server(folder) as address, httpx.Client(base_url=address, timeout=60) as inside:
        inside.post("/api/v2/tenants", json={"name": TENANT}).raise_for_status()
        make_database(inside, DATABASE, TENANT)
        with Cloud(inside) as cloud:
            thread = threading.Thread(target=cloud.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            try:
                yield cloud
            finally:
                cloud.shutdown()
                thread.join()


def make_database(inside: httpx.Client, name: str, tenant: str = "default_tenant") -> Access:
    """A new database on a server, and how to come to it."""
    inside.post(f"/api/v2/tenants/{tenant}/databases", json={"name": name}).raise_for_status()
    return Access(database=name)
