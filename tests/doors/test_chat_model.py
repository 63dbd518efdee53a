import threading
from collections.abc import Iterator

import httpx
import pytest
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from assistant.answers import Answer, Author, Piece
from assistant.chat_model import OpenAIChatModel
from assistant.conversation import Assistant, Limits
from assistant.errors import ChatModelError
from assistant.library import Library
from assistant.settings import DEFAULT_CHAT_MODEL, Settings
from tests.doors import scripted
from tests.doors.chat_server import MODEL_NAME, MOST_TOKENS
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import free_port, running
from tests.doors.scripted import Reply, serving
from tests.doors.stored import open_words, write_texts

COMET = "The comet Brandis can be seen from tonight. It was found by the pupil Jale Yücel with a pair of binoculars."
HARBOUR = "The harbour of Sandwick is closed until March. Divers found a leak in the northern wall."
QUESTION = "Who found the comet Brandis?"
WITH_MARKS = (
    r'root ::= "The comet can be seen from tonight [1]. The pupil Jale Yücel found it [1]. Divers found a leak [2]."'
)
WITHOUT_MARKS = r"root ::= [a-zA-Z ,.]+"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = open_words(tmp_path_factory.mktemp("news"))
    write_texts(library, {"comet": COMET, "harbour": HARBOUR})
    yield library
    library.close()


def settings_for(url: str, **more: object) -> Settings:
    values = {"openai_base_url": url, "assistant_timeout_seconds": 60, **more}
    return Settings.model_validate(values)


def ask(library: Library, settings: Settings, question: str = QUESTION) -> tuple[list[str], Answer]:
    """The pieces that were streamed, and the answer."""
    model = OpenAIChatModel(settings)
    assistant = Assistant(lambda: library, WordEmbeddings(), model, Limits(refuse_below=0))
    *pieces, answer = assistant.ask(question)
    assert isinstance(answer, Answer)
    return [piece.text for piece in pieces if isinstance(piece, Piece)], answer


def ask_scripted(library: Library, reply: Reply, **settings: object) -> tuple[list[str], Answer, str]:
    """What a scripted server makes of the question, and its host."""
    given = {"assistant_chat_model": "tiny", **settings}
    with serving(reply) as server:
        return (*ask(library, settings_for(f"http://{server.host}/v1", **given)), server.host)


def assert_true_quotes(answer: Answer) -> None:
    texts = {"comet": COMET, "harbour": HARBOUR}
    assert answer.citations
    assert [each.number for each in answer.citations] == list(range(1, len(answer.citations) + 1))
    for each in answer.citations:
        excerpt = each.excerpt
        assert texts[excerpt.article_id][excerpt.start : excerpt.end] == excerpt.quote


def assert_fell_back_to_quotes(answer: Answer, *words: str) -> None:
    """One note with these words, and quotes as if there were no chat model."""
    assert answer.mode == "quotes"
    assert answer.author is None
    assert not answer.refused
    assert_true_quotes(answer)
    (note,) = answer.notes
    for word in (*words, "These are quotes instead."):
        assert word in note
    assert "\n" not in note
    assert len(note) < 300


@pytest.fixture(scope="module")
def marking_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(
        ["-m", "tests.doors.chat_server"], tmp_path_factory.mktemp("marking"), SERVE_GRAMMAR=WITH_MARKS
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


@pytest.fixture(scope="module")
def plain_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(
        ["-m", "tests.doors.chat_server"], tmp_path_factory.mktemp("plain"), SERVE_GRAMMAR=WITHOUT_MARKS
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


def test_a_real_answer_is_streamed_and_its_marks_lead_to_the_sentences_that_support_it(
    library: Library, marking_server: str
) -> None:
    pieces, answer = ask(library, settings_for(marking_server))
    assert len(pieces) > 5
    assert "".join(pieces).strip() == answer.text
    assert answer.mode == "written"
    assert not answer.refused
    assert answer.notes == ()
    assert_true_quotes(answer)
    assert [each.excerpt.quote for each in answer.citations] == [
        "The comet Brandis can be seen from tonight.",
        "It was found by the pupil Jale Yücel with a pair of binoculars.",
        "Divers found a leak in the northern wall.",
    ]
    assert [each.citations for each in answer.statements] == [(1,), (2,), (3,)]
    assert all("[" not in each.text for each in answer.statements)


def test_a_server_with_one_model_needs_no_name_and_the_author_names_model_and_host(
    library: Library, marking_server: str
) -> None:
    host = marking_server.removeprefix("http://").removesuffix("/v1")
    assert OpenAIChatModel(settings_for(marking_server)).author() == Author(MODEL_NAME, host)
    _, answer = ask(library, settings_for(marking_server))
    assert answer.author == Author(MODEL_NAME, host)


def test_a_real_answer_without_marks_is_followed_by_quotes_and_a_note(library: Library, plain_server: str) -> None:
    pieces, answer = ask(library, settings_for(plain_server))
    written = "".join(pieces).strip()
    assert answer.mode == "written"
    assert answer.author is not None
    assert written
    assert answer.text.startswith(written)
    assert "The written text cites no source. The library says:" in answer.text
    assert_true_quotes(answer)
    assert answer.notes == ("The written answer cites no passage; quotes from the library follow it.",)
    assert [each.text for each in answer.statements if each.citations] == [
        each.excerpt.quote for each in answer.citations
    ]


def test_closing_early_ends_the_writing_on_a_real_server(plain_server: str) -> None:
    def metric(name: str) -> float:
        lines = httpx.get(plain_server.removesuffix("/v1") + "/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"llamacpp:{name} "))

    before = metric("tokens_predicted_total")
    words = OpenAIChatModel(settings_for(plain_server)).stream([HumanMessage("Tell a very long story of a comet.")])
    assert next(words)
    words.close()
    while metric("requests_processing"):
        pass
    assert metric("tokens_predicted_total") - before < MOST_TOKENS / 2


def test_closing_early_hangs_up(library: Library) -> None:
    with serving(scripted.talking_on) as server:
        model = OpenAIChatModel(settings_for(f"http://{server.host}/v1"))
        answering = Assistant(lambda: library, WordEmbeddings(), model, Limits(refuse_below=0)).ask(QUESTION)
        assert isinstance(next(answering), Piece)
        del answering
        assert server.left.wait(30)


def test_what_is_sent_is_the_question_and_numbered_passages_and_nothing_secret(library: Library) -> None:
    with serving(scripted.saying("Jale Yücel [1].")) as server:
        ask(library, settings_for(f"http://{server.host}/v1"))
    (request,) = server.requests
    sent = "\n".join(message["content"] for message in request["messages"])
    assert QUESTION in sent
    marks = [line for line in sent.splitlines() if line.startswith("[")]
    assert [line.split(" ")[0] for line in marks] == ["[1]", "[2]"]
    assert request["stream"] is True
    assert request["model"] == "tiny"
    assert request["authorization"] == "Bearer none"


def test_the_key_is_sent_to_the_server_that_asks_for_it(library: Library) -> None:
    with serving(scripted.saying("Jale Yücel [1].")) as server:
        ask(library, settings_for(f"http://{server.host}/v1", openai_api_key=SecretStr("sk-1")))
    assert server.requests[0]["authorization"] == "Bearer sk-1"


def test_a_rejected_key_is_named(library: Library) -> None:
    reply = scripted.failing(401, "Incorrect API key provided: sk-secret")
    _, answer, host = ask_scripted(library, reply, openai_api_key=SecretStr("sk-secret"))
    assert_fell_back_to_quotes(answer, f"{host} rejected the key (401).", "OPENAI_API_KEY")
    assert "sk-secret" not in answer.notes[0]


def test_a_model_that_the_server_does_not_know_is_named(library: Library) -> None:
    reply = scripted.failing(404, "The model does not exist")
    _, answer, host = ask_scripted(library, reply, assistant_chat_model="llama3.1:8b")
    assert_fell_back_to_quotes(answer, f"{host} does not know llama3.1:8b (404).", "ASSISTANT_CHAT_MODEL")


def test_a_limit_says_when_to_try_again(library: Library) -> None:
    _, answer, host = ask_scripted(library, scripted.failing(429, "Rate limit reached", Retry_After="7"))
    assert_fell_back_to_quotes(answer, f"{host} is limiting requests (429).", "Try again in 7 s.")


def test_a_limit_without_a_time_says_later(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.failing(429, "Rate limit reached"))
    assert_fell_back_to_quotes(answer, "Try again later.")


def test_an_error_inside_the_server_is_named_with_its_number(library: Library) -> None:
    _, answer, host = ask_scripted(library, scripted.failing(500, "The GPU is on fire"))
    assert_fell_back_to_quotes(answer, host, "(500)", "The GPU is on fire.")


def test_a_prompt_that_is_too_long_for_the_model_says_so(library: Library) -> None:
    message = "This model's maximum context length is 512 tokens. However, your messages resulted in 900 tokens."
    _, answer, host = ask_scripted(library, scripted.failing(400, message))
    assert_fell_back_to_quotes(answer, host, "(400)", "maximum context length is 512 tokens")


def test_a_server_that_accepts_and_hangs_is_left_after_the_time_that_is_set(library: Library) -> None:
    _, answer, host = ask_scripted(library, scripted.hanging(), assistant_timeout_seconds=1)
    assert_fell_back_to_quotes(answer, f"The chat server at {host} sent nothing for 1 s.", "ASSISTANT_TIMEOUT_SECONDS")


def test_a_server_that_hangs_in_the_middle_is_left_after_the_time_that_is_set(library: Library) -> None:
    pieces, answer, host = ask_scripted(library, scripted.hanging("The pupil ", "Jale "), assistant_timeout_seconds=1)
    assert "".join(pieces).startswith("The pupil")
    assert_fell_back_to_quotes(answer, host, "ASSISTANT_TIMEOUT_SECONDS")


def test_a_stream_that_breaks_off_is_replaced_by_quotes(library: Library) -> None:
    pieces, answer, host = ask_scripted(library, scripted.breaking_off_after("The pupil ", "Jale "))
    assert "".join(pieces).startswith("The pupil")
    assert_fell_back_to_quotes(answer, host)


def test_several_models_are_listed_where_none_is_chosen(library: Library) -> None:
    with serving(scripted.saying("never asked"), models=("llama3.1:8b", "qwen3:4b")) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1"))
    assert_fell_back_to_quotes(answer, server.host, "llama3.1:8b, qwen3:4b", "Set ASSISTANT_CHAT_MODEL")
    assert not server.requests


def test_a_server_without_models_says_so(library: Library) -> None:
    with serving(scripted.saying("never asked"), models=()) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1"))
    assert_fell_back_to_quotes(answer, f"The server at {server.host} offers no model.")


@pytest.mark.parametrize("pieces", [(), ("",), (" ", "\n")], ids=["nothing", "an empty piece", "white space"])
def test_an_empty_answer_is_replaced_by_quotes(library: Library, pieces: tuple[str, ...]) -> None:
    _, answer, _ = ask_scripted(library, scripted.saying(*pieces))
    assert_fell_back_to_quotes(answer, "tiny wrote nothing.")


@pytest.mark.parametrize("pieces", [("NOT IN THE PASSAGES",), (" NOT", " IN THE", " PASSAGES", ".")])
def test_a_model_that_finds_no_answer_refuses(library: Library, pieces: tuple[str, ...]) -> None:
    streamed, answer, host = ask_scripted(library, scripted.saying(*pieces))
    assert streamed == []
    assert answer.refused
    assert answer.mode == "written"
    assert answer.author == Author("tiny", host)
    assert not answer.citations
    assert not answer.statements
    assert answer.nearest
    assert answer.text == "The library says nothing about this."


def test_an_answer_that_only_begins_like_a_refusal_is_shown_whole(library: Library) -> None:
    pieces, answer, _ = ask_scripted(library, scripted.saying("NOT IN", " vain: Jale Yücel found it [1]."))
    assert "".join(pieces) == answer.text == "NOT IN vain: Jale Yücel found it [1]."
    assert not answer.refused


def test_a_mark_of_no_passage_is_reported_and_left_out(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.saying("Jale Yücel found it [1]. ", "She is a pupil [", "9]."))
    assert answer.notes == ("The written answer cites [9], a passage it was not given; the mark was left out.",)
    assert "[9]" not in answer.text
    assert [each.citations for each in answer.statements] == [(1,), ()]
    assert_true_quotes(answer)


def test_marks_that_arrive_in_parts_are_shown_whole(library: Library) -> None:
    pieces, answer, _ = ask_scripted(library, scripted.saying("Jale Yücel found it ", "[", "2", "]", ". Good."))
    assert "".join(pieces) == answer.text == "Jale Yücel found it [1]. Good."
    assert all("[" not in piece or "[1]" in piece for piece in pieces)


def test_a_server_that_is_not_there_is_named(library: Library) -> None:
    host = f"127.0.0.1:{free_port()}"
    for more in ({}, {"assistant_chat_model": "tiny"}):
        _, answer = ask(library, settings_for(f"http://{host}/v1", **more))
        assert_fell_back_to_quotes(answer, f"The chat server at {host} cannot be reached.", "OPENAI_BASE_URL")


def test_a_server_that_speaks_another_protocol_is_named(library: Library) -> None:
    with serving(lambda handler: handler.send_json(200, {"hello": "world"})) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1", assistant_chat_model="tiny"))
    assert_fell_back_to_quotes(answer)


def test_a_key_that_no_header_can_hold_is_named(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.saying("never asked"), openai_api_key=SecretStr("sk-…"))
    assert_fell_back_to_quotes(answer, "OPENAI_API_KEY")


def test_with_a_key_alone_the_default_model_of_openai_is_meant() -> None:
    author = OpenAIChatModel(Settings.model_validate({"openai_api_key": "sk-1"})).author()
    assert author == Author(DEFAULT_CHAT_MODEL, "api.openai.com")


def test_threads_may_ask_one_model(library: Library) -> None:
    with serving(scripted.saying("Jale Yücel found it [1].")) as server:
        model = OpenAIChatModel(settings_for(f"http://{server.host}/v1"))
        texts: list[str] = []

        def write() -> None:
            try:
                texts.append("".join(model.stream([HumanMessage("Who?")])))
            except ChatModelError as error:
                texts.append(str(error))

        threads = [threading.Thread(target=write) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == ["Jale Yücel found it [1]."] * 6
