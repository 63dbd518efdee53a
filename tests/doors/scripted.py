"""Chat servers on loopback that do what a test tells them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from select import POLLIN, poll
from time import monotonic
from typing import Any

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers the list of models itself, and everything else by the script."""

    server: "ScriptedServer"
    asked: dict[str, Any]

    def do_GET(self) -> None:
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in self.server.models]
        self.send_json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.asked = {**json.loads(self.rfile.read(length)), "authorization": self.headers["Authorization"]}
        self.server.requests.append(self.asked)
        self.server.asked.set()
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
        asked: set when the first request has come.
        left: set when a client hung up before the end.
    """

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no fault of the server, and no line on standard error."""

    def __init__(self, reply: Reply, models: tuple[str, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.models = models
        self.requests: list[dict[str, Any]] = []
        self.ending = threading.Event()
        self.asked = threading.Event()
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


def failing(status: int, message: str, *, code: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI words it."""
    body = {"error": {"message": message, "type": "invalid_request_error", "code": code}}
    return lambda handler: handler.send_json(status, body, **headers)


def page(status: int, html: str) -> Reply:
    """An error as a proxy words it, for people."""

    def reply(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(html)))
        handler.end_headers()
        handler.wfile.write(html.encode())

    return reply


def in_turn(*replies: Reply) -> Reply:
    """One reply after another; the last one stays."""

    def reply(handler: Handler) -> None:
        replies[min(len(handler.server.requests), len(replies)) - 1](handler)

    return reply


def reading_at_most(passages: int, refusal: Reply, answer: Reply) -> Reply:
    """A model whose context holds so many passages."""

    def reply(handler: Handler) -> None:
        (refusal if len(marks_in(handler.server.requests[-1])) > passages else answer)(handler)

    return reply


def marks_in(request: dict[str, Any]) -> list[str]:
    """The marks of the passages in a request."""
    lines = "\n".join(message["content"] for message in request["messages"]).splitlines()
    return [line.split(" ")[0] for line in lines if line.startswith("[")]


def saying(*pieces: str, usage: tuple[int, int] | None = None, reason: str = "stop") -> Reply:
    """A stream that ends as it should.

    Args:
        pieces: the words.
        usage: tokens of prompt and answer, told to those who ask for them.
        reason: for ending.
    """

    def reply(handler: Handler) -> None:
        _open_stream(handler)
        for piece in pieces:
            _send(handler, _chunk(piece))
        _send(handler, _chunk(None, reason))
        if usage is not None and handler.server.requests[-1].get("stream_options") == {"include_usage": True}:
            prompt, completion = usage
            tokens = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
            _send(handler, _event({"choices": [], "usage": tokens}))
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


def ending_after(*pieces: str, last: str = "") -> Reply:
    """A stream that ends like a whole one, but does not say that it is.

    Args:
        pieces: the words.
        last: an event that comes after them.
    """

    def reply(handler: Handler) -> None:
        _open_stream(handler)
        for event in (*map(_chunk, pieces), *([last] if last else [])):
            _send(handler, event)
        _send(handler, "")

    return reply


def hanging(*pieces: str) -> Reply:
    """A stream that goes quiet after some pieces; without any, a server that never answers."""

    def reply(handler: Handler) -> None:
        if pieces:
            _open_stream(handler)
            for piece in pieces:
                _send(handler, _chunk(piece))
        _wait(handler)

    return reply


def humming(handler: Handler) -> None:
    """A stream of nothing but signs of life, as some servers send while they think."""
    _open_stream(handler)
    with suppress(OSError):
        while not handler.server.left.is_set() and not handler.server.ending.is_set():
            _send(handler, ": thinking\n\n")
            _wait(handler, 0.02)


def talking_on(handler: Handler) -> None:
    """A stream that ends only when its reader hangs up."""
    _open_stream(handler)
    while not handler.server.ending.is_set():
        try:
            _send(handler, _chunk("and "))
        except OSError:
            handler.server.left.set()
            return


def _wait(handler: Handler, most_seconds: float = 3_600) -> None:
    """Return when the client hangs up, when the test is over, or after so many seconds."""
    until = monotonic() + most_seconds
    while not handler.server.ending.is_set() and monotonic() < until:
        # poll, since select fails where a process has more than 1,024 files open
        waiting = poll()
        waiting.register(handler.connection, POLLIN)
        if waiting.poll(20) and not handler.connection.recv(1):
            handler.server.left.set()
            break
    handler.close_connection = True


def _open_stream(handler: Handler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()


def _chunk(piece: str | None, reason: str = "stop") -> str:
    delta = {} if piece is None else {"role": "assistant", "content": piece}
    return _event({"choices": [{"index": 0, "delta": delta, "finish_reason": reason if piece is None else None}]})


def _event(body: dict[str, Any]) -> str:
    shared = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "tiny"}
    return f"data: {json.dumps(shared | body)}\n\n"


def _send(handler: Handler, event: str) -> None:
    content = event.encode()
    handler.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
    handler.wfile.flush()
