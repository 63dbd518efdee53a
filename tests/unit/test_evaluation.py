from dataclasses import asdict, replace

import pytest

from assistant.answers import Excerpt
from assistant.evaluation import Ranked, Result, to_finding, to_quoting, to_refusing, to_report
from assistant.questions import Question
from assistant.tables import report_lines


def make_quote(text: str) -> Excerpt:
    return Excerpt("a", "A", None, "de", None, None, 0, len(text), text)


def make_result(
    *quotes: str,
    answers: tuple[str, ...] = ("212",),
    answerable: bool | None = True,
    confidence: float = 0.9,
    pair: tuple[str, str] = ("en", "de"),
    quotable: bool = True,
    found: tuple[str, ...] = ("a", "b"),
    seconds: float = 0.1,
) -> Result:
    gold = ("a",) if answerable else ()
    return Result(
        question=Question("q", "Who?", pair[0], answers, gold, answerable),
        pair=pair,
        refused=not quotes,
        confidence=confidence,
        ranked=Ranked(found, gold, seconds),
        passages=(),
        quotes=tuple(make_quote(quote) for quote in quotes),
        quotable=quotable,
    )


def test_rankings_without_gold_count_for_nothing_but_the_time() -> None:
    ranked = [
        Ranked(("a", "b"), ("a",), 0.1),
        Ranked(("b", "c", "a"), ("a", "z"), 0.2),
        Ranked(("b",), ("a",), 0.3),
        Ranked(("b",), (), 0.9),
    ]
    assert asdict(to_finding(ranked)) == pytest.approx(
        {
            "questions": 4,
            "ranked": 3,
            "hit_at_1": 1 / 3,
            "hit_at_5": 2 / 3,
            "hit_at_10": 2 / 3,
            "mrr": (1 + 1 / 3) / 3,
            "recall_at_10": (1 + 0.5) / 3,
            "median_seconds": 0.25,
            "most_seconds": 0.81,
        }
    )


def test_quotes_are_scored_where_the_question_is_answered_and_its_answer_can_be_quoted() -> None:
    quoted = to_quoting(
        [
            make_result("212 stones.", "Then rain."),
            make_result("Then rain!", "More rain.", "212 stones."),
            make_result("rain", "rain", "rain", "212 stones."),
            make_result("Then rain.", quotable=False),
            make_result(),
            make_result("No answer to it.", answerable=False),
            make_result("212 stones.", answerable=None),
        ]
    )
    assert (quoted.answered, quoted.quotable) == (4, 3)
    assert quoted.first == pytest.approx(1 / 3)
    assert quoted.first_three == pytest.approx(2 / 3)
    assert quoted.chars == pytest.approx((11 + 10 + 4 + 10 + 16 + 11) / 6)


def test_refusals_are_scored_by_what_the_row_says() -> None:
    refused = to_refusing(
        [
            make_result("yes", confidence=0.95),
            make_result(confidence=0.35),
            make_result(answerable=False, confidence=0.15),
            make_result("no", answerable=False, confidence=0.65),
            make_result("no", answerable=None, confidence=0.0),
        ]
    )
    assert (refused.answerable, refused.wrongly_refused) == (2, 0.5)
    assert (refused.unanswerable, refused.rightly_refused) == (2, 0.5)
    assert refused.auroc == 0.75
    assert refused.answered_at_5_percent == 0.5
    assert refused.calibration_error == pytest.approx((0.05 + 0.65 + 0.15 + 0.65) / 4)


def test_nothing_is_said_where_there_is_nothing() -> None:
    report = to_report([make_result(answerable=None)], 1, {})
    quoting = report.total.quoting
    assert quoting is not None
    assert report.total.finding.hit_at_1 is quoting.first is report.total.refusing.calibration_error is None
    table = "\n".join(report_lines({"": report}))
    assert "None" not in table
    assert "nan" not in table.split()
    assert "–" in table


def test_an_answer_counts_letter_by_letter() -> None:
    assert make_result("Es waren 212 Steine.").answered_by([make_quote("Es waren 212 Steine.")])
    assert not make_result(answers=("Der Steg",)).answered_by([make_quote("der Steg")])


def test_results_are_reported_by_pair_the_most_common_first_and_all_together() -> None:
    results = [
        make_result("212", pair=("de", "de"), found=("b", "a"), seconds=0.004),
        make_result("212"),
        make_result("212"),
    ]
    others = [Ranked(("a",), ("a",), 0.01), Ranked((), ("a",), 0.01), Ranked((), ("a",), 0.01)]
    report = to_report(results, 12, {"other": others, "absent": None})
    assert list(report.pairs) == [("en", "de"), ("de", "de")]
    assert report.pairs["de", "de"].finding.hit_at_1 == 0
    assert report.total.finding.hit_at_1 == pytest.approx(2 / 3)
    other = report.pairs["de", "de"].baselines["other"]
    assert other is not None
    assert other.hit_at_1 == 1
    assert report.total.baselines["absent"] is None
    told = report.to_json()
    assert (told["articles"], told["questions"]) == (12, 3)
    assert [(each["question_language"], each["article_language"]) for each in told["pairs"]] == [
        ("en", "de"),
        ("de", "de"),
    ]
    assert len(told["all"]["refusing"]["bins"]) == 10


def test_the_tables_say_everything_in_words_and_aligned() -> None:
    results = [make_result("212"), make_result("212", pair=("de", "de"), seconds=0.004)]
    results.append(replace(results[0], pair=("en", "unknown")))
    report = to_report(results, 1_200, {"other": None})
    lines = list(report_lines({"": report}))
    assert lines[0] == "3 questions over 1,200 articles"
    first = [
        line for line in lines if line.startswith(("Finding  ", "English → German  ", "German → German  ", "all  "))
    ]
    assert len({len(line) for line in first[:3]}) == 1
    assert "100.0 %" in first[1]
    assert "100 ms" in first[1]
    assert "4.0 ms" in first[2]
    assert any(line.startswith("English → unknown") for line in lines)
    assert sum(line.startswith("all ") for line in lines) == 3
    assert "Finding, all" in "\n".join(lines)
    assert any(line.startswith("other ") and set(line.removeprefix("other").split()) == {"–"} for line in lines)
    assert all(len(line) <= 110 for line in lines)


def test_several_sets_stand_in_one_table_under_their_names() -> None:
    report = to_report([make_result("212")], 3, {})
    lines = list(report_lines({"Sample": report, "XQuAD": report}))
    assert lines[:2] == ["Sample: 1 question over 3 articles", "XQuAD: 1 question over 3 articles"]
    assert sum(line.startswith("XQuAD, English → German") for line in lines) == 3
    assert not any(line.startswith("XQuAD, all") for line in lines)
