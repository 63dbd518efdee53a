import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from langchain_core.embeddings import Embeddings

from assistant.embedding import MAX_TEXT_CHARS, MeteredEmbeddings, Used
from assistant.errors import EmbeddingModelError
from assistant.fetching import MOST_CHARS, MOST_REQUESTS, MOST_TEXTS
from assistant.phrasing import in_language
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import free_port
from tests.doors.scripted import Reply, failing, hanging, page, serving
from tests.doors.vectors import Bill, answer_to, answering, first, open_model, together, up_to

TEXTS = ["Der Fluss ist hoch.", "The bridge reopened on Friday.", "ja"]
MANY = [f"Satz {number} sagt dies und das." for number in range(1_000)]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


def fails(reply: Reply, records: Path, **more: Any) -> str:
    """What is said where a server does not give vectors, with HOST in place of its address."""
    with serving(reply) as server, pytest.raises(EmbeddingModelError) as caught:
        open_model(server.host, records, **more).embed_documents(TEXTS)
    assert caught.value.exit_code == 1
    said = str(caught.value)
    assert in_language(said, "de") != said
    return said.replace(server.host, "HOST")


def test_it_is_a_langchain_model_that_says_its_name_and_counts(records: Path) -> None:
    model = open_model("127.0.0.1:1", records, "hf.co/org/model:Q4_K_M")
    assert isinstance(model, Embeddings)
    assert isinstance(model, MeteredEmbeddings)
    assert str(model.model) == "openai:hf.co/org/model:Q4_K_M"
    assert model.used == Used(0, 0)


def test_vectors_come_in_the_order_of_the_texts_and_are_of_unit_length(records: Path) -> None:
    with serving(Bill()) as server:
        model = open_model(server.host, records)
        vectors = model.embed_documents(TEXTS)
        assert model.embed_documents([]) == []
    expected = WordEmbeddings().embed_documents(TEXTS)
    assert numpy.allclose(vectors, expected, atol=1e-6)
    assert numpy.allclose(numpy.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def as_floats(answer: dict[str, Any]) -> None:
    for each in answer["data"]:
        each["embedding"] = numpy.frombuffer(base64.b64decode(each["embedding"]), numpy.float32).tolist()


def reverse(answer: dict[str, Any]) -> None:
    answer["data"].reverse()


def number_none(answer: dict[str, Any]) -> None:
    for each in answer["data"]:
        each["index"] = 0


@pytest.mark.parametrize("change", [as_floats, reverse, number_none])
def test_servers_may_write_numbers_out_and_order_vectors_as_they_like(
    records: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    with serving(answering(change)) as server:
        vectors = open_model(server.host, records).embed_documents(TEXTS)
    assert numpy.allclose(vectors, WordEmbeddings().embed_documents(TEXTS), atol=1e-6)


def test_a_request_holds_what_openai_knows_and_no_other_field_and_the_key_stands_in_its_header(records: Path) -> None:
    with serving(Bill()) as server:
        open_model(server.host, records, openai_api_key="sk-x").embed_query("Who paid?")
        open_model(server.host, records).embed_query("Who paid?")
    assert server.requests[0] == {
        "model": "tiny",
        "input": ["Who paid?"],
        "encoding_format": "base64",
        "authorization": "Bearer sk-x",
    }
    assert server.requests[1]["authorization"] == "Bearer none"


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("text-embedding-3-small", ("text-embedding-3-small", "x", None), ("text-embedding-3-small", "y", None)),
        ("intfloat/E5-base", ("intfloat/E5-base", "query: x", None), ("intfloat/E5-base", "passage: y", None)),
        ("me5s:latest", ("me5s:latest", "x", None), ("me5s:latest", "y", None)),
        ("e5-query", ("e5-query", "x", None), ("e5-passage", "y", None)),
        (
            "multilingual-e5-small-q4",
            ("multilingual-e5-small-q4", "x", "query"),
            ("multilingual-e5-small-q4", "y", "passage"),
        ),
    ],
)
def test_a_model_is_told_questions_from_passages_as_its_name_wants_it(
    records: Path, name: str, question: tuple[str, str, str | None], passage: tuple[str, str, str | None]
) -> None:
    with serving(Bill()) as server:
        model = open_model(server.host, records, name)
        model.embed_query("x")
        model.embed_documents(["y"])
    assert [(each["model"], each["input"][0], each.get("input_type")) for each in server.requests] == [
        question,
        passage,
    ]


def test_an_e5_model_that_takes_instructions_is_given_one_with_the_question_alone(records: Path) -> None:
    with serving(Bill()) as server:
        model = open_model(server.host, records, "multilingual-e5-large-instruct")
        model.embed_query("Who paid?")
        model.embed_documents(["x"])
    (question,), (passage,) = (each["input"] for each in server.requests)
    assert re.fullmatch(r"Instruct: .+\nQuery: Who paid\?", question)
    assert passage == "x"


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "x" * 100_000, "😀" * 5_000])
def test_any_text_is_sent_short_and_never_empty(records: Path, text: str) -> None:
    with serving(Bill()) as server:
        assert len(open_model(server.host, records).embed_query(text)) == 64
    (sent,) = server.requests[0]["input"]
    assert sent.strip()
    assert len(sent) <= MAX_TEXT_CHARS


def test_a_text_is_asked_for_once_however_often_it_comes(records: Path) -> None:
    bill = Bill()
    with serving(bill) as server:
        model = open_model(server.host, records)
        vectors = model.embed_documents([*TEXTS, *TEXTS])
        assert vectors[:3] == vectors[3:] == model.embed_to_store(TEXTS)
        assert model.embed_query("Who paid?") == model.embed_query("Who paid?")
    assert bill.texts == dict.fromkeys([*TEXTS, "Who paid?"], 1)
    assert model.used == Used(4, sum(len(text.split()) for text in bill.texts))


def test_no_request_is_larger_than_openai_takes_and_every_text_is_paid_for_once(records: Path) -> None:
    bill, long = Bill(), [f"{number} " + "lang " * 350 for number in range(200)]
    with serving(bill) as server:
        model = open_model(server.host, records)
        model.embed_documents([*MANY, *long])
    assert max(bill.sizes) == MOST_TEXTS <= 2_048
    assert max(sum(map(len, each["input"])) for each in server.requests) <= MOST_CHARS
    assert set(bill.texts.values()) == {1}
    assert len(bill.texts) == model.used.texts == 1_200


def test_as_many_requests_are_under_way_at_a_time_as_may_be_and_no_more(records: Path) -> None:
    texts = MANY * 2 + [f"{text}!" for text in MANY]
    bill = Bill(gather=MOST_REQUESTS, to_come=2_000)
    with serving(bill) as server:
        open_model(server.host, records).embed_documents(texts)
    assert bill.most == MOST_REQUESTS
    assert set(bill.texts.values()) == {1}


def test_a_limit_that_passes_is_waited_for_by_all_and_lowers_how_many_are_under_way(records: Path) -> None:
    bill = Bill(gather=MOST_REQUESTS // 2, to_come=1_000)
    limiting = failing(429, "Rate limit reached", Retry_After="0.1")
    with serving(first(MOST_REQUESTS, together(MOST_REQUESTS, limiting), bill)) as server:
        model = open_model(server.host, records)
        vectors = model.embed_documents(MANY)
    assert numpy.allclose(vectors, WordEmbeddings().embed_documents(MANY), atol=1e-6)
    assert bill.most == MOST_REQUESTS // 2
    assert set(bill.texts.values()) == {1}
    assert model.used.texts == 1_000


@pytest.mark.parametrize("status", [429, 503])
def test_a_limit_at_question_time_is_waited_for_too(records: Path, status: int) -> None:
    with serving(first(3, failing(status, "Busy", Retry_After="0"), Bill())) as server:
        assert len(open_model(server.host, records).embed_query("Who paid?")) == 64


def test_a_limit_that_lasts_too_long_is_said_with_its_time(records: Path) -> None:
    limiting = failing(429, "Rate limit reached", Retry_After="3600")
    assert fails(limiting, records) == "HOST is limiting requests (429). Try again in 3600 s."
    with serving(limiting) as server, pytest.raises(EmbeddingModelError, match="Try again in 3600 s"):
        open_model(server.host, records).embed_to_store(MANY)
    assert len(server.requests) <= MOST_REQUESTS


def test_a_quota_that_is_used_up_is_not_waited_for(records: Path) -> None:
    with serving(failing(429, "You exceeded your quota", code="insufficient_quota", Retry_After="0")) as server:
        with pytest.raises(EmbeddingModelError, match="is used up"):
            open_model(server.host, records).embed_documents(TEXTS)
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_server_that_takes_fewer_texts_at_once_is_given_fewer_from_then_on(records: Path, status: int) -> None:
    bill = Bill()
    with serving(up_to(40, failing(status, "batch size > 40"), bill)) as server:
        model = open_model(server.host, records)
        model.embed_documents(MANY)
        refused = len(server.requests) - len(bill.sizes)
        model.embed_documents([f"{text}!" for text in MANY])
    assert set(bill.texts.values()) == {1}
    assert len(bill.texts) == 2_000
    assert max(bill.sizes) == 32
    assert len(server.requests) - len(bill.sizes) == refused


def test_a_server_that_fails_is_asked_again_as_often_as_the_settings_say(records: Path) -> None:
    with serving(first(1, failing(500, "Out of memory"), Bill())) as server:
        assert len(open_model(server.host, records, assistant_retries=1).embed_documents(TEXTS)) == 3
    assert fails(failing(500, "Out of memory"), records) == "HOST answered with an error (500): Out of memory."


def of_numbers(numbers: Callable[[str], Any]) -> Reply:
    return lambda handler: handler.send_json(200, answer_to(handler.asked, numbers))


FAILURES: dict[str, tuple[Reply, str]] = {
    "400": (failing(400, "Unknown field"), "HOST answered with an error (400): Unknown field."),
    "401": (failing(401, "Bad key"), "HOST rejected the key (401). Check OPENAI_API_KEY."),
    "403": (failing(403, "No"), "HOST rejected the key (403). Check OPENAI_API_KEY."),
    "404": (
        failing(404, "no such model"),
        "HOST does not know tiny (404). Check ASSISTANT_EMBEDDINGS and OPENAI_BASE_URL.",
    ),
    "502": (page(502, "<h1>Bad</h1>"), "HOST answered with an error (502): Bad Gateway."),
    "a page": (page(200, "<h1>Hello</h1>"), "HOST does not answer as an OpenAI-compatible server."),
    "other JSON": (answering(lambda _: {"hello": 1}), "HOST does not answer as an OpenAI-compatible server."),
    "too few": (answering(lambda answer: answer["data"].pop() and None), "HOST gave 2 vectors for 3 texts."),
    "none": (answering(lambda answer: answer["data"].clear()), "HOST gave 0 vectors for 3 texts."),
    "empty": (of_numbers(lambda text: []), "tiny at HOST gave an empty vector."),
    "missing": (of_numbers(lambda text: None), "tiny at HOST gave an empty vector."),
    "nested": (of_numbers(lambda text: [[1.0], [2.0]]), "tiny at HOST gave an empty vector."),
    "not a number": (of_numbers(lambda text: [1.0, float("nan")]), "something other than numbers."),
    "null": (of_numbers(lambda text: [1.0, None]), "something other than numbers."),
    "words": (of_numbers(lambda text: ["one", "two"]), "something other than numbers."),
    "no base64": (of_numbers(lambda text: "abc"), "something other than numbers."),
    "zeros": (of_numbers(lambda text: [0.0, 0.0]), "tiny at HOST gave a vector of zeros."),
    "lengths": (of_numbers(lambda text: [1.0] * (2 + (text == "ja"))), "gives vectors of 2 and of 3 numbers."),
}


@pytest.mark.parametrize(("reply", "words"), FAILURES.values(), ids=FAILURES)
def test_what_gives_no_vectors_is_one_clear_sentence_with_what_to_do(reply: Reply, words: str, records: Path) -> None:
    said = fails(reply, records)
    assert words in said
    assert "\n" not in said


def test_a_server_that_is_not_there_or_says_nothing_is_named(records: Path) -> None:
    host = f"127.0.0.1:{free_port()}"
    with pytest.raises(EmbeddingModelError) as caught:
        open_model(host, records).embed_query("x")
    assert str(caught.value) == (
        f"The embedding server at {host} cannot be reached. Start it, or check OPENAI_BASE_URL."
    )
    assert in_language(str(caught.value), "de").startswith(f"Der Embedding-Server {host} ist nicht erreichbar.")
    said = fails(hanging(), records, assistant_timeout_seconds=0.2)
    assert said == (
        "The embedding server at HOST did not answer in 0.2 s. Raise ASSISTANT_TIMEOUT_SECONDS to wait longer."
    )


def test_a_key_with_a_character_that_no_key_has_is_said(records: Path) -> None:
    assert "OPENAI_API_KEY holds a character" in fails(Bill(), records, openai_api_key="sk-ü")


def test_what_arrived_before_a_request_failed_is_not_paid_for_again(records: Path) -> None:
    bill = Bill()
    with serving(first(2, bill, failing(401, "Bad key"))) as server:
        with pytest.raises(EmbeddingModelError, match="rejected the key"):
            open_model(server.host, records).embed_to_store(MANY)
        arrived = len(bill.texts)
        assert 0 < arrived <= 2 * MOST_TEXTS
        server.reply = bill
        again = open_model(server.host, records)
        vectors = again.embed_to_store(MANY)
        assert again.used.texts == 1_000 - arrived
        assert set(bill.texts.values()) == {1}
        again.forget(MANY)
        open_model(server.host, records).embed_to_store(MANY)
    assert set(bill.texts.values()) == {2}
    assert numpy.allclose(vectors, WordEmbeddings().embed_documents(MANY), atol=1e-6)


def test_what_was_kept_of_another_model_under_the_name_is_asked_for_again(records: Path) -> None:
    bill = Bill()
    with serving(of_numbers(lambda text: [1.0, 1.0])) as server:
        open_model(server.host, records).embed_to_store(MANY[:3])
        server.reply = bill
        vectors = open_model(server.host, records).embed_to_store(MANY[:5])
    assert {len(vector) for vector in vectors} == {64}
    assert set(bill.texts) == set(MANY[:5])
