import json
from dataclasses import replace

import pytest

from assistant.answers import Answer, Author, Citation, Copy, Excerpt, State, Statement, Usage
from assistant.evaluation import to_report
from assistant.tables import report_lines
from assistant.writtenscores import Writing, Written, judge, to_writing
from tests.unit.test_evaluation import make_result

GOLD = (("komet", 60, 100),)
ENGLISH = "The pupil Jale Yücel from Bremerhaven discovered the comet with binoculars."
GERMAN = "Die Schülerin Jale Yücel aus Bremerhaven hat den Kometen mit einem Fernglas entdeckt."


def make_excerpt(article_id: str, start: int, end: int, *copies: Copy) -> Excerpt:
    return Excerpt(article_id, "Komet", None, "de", None, None, start, end, "x" * (end - start), copies=copies)


def make_answer(
    *statements: Statement,
    excerpts: tuple[Excerpt, ...] = (),
    seconds: float = 2.0,
    usage: Usage | None = None,
) -> Answer:
    """A whole written answer."""
    return Answer(
        question="Who discovered the comet?",
        language="en",
        mode="written",
        refused=False,
        text=" ".join(each.text for each in statements),
        confidence=0.9,
        statements=statements,
        citations=tuple(Citation(number, each) for number, each in enumerate(excerpts, 1)),
        nearest=(),
        notes=(),
        seconds=seconds,
        own_seconds=seconds / 10,
        author=Author("tiny", "localhost"),
        usage=usage,
    )


def say(text: str, *citations: int, state: State = "supported", quoted: bool = False) -> Statement:
    return Statement(text, citations, state, quoted=quoted)


def judged(answer: Answer, language: str = "en", expected: tuple[str, ...] = ("pupil Jale Yücel",)) -> Written:
    return judge(answer, language, expected, GOLD)


def refusal(*, declined: bool) -> Answer:
    answer = replace(make_answer(), refused=True, text="The articles do not answer this.", seconds=9.0)
    return answer if declined else replace(answer, mode="quotes", author=None)


def quotes() -> Answer:
    answer = make_answer(say("Jale Yücel.", 1, quoted=True), excerpts=(make_excerpt("komet", 60, 100),), seconds=9.0)
    return replace(answer, mode="quotes", author=None)


def test_what_became_of_a_question_is_told_apart() -> None:
    whole = make_answer(say(ENGLISH, 1), excerpts=(make_excerpt("komet", 60, 100),))
    every = [
        whole,
        replace(whole, incomplete=True, seconds=4.0),
        quotes(),
        refusal(declined=True),
        refusal(declined=False),
    ]
    outcomes = [judged(each).outcome for each in every]
    assert outcomes == ["whole", "incomplete", "quotes", "declined", "refused"]
    scores = to_writing([judged(each) for each in every])
    assert (scores.whole, scores.incomplete, scores.quotes, scores.declined, scores.refused) == (1, 1, 1, 1, 1)
    assert (scores.questions, scores.statements, scores.with_gold, scores.expecting) == (5, 2, 2, 2)
    assert (scores.median_seconds, scores.most_seconds) == pytest.approx((3, 3.9))
    assert scores.most_own_seconds == pytest.approx(0.2)


def test_what_was_not_written_is_not_judged() -> None:
    for each in map(judged, (quotes(), refusal(declined=True), refusal(declined=False))):
        assert (each.cited, each.holds_answer, each.in_language) == (None, None, None)


def test_statements_count_by_state_and_answers_by_whether_all_are_supported() -> None:
    scores = to_writing(
        [
            judged(make_answer(say("a"), say("b"))),
            judged(make_answer(say("c"), say("d", state="partly"))),
            judged(make_answer(say("e", state="unsupported"))),
            judged(make_answer()),
        ]
    )
    assert scores.statements == 5
    assert (scores.supported, scores.partly, scores.unsupported) == pytest.approx((0.6, 0.2, 0.2))
    assert scores.all_supported == 0.25


def test_citations_are_right_that_overlap_a_sentence_with_the_answer_and_count_once_an_answer() -> None:
    right, before, after = (make_excerpt("komet", *place) for place in ((99, 150), (20, 60), (100, 130)))
    elsewhere = make_excerpt("leuchtturm", 60, 100)
    scores = to_writing(
        [
            judged(make_answer(say("a", 1, 2), say("b", 1, 3), excerpts=(right, before, after))),
            judged(make_answer(say("c", 1), excerpts=(elsewhere,))),
            judged(make_answer(say("d"))),
            judge(make_answer(say("e", 1), excerpts=(elsewhere,)), "en", (), ()),
        ]
    )
    assert (scores.with_gold, scores.citations) == (3, 4)
    assert (scores.precision, scores.recall) == pytest.approx((1 / 4, 1 / 3))


def test_a_copy_that_has_the_sentence_is_as_right_as_the_original() -> None:
    copy = Copy("komet", "Komet", None, None, 70, 90)
    absent = replace(copy, start=70, end=70)
    answers = [make_answer(say("a", 1), excerpts=(make_excerpt("agentur", 0, 20, each),)) for each in (copy, absent)]
    assert [judged(each).cited for each in answers] == [(True,), (False,)]


def test_quotes_below_a_written_text_are_nothing_that_it_cites_or_says() -> None:
    answer = make_answer(
        say("Nobody knows.", state="unsupported"),
        say("Entdeckt hat ihn die Schülerin (pupil Jale Yücel) aus Bremerhaven.", 1, quoted=True),
        excerpts=(make_excerpt("komet", 60, 100),),
    )
    written = judged(answer)
    assert (written.cited, written.holds_answer) == ((), False)
    scores = to_writing([written])
    assert (scores.statements, scores.citations, scores.precision, scores.recall) == (1, 0, None, 0)


def test_a_number_without_a_citation_is_none() -> None:
    assert judged(make_answer(say("a", 1, 2), excerpts=(make_excerpt("komet", 60, 100),))).cited == (True,)


@pytest.mark.parametrize(
    ("expected", "holds"),
    [(("PUPIL  Jale Yücel",), True), (("a teacher", "binoculars"), True), (("a teacher",), False), ((), None)],
)
def test_an_answer_holds_what_is_expected_without_regard_to_case(expected: tuple[str, ...], holds: bool | None) -> None:
    assert judged(make_answer(say(ENGLISH)), expected=expected).holds_answer is holds


def test_an_answer_is_in_another_language_where_that_is_clear() -> None:
    for text, language, right in (
        (ENGLISH, "en", True),
        (GERMAN, "en", False),
        (GERMAN, "de", True),
        ("Ja.", "en", True),
    ):
        assert judged(make_answer(say(text)), language).in_language is right
    assert to_writing([judged(make_answer(say(each))) for each in (ENGLISH, GERMAN)]).in_language == 0.5


def test_tokens_are_a_mean_of_the_answers_whose_server_counts() -> None:
    counted = [Usage(1_000, 40), Usage(2_000, 60), None]
    scores = to_writing([judged(make_answer(say("a"), usage=each)) for each in counted])
    assert (scores.prompt_tokens, scores.completion_tokens) == (1_500, 50)


def test_nothing_is_said_of_answers_where_none_was_written() -> None:
    scores = to_writing([judged(each) for each in (quotes(), refusal(declined=True), refusal(declined=False))])
    counts = {"questions": 3, "refused": 1, "declined": 1, "quotes": 1}
    for name in Writing.__slots__:
        assert getattr(scores, name) == counts.get(name, 0 if isinstance(getattr(scores, name), int) else None), name
    assert (scores.supported, scores.recall, scores.in_language, scores.median_seconds) == (None,) * 4


def test_a_report_of_written_answers_says_who_wrote_them_and_has_no_scores_of_quotes() -> None:
    first = judged(make_answer(say(ENGLISH, 1), excerpts=(make_excerpt("komet", 60, 100),), usage=Usage(1_234, 56)))
    results = [replace(make_result("212"), written=each) for each in (judged(refusal(declined=False)), first)]
    report = to_report(results, 3, {})
    told = json.loads(json.dumps(report.to_json()))
    assert told["author"] == {"model": "tiny", "host": "localhost"}
    assert (told["all"]["quoting"], told["all"]["writing"]["precision"]) == (None, 1)
    lines = list(report_lines({"": report}))
    assert lines[0] == "2 questions over 3 articles, answers written by tiny at localhost"
    assert not any(line.startswith("Quoting") for line in lines)
    writing, stating, citing = (
        " ".join(lines[next(index for index, line in enumerate(lines) if line.startswith(title)) + 1].split()[3:])
        for title in ("Writing", "Stating", "Citing")
    )
    assert writing == "2 1 0 0 0 1 2.0 s 2.0 s 200 ms 1,234 56"
    assert stating == "1 100.0 % 0.0 % 0.0 % 100.0 % 100.0 %"
    assert citing == "1 1 100.0 % 100.0 % 1 100.0 %"
    assert all(len(line) <= 110 for line in lines)
    assert list(results[1].to_json())[-4:] == ["outcome", "mode", "text", "statements"]


def test_a_report_of_quotes_has_no_author_and_no_scores_of_writing() -> None:
    told = to_report([make_result("212")], 3, {}).to_json()
    assert told["author"] is told["all"]["writing"] is None
    assert told["all"]["quoting"]["first"] == 1
