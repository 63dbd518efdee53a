import re
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from assistant.answers import CITES_NOTHING, MARK_IS_OURS, Answer, Author, Piece, Usage
from assistant.chat_model import OpenAIChatModel
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.errors import ChatModelError
from assistant.library import Library
from assistant.settings import DEFAULT_CHAT_MODEL, Settings
from tests.doors import scripted
from tests.doors.chat_server import MODEL_NAME, MOST_TOKENS
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import free_port, running
from tests.doors.scripted import Reply, serving
from tests.doors.stored import open_words, write_texts
from ui.turns import Turn

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
    write_texts(library, {"comet": COMET, "harbour": HARBOUR}, WordEmbeddings(common=1))
    yield library
    library.close()


def settings_for(url: str, **more: object) -> Settings:
    values = {"openai_base_url": url, "assistant_timeout_seconds": 60, "assistant_retries": 0, **more}
    return Settings.model_validate(values)


def assistant_for(library: Library, settings: Settings) -> Assistant:
    return Assistant(lambda: library, WordEmbeddings(common=1), OpenAIChatModel(settings), Limits(refuse_below=0))


def ask(library: Library, settings: Settings, question: str = QUESTION) -> tuple[list[str], Answer]:
    """The pieces that were streamed, and the answer."""
    *pieces, answer = assistant_for(library, settings).ask(question)
    assert isinstance(answer, Answer)
    return [piece.text for piece in pieces if isinstance(piece, Piece) and piece.text], answer


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
    assert not answer.incomplete
    assert not answer.refused
    assert_true_quotes(answer)
    (note,) = answer.notes
    for word in (*words, "Quotes instead of a written answer: "):
        assert word in note
    assert "\n" not in note
    assert len(note) < 300


def assert_broke_off_after(written: str, answer: Answer, *words: str) -> None:
    """What was written stays, marked, with one note with these words; quotes follow it."""
    assert answer.incomplete
    assert answer.mode == "written"
    assert answer.author is not None
    assert not answer.refused
    assert_true_quotes(answer)
    shown, line, *quotes = answer.text.split("\n\n")
    assert shown == written
    assert line == "The answer broke off here. The library says:"
    numbers = {each.excerpt.quote: each.number for each in answer.citations}
    assert quotes
    assert all(quote == f"{text} [{numbers[text]}]" for quote in quotes for text in [quote.rpartition(" [")[0]])
    (note,) = answer.notes
    for word in (*words, "The written answer is incomplete: "):
        assert word in note
    assert "\n" not in note


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
    assert not answer.incomplete
    assert answer.usage is not None
    assert answer.usage.prompt_tokens > 100
    assert 20 < answer.usage.completion_tokens < MOST_TOKENS
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


def test_a_mark_of_the_wrong_passage_of_an_article_leads_to_the_right_one(tmp_path: Path) -> None:
    filler = " ".join(f"Word number {index} fills the paragraph so that it is long." for index in range(25))
    text = f"The harbour of Sandwick is closed until March. {filler}\n\nDivers found 17 leaks in the wall. {filler}"
    library = open_words(tmp_path)
    write_texts(library, {"harbour": text}, WordEmbeddings(common=1))
    twice = "Divers found 17 leaks in the wall [1]. Divers found 17 leaks in the wall [2]."
    _, answer, _ = ask_scripted(library, scripted.saying(twice))
    library.close()
    assert [each.state for each in answer.statements] == ["supported"] * 2
    assert [(each.citations, each.reasons) for each in answer.statements] == [((1,), ())] * 2
    assert answer.citations[0].excerpt.quote == "Divers found 17 leaks in the wall."


def test_a_statement_without_a_mark_gets_that_of_the_sentence_that_supports_it(library: Library) -> None:
    pieces = "Divers ", "found a leak. The harbour of Sandwick is clo", "sed until March. It is a great pity", "."
    streamed, answer, _ = ask_scripted(library, scripted.saying(*pieces))
    assert answer.text == "".join(streamed).strip()
    leak, harbour, pity = answer.statements
    assert (leak.citations, harbour.citations, pity.citations) == ((), (1,), ())
    assert (harbour.state, harbour.reasons) == ("supported", (MARK_IS_OURS,))
    assert answer.citations[0].excerpt.quote == "The harbour of Sandwick is closed until March."
    assert (pity.state, pity.reasons) == ("unsupported", (CITES_NOTHING,))


def test_closing_early_ends_the_writing_on_a_real_server(plain_server: str) -> None:
    def metric(name: str) -> float:
        lines = httpx.get(plain_server.removesuffix("/v1") + "/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"llamacpp:{name} "))

    before = metric("tokens_predicted_total")
    words = OpenAIChatModel(settings_for(plain_server)).stream([HumanMessage("Tell a very long story of a comet.")])
    assert next(filter(None, words))
    words.close()
    while metric("requests_processing"):
        pass
    assert metric("tokens_predicted_total") - before < MOST_TOKENS / 2


@pytest.mark.parametrize(
    "reply",
    [scripted.talking_on, scripted.hanging(), scripted.hanging("The pupil "), scripted.humming],
    ids=["it writes on", "it has not answered", "it pauses", "it only hums"],
)
def test_closing_early_hangs_up_whatever_the_server_does(
    library: Library, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(reply) as server:
        answering = assistant_for(library, settings_for(f"http://{server.host}/v1")).ask(QUESTION)
        while not server.asked.is_set():
            assert isinstance(next(answering), Piece)
        del answering
        assert server.left.wait(30)
    assert not [each for each in caplog.records if each.name == "asyncio"]


@pytest.mark.parametrize("reply", [scripted.hanging(), scripted.talking_on], ids=["before it answers", "as it writes"])
def test_the_stop_button_ends_the_request(library: Library, reply: Reply) -> None:
    with serving(reply) as server:
        turn = Turn(QUESTION)
        turn.start(assistant_for(library, settings_for(f"http://{server.host}/v1")).ask)
        assert server.asked.wait(30)
        turn.stop()
        assert server.left.wait(30)
    assert (turn.status, turn.answer) == ("stopped", None)


def test_by_default_an_answer_has_a_minute_to_begin_and_three_with_all_tries() -> None:
    settings = Settings.model_validate({"openai_api_key": "sk-1"})
    assert settings.assistant_timeout_seconds == 60
    assert OpenAIChatModel(settings).patience_seconds(begun=False) == 180
    assert OpenAIChatModel(settings).patience_seconds(begun=True) == 60


def test_closing_early_gives_up_a_try_that_was_put_off(library: Library) -> None:
    with serving(scripted.failing(429, "Rate limit reached", Retry_After="100")) as server:
        settings = settings_for(f"http://{server.host}/v1", assistant_retries=2)
        answering = assistant_for(library, settings).ask(QUESTION)
        while not server.asked.is_set():
            assert next(answering) == Piece("")
        assert [next(answering) for _ in range(3)] == [Piece("")] * 3
        started = monotonic()
        del answering
        assert monotonic() - started < 10
    assert len(server.requests) == 1


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


@pytest.mark.parametrize(
    "after", ["7", "0.5", "Wed, 21 Oct 2037 07:28:00 GMT"], ids=["seconds", "half a second", "a date"]
)
def test_a_server_that_is_busy_says_when_to_try_again(library: Library, after: str) -> None:
    _, answer, host = ask_scripted(library, scripted.failing(503, "Loading model", Retry_After=after))
    when = f"Try again after {after}." if "GMT" in after else f"Try again in {after} s."
    assert_fell_back_to_quotes(answer, f"{host} answered with an error (503): Loading model. {when}")


def test_a_quota_that_is_used_up_is_not_taken_for_a_limit_on_requests(library: Library) -> None:
    reply = scripted.failing(429, "You exceeded your current quota", code="insufficient_quota")
    _, answer, host = ask_scripted(library, reply)
    assert_fell_back_to_quotes(answer, f"The quota of the key at {host} is used up (429).")


def test_a_request_that_the_server_does_not_understand_is_named_with_its_reason(library: Library) -> None:
    _, answer, host = ask_scripted(library, scripted.failing(400, "Unsupported value:\n'temperature'"))
    assert_fell_back_to_quotes(answer, f"{host} answered with an error (400): Unsupported value: 'temperature'.")


def test_an_error_page_for_a_browser_is_named_by_its_number_alone(library: Library) -> None:
    with serving(scripted.page(502, "<html><h1>nginx</h1></html>")) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1", assistant_chat_model="tiny"))
    assert_fell_back_to_quotes(answer, f"{server.host} answered with an error (502): Bad Gateway.")
    assert "nginx" not in answer.notes[0]


def test_a_password_in_the_address_is_shown_nowhere(library: Library) -> None:
    with serving(scripted.failing(500, "no")) as server:
        settings = settings_for(f"http://me:secret@{server.host}/v1", assistant_chat_model="tiny")
        _, answer = ask(library, settings)
    assert_fell_back_to_quotes(answer, server.host)
    assert "secret" not in str(answer.to_json())


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_server_that_fails_before_the_first_word_is_asked_again(library: Library, status: int) -> None:
    failure = scripted.failing(status, "Not now", Retry_After_Ms="1")
    with serving(scripted.in_turn(failure, failure, scripted.saying("Jale Yücel [1]."))) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1", assistant_retries=2))
    assert (answer.mode, answer.notes, len(server.requests)) == ("written", (), 3)


def test_a_server_is_asked_again_no_more_often_than_is_set(library: Library) -> None:
    with serving(scripted.failing(500, "Not now", Retry_After_Ms="1")) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1", assistant_retries=2))
    assert_fell_back_to_quotes(answer, "(500)")
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_asking_again_cannot_mend_is_asked_once(library: Library, status: int) -> None:
    with serving(scripted.failing(status, "No", Retry_After_Ms="1")) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1", assistant_retries=2))
    assert_fell_back_to_quotes(answer, f"({status})")
    assert len(server.requests) == 1


TOO_LONG = {
    "OpenAI": scripted.failing(400, "Your input is too large.", code="context_length_exceeded"),
    "vLLM": scripted.failing(400, "This model's maximum context length is 512 tokens. However, you requested 900."),
    "llama.cpp": scripted.failing(400, "the request exceeds the available context size, try increasing it"),
    "an older llama.cpp": scripted.failing(500, "Context size has been exceeded."),
    "Ollama": scripted.failing(400, "prompt too long; exceeded max context length by 20 tokens"),
}


@pytest.mark.parametrize("refusal", TOO_LONG.values(), ids=TOO_LONG)
def test_passages_that_are_too_long_for_the_model_say_so(library: Library, refusal: Reply) -> None:
    with serving(refusal) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1"))
    assert_fell_back_to_quotes(
        answer, f"The passages are more than tiny at {server.host} can read.", "Lower ASSISTANT_PROMPT_CHARS"
    )
    assert [len(scripted.marks_in(each)) for each in server.requests] == [2, 1]


def test_a_model_that_cannot_read_all_passages_is_given_the_better_half(library: Library) -> None:
    answering = scripted.saying("The pupil Jale Yücel [1]. A leak [2].")
    with serving(scripted.reading_at_most(1, TOO_LONG["vLLM"], answering)) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1"))
    assert not answer.incomplete
    assert [each.excerpt.article_id for each in answer.citations] == ["comet"]
    assert answer.notes == (
        "The chat model can read 1 of the 2 passages at once; the answer is from these.",
        "The written answer cites [2], a passage it was not given; the mark was left out.",
    )


def test_a_real_server_with_a_small_context_is_given_as_much_as_it_can_read(tmp_path: Path) -> None:
    library = open_words(tmp_path / "news")
    texts = {
        f"comet-{first}": " ".join(
            f"On day {day} the comet Brandis was seen above hill number {day}." for day in range(first, first + 8)
        )
        for first in (100, 200, 300, 400)
    }
    write_texts(library, texts, WordEmbeddings(common=1))
    grammar = r'root ::= "The comet was seen [1]."'
    with running(["-m", "tests.doors.chat_server"], tmp_path, SERVE_GRAMMAR=grammar, SERVE_CONTEXT="640") as process:
        assert process.stdout is not None
        _, answer = ask(library, settings_for(process.stdout.readline().strip()), "When was the comet seen?")
    library.close()
    assert answer.mode == "written"
    assert answer.text == "The comet was seen [1]."
    assert answer.notes == ("The chat model can read 2 of the 4 passages at once; the answer is from these.",)


def test_a_server_that_accepts_and_hangs_is_left_after_the_time_that_is_set(library: Library) -> None:
    _, answer, host = ask_scripted(library, scripted.hanging(), assistant_timeout_seconds=0.3)
    assert_fell_back_to_quotes(
        answer, f"The chat server at {host} has not begun to answer after ", "ASSISTANT_TIMEOUT_SECONDS"
    )


def test_signs_of_life_without_a_word_do_not_keep_a_reader_waiting(library: Library) -> None:
    _, answer, host = ask_scripted(library, scripted.humming, assistant_timeout_seconds=0.3)
    assert_fell_back_to_quotes(answer, f"The chat server at {host} has not begun to answer after ")


def test_the_time_that_is_named_is_the_time_that_was_waited(library: Library) -> None:
    reply = scripted.hanging("")
    _, answer, _ = ask_scripted(library, reply, assistant_timeout_seconds=0.5, assistant_retries=5)
    found = re.search(r"has not begun to answer after (\d\.\d) s\.", answer.notes[0])
    assert found is not None
    assert 0.5 <= float(found[1]) < 3


def test_all_tries_together_have_the_time_of_each(library: Library) -> None:
    reply = scripted.failing(429, "Rate limit reached", Retry_After="100")
    started = monotonic()
    _, answer, host = ask_scripted(library, reply, assistant_timeout_seconds=0.2, assistant_retries=2)
    assert monotonic() - started < 20
    assert_fell_back_to_quotes(answer, f"The chat server at {host} has not begun to answer after ")


def test_a_server_that_hangs_in_the_middle_is_left_after_the_time_that_is_set(library: Library) -> None:
    reply = scripted.hanging("The pupil ", "Jale ")
    _, answer, host = ask_scripted(library, reply, assistant_timeout_seconds=1)
    assert_broke_off_after("The pupil Jale", answer, f"The chat server at {host} sent nothing more for ")


def test_a_stream_that_breaks_off_keeps_what_came_and_what_it_cites(library: Library) -> None:
    reply = scripted.breaking_off_after(
        "The pupil Jale Yücel found it ", "with binoculars [1]. ", "Divers ", "fou", "["
    )
    pieces, answer, host = ask_scripted(library, reply)
    written = "The pupil Jale Yücel found it with binoculars [1]. Divers fou"
    assert "".join(pieces).strip() == written
    assert_broke_off_after(written, answer, f"The connection to {host} broke off.", "Ask again.")
    first, *quoted = answer.statements
    assert (first.text, first.citations) == ("The pupil Jale Yücel found it with binoculars.", (1,))
    quotes = {each.number: each.excerpt.quote for each in answer.citations}
    assert quoted
    assert all(each.text == quotes[each.citations[0]] for each in quoted)


def test_a_broken_stream_is_not_asked_for_again(library: Library) -> None:
    with serving(scripted.breaking_off_after("The pupil ")) as server:
        ask(library, settings_for(f"http://{server.host}/v1", assistant_retries=2))
    assert len(server.requests) == 1


def test_a_stream_that_breaks_off_before_the_first_word_ends_in_quotes(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.breaking_off_after(""))
    assert_fell_back_to_quotes(answer)


ERROR_EVENT = 'data: {"error": {"message": "The GPU is on fire", "type": "server_error"}}\n\n'


@pytest.mark.parametrize(
    ("last", "words"),
    [("", "without saying that it is whole"), (ERROR_EVENT, "broke off: The GPU is on fire."), ("data: {,\n\n", "")],
    ids=["nothing", "an error", "no JSON"],
)
def test_an_end_without_a_reason_is_none(library: Library, last: str, words: str) -> None:
    _, answer, _ = ask_scripted(library, scripted.ending_after("Jale Yücel found it [1]. ", "And", last=last))
    assert_broke_off_after("Jale Yücel found it [1]. And", answer, words)


def test_an_answer_that_is_cut_at_the_limit_of_tokens_says_so(library: Library, marking_server: str) -> None:
    pieces, answer = ask(library, settings_for(marking_server, assistant_answer_tokens=16))
    assert_broke_off_after("".join(pieces).strip(), answer, "limit of 16 tokens", "Raise ASSISTANT_ANSWER_TOKENS.")
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 16


@pytest.mark.parametrize(
    ("reason", "words"), [("length", "the most tokens that"), ("content_filter", "(content_filter)")]
)
def test_an_answer_that_its_server_ends_early_says_so(library: Library, reason: str, words: str) -> None:
    _, answer, host = ask_scripted(library, scripted.saying("Jale Yücel found it [1]. And", reason=reason))
    assert_broke_off_after("Jale Yücel found it [1]. And", answer, words, host)


def test_an_answer_that_is_all_thought_ends_in_quotes(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.saying(reason="length"), assistant_answer_tokens=20)
    assert_fell_back_to_quotes(answer, "The answer reached the limit of 20 tokens.")


def test_an_answer_in_another_language_says_so_and_hides_nothing(library: Library) -> None:
    written = "Die Schülerin Jale Yücel hat den Kometen mit einem Fernglas entdeckt [1]."
    _, answer, _ = ask_scripted(library, scripted.saying(written))
    assert answer.text == written
    assert answer.notes == ("The answer was written in German, not in English.",)


def test_an_answer_in_the_language_of_the_question_has_no_note(library: Library) -> None:
    written = "Die Schülerin Jale Yücel hat den Kometen mit einem Fernglas entdeckt [1]."
    with serving(scripted.saying(written)) as server:
        _, answer = ask(library, settings_for(f"http://{server.host}/v1"), "Wer hat den Kometen Brandis entdeckt?")
    assert (answer.language, answer.notes) == ("de", ())


def test_what_an_answer_took_and_costs_is_what_the_server_counts(library: Library) -> None:
    reply = scripted.saying("Jale Yücel [1].", usage=(1_200, 40))
    _, answer, _ = ask_scripted(library, reply, assistant_prices="0.25, 2")
    assert answer.usage == Usage(1_200, 40, 0.00038)
    _, answer, _ = ask_scripted(library, reply)
    assert answer.usage == Usage(1_200, 40, None)
    _, answer, _ = ask_scripted(library, scripted.saying("NOT IN THE PASSAGES", usage=(1_200, 5)))
    assert (answer.refused, answer.usage) == (True, Usage(1_200, 5, None))


def test_a_server_that_does_not_count_is_believed(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.saying("Jale Yücel [1]."))
    assert answer.usage is None


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_cannot_count_is_asked_to_only_once(library: Library, status: int) -> None:
    refusal = scripted.failing(status, "Unrecognized request argument supplied: stream_options")
    with serving(scripted.in_turn(refusal, scripted.saying("Jale Yücel [1].", usage=(1, 1)))) as server:
        assistant = assistant_for(library, settings_for(f"http://{server.host}/v1"))
        for _ in range(2):
            *_, answer = assistant.ask(QUESTION)
            assert isinstance(answer, Answer)
            assert (answer.mode, answer.usage, answer.notes) == ("written", None, ())
    assert ["stream_options" in each for each in server.requests] == [True, False, False]


def test_nothing_is_asked_of_a_server_but_what_is_set(library: Library) -> None:
    with serving(scripted.saying("Jale Yücel [1].")) as server:
        url = f"http://{server.host}/v1"
        ask(library, settings_for(url))
        ask(library, settings_for(url, assistant_temperature=0.2, assistant_answer_tokens=300))
    plain, asked = server.requests
    assert set(plain) == {"messages", "model", "stream", "stream_options", "authorization"}
    assert (asked["temperature"], asked["max_tokens"]) == (0.2, 300)


def test_each_answer_is_a_line_in_the_log_without_the_question(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "assistant")
    with serving(scripted.saying("Jale Yücel [1].", usage=(1_200, 40))) as server:
        url = f"http://{server.host}/v1"
        ask(library, settings_for(url, openai_api_key=SecretStr("sk-secret")))
        server.reply = scripted.failing(500, "The GPU is on fire")
        ask(library, settings_for(url))
    good, bad = [each.getMessage() for each in caplog.records if each.name == "assistant"]
    assert re.fullmatch(
        rf"tiny at {server.host}: first word after \d\.\d s, end after \d\.\d s, 1,200 \+ 40 tokens", good
    )
    assert "first word never" in bad
    assert "The GPU is on fire" in bad
    assert QUESTION not in caplog.text
    assert "sk-secret" not in caplog.text
    caplog.set_level("DEBUG", "assistant")
    with serving(scripted.saying("Jale Yücel [1].")) as server:
        ask(library, settings_for(f"http://{server.host}/v1"))
    assert QUESTION in caplog.text


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


@pytest.mark.parametrize(
    ("pieces", "missing"),
    [
        (("NOT IN THE PASSAGES",), "Articles searched: 2."),
        ((" NOT", " IN THE", " PASSAGES", "."), "Articles searched: 2."),
        (("NOT IN THE PASSAGES: Nobody", " says who paid [1]."), "Nobody says who paid."),
        (("MISSING:", " Nobody says who paid."), "Nobody says who paid."),
        (("NOT IN THE PASSAGES: It cost 77 million.",), "Articles searched: 2."),
    ],
)
def test_a_model_that_finds_no_answer_refuses_and_may_say_what_is_missing(
    library: Library, pieces: tuple[str, ...], missing: str
) -> None:
    streamed, answer, host = ask_scripted(library, scripted.saying(*pieces))
    assert streamed == []
    assert answer.refused
    assert answer.mode == "written"
    assert answer.author == Author("tiny", host)
    assert not answer.citations
    assert not answer.statements
    assert answer.nearest
    assert answer.text == f"The library says nothing about this. {missing}"
    assert (answer.missing or "Articles searched: 2.") == missing


@pytest.mark.parametrize("cut", [1, 3, 1_000])
def test_an_answer_to_a_part_of_the_question_says_what_is_missing(library: Library, cut: int) -> None:
    written = "Jale Yücel found it [1]. MISSING: Nobody says what it weighs [1]."
    pieces = [written[start : start + cut] for start in range(0, len(written), cut)]
    streamed, answer, _ = ask_scripted(library, scripted.saying(*pieces))
    assert "".join(streamed).strip() == answer.text == "Jale Yücel found it [1]."
    assert answer.missing == "Nobody says what it weighs."
    assert [each.text for each in answer.statements] == ["Jale Yücel found it."]
    assert not answer.refused


def test_a_wrong_mark_is_replaced_by_that_of_the_passage_that_says_so(library: Library) -> None:
    _, answer, _ = ask_scripted(library, scripted.saying("Jale Yücel found it [2]. Divers found a wreck [1]."))
    quotes = {each.number: each.excerpt.quote for each in answer.citations}
    first = answer.statements[0]
    assert (first.state, first.reasons) == ("supported", (MARK_IS_OURS,))
    assert "Jale Yücel" in quotes[first.citations[0]]


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
    pieces, answer, _ = ask_scripted(library, scripted.saying("Jale Yücel found it ", "[", "1, 2", "]", ". Good."))
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
                steps = model.stream([HumanMessage("Who?")])
                texts.append("".join(step for step in steps if isinstance(step, str)))
            except ChatModelError as error:
                texts.append(str(error))

        threads = [threading.Thread(target=write) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == ["Jale Yücel found it [1]."] * 6
