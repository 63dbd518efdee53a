"""Chat servers on loopback that do what a test tells them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers the list of models itself, and everything else by the script."""

    server: "ScriptedServer"

    def do_GET(self) -> None:
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in self.server.models]
        self.send_json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.requests.append(
            {**json.loads(self.rfile.read(length)), "authorization": self.headers["Authorization"]}
        )
        self.server.reply(self)

    def send_json(self, status: int, body: dict[str, Any], **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        del format, args


class ScriptedServer(ThreadingHTTPServer):
    """Serves a script.

    Attributes:
        requests: the bodies that were sent, with their authorization.
        ending: set when the test is over, so that a hanging reply can end.
        left: set when a client hung up on a stream.
    """

    daemon_threads = True

    def __init__(self, reply: Reply, models: tuple[str, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.models = models
        self.requests: list[dict[str, Any]] = []
        self.ending = threading.Event()
        self.left = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving(reply: Reply, models: tuple[str, ...] = ("tiny",)) -> Iterator[ScriptedServer]:
    """A server while it runs."""
    with ScriptedServer(reply, models) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.ending.set()
            server.shutdown()
            thread.join()


def failing(status: int, message: str, **headers: str) -> Reply:
    """An error as OpenAI words it."""
    body = {"error": {"message": message, "type": "invalid_request_error", "code": None}}
    return lambda handler: handler.send_json(status, body, **headers)


def saying(*pieces: str) -> Reply:
    """A stream that is whole."""

    def reply(handler: Handler) -> None:
        _open_stream(handler)
        for piece in pieces:
            _send(handler, _chunk(piece))
        _send(handler, _chunk(None))
        _send(handler, "data: [DONE]\n\n")
        _send(handler, "")

    return reply


def breaking_off_after(*pieces: str) -> Reply:
    """A stream whose connection ends in the middle."""

    def reply(handler: Handler) -> None:
        _open_stream(handler)
        for piece in pieces:
            _send(handler, _chunk(piece))
        handler.close_connection = True

    return reply


def hanging(*pieces: str) -> Reply:
    """A stream that goes quiet after some pieces; without any, a server that never answers."""

    def reply(handler: Handler) -> None:
        if pieces:
            _open_stream(handler)
            for piece in pieces:
                _send(handler, _chunk(piece))
        handler.server.ending.wait()
        handler.close_connection = True

    return reply


def talking_on(handler: Handler) -> None:
    """A stream that ends only when its reader hangs up."""
    _open_stream(handler)
    while not handler.server.ending.is_set():
        try:
            _send(handler, _chunk("and "))
        except OSError:
            handler.server.left.set()
            return


def _open_stream(handler: Handler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()


def _chunk(piece: str | None) -> str:
    delta = {} if piece is None else {"role": "assistant", "content": piece}
    choice = {"index": 0, "delta": delta, "finish_reason": "stop" if piece is None else None}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "tiny", "choices": [choice]}
    return f"data: {json.dumps(body)}\n\n"


def _send(handler: Handler, event: str) -> None:
    content = event.encode()
    handler.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
    handler.wfile.flush()
