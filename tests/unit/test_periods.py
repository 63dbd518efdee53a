from datetime import date

import pytest

from assistant.periods import find_periods, shifted

TODAY = date(2024, 6, 20)
"""A Thursday."""


def spans(question: str, language: str, today: date | None = TODAY) -> list[tuple[str | None, str | None]]:
    return [(each.since, each.until) for each in find_periods(question, language, today)]


@pytest.mark.parametrize(
    ("language", "question", "since", "until"),
    [
        ("en", "What happened in June 2024?", "2024-06", "2024-06"),
        ("de", "Was geschah im Juni 2024?", "2024-06", "2024-06"),
        ("de", "Was geschah im Jänner 2024?", "2024-01", "2024-01"),
        ("fr", "Que s'est-il passé en juin 2024 ?", "2024-06", "2024-06"),
        ("es", "¿Qué pasó el 18 de junio de 2024?", "2024-06-18", "2024-06-18"),
        ("de", "Wer war am 18. Juni in Pjöngjang?", "2024-06-18", "2024-06-18"),
        ("de", "Wer war am 18.6.2024 in Pjöngjang?", "2024-06-18", "2024-06-18"),
        ("en", "Who was there on 18 June?", "2024-06-18", "2024-06-18"),
        ("en", "Who was there on June 18th, 2024?", "2024-06-18", "2024-06-18"),
        ("en", "Who was there on 24 December?", "2023-12-24", "2023-12-24"),
        ("en", "What was published on 2023-11-24 at noon?", "2023-11-24", "2023-11-24"),
        ("en", "published at '2023-10-04T22:42:00+00:00'", "2023-10-04", "2023-10-04"),
        ("en", "How did prices change in Sept. 2023?", "2023-09", "2023-09"),
        ("en", "What changed since May?", "2024-05", None),
        ("en", "What changed since August?", "2023-08", None),
        ("de", "Was wurde seit Mai 2024 beschlossen?", "2024-05", None),
        ("en", "What was written before 2023?", None, "2022"),
        ("de", "Was schrieb man vor 2023?", None, "2022"),
        ("de", "Was war vor dem 1. März 2024?", None, "2024-02-29"),
        ("de", "Was geschah nach 2023?", "2024", None),
        ("en", "What came after December 2023?", "2024-01", None),
        ("en", "What was open until March 5?", None, "2024-03-05"),
        ("en", "Who won the 2024 election?", "2024", "2024"),
        ("en", "What happened between March and May 2024?", "2024-03", "2024-05"),
        ("de", "Was geschah zwischen März und Mai 2024?", "2024-03", "2024-05"),
        ("en", "How did it go from 2019 to 2021?", "2019", "2021"),
        ("de", "Wer tagte vom 3. bis 5. Juni 2024?", "2024-06-03", "2024-06-05"),
        ("de", "Was geschah letzte Woche?", "2024-06-10", "2024-06-16"),
        ("en", "What happened this week?", "2024-06-17", "2024-06-23"),
        ("en", "What happened last month?", "2024-05-01", "2024-05-31"),
        ("de", "Was geschah in diesem Monat?", "2024-06-01", "2024-06-30"),
        ("de", "Was war gestern los?", "2024-06-19", "2024-06-19"),
        ("en", "What did they say yesterday?", "2024-06-19", "2024-06-19"),
        ("de", "Was war vorgestern?", "2024-06-18", "2024-06-18"),
        ("en", "What was the day before yesterday?", "2024-06-18", "2024-06-18"),
        ("en", "What did they build this year?", "2024-01-01", "2024-12-31"),
        ("en", "What did they build last year?", "2023-01-01", "2023-12-31"),
        ("en", "Who came in the last three days?", "2024-06-17", "2024-06-20"),
        ("de", "Wer kam in den letzten 2 Wochen?", "2024-06-06", "2024-06-20"),
        ("de", "Wer kam in den letzten Tagen?", "2024-06-13", "2024-06-20"),
    ],
)
def test_a_time_is_read_with_the_precision_it_has(
    language: str, question: str, since: str | None, until: str | None
) -> None:
    assert spans(question, language) == [(since, until)]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Was geschah vor der Wahl?"),
        ("de", "Was schrieb Die Zeit über den Sonntag?"),
        ("de", "Wer lebte hier vor 2000 Jahren?"),
        ("de", "Wie viele der 2024 Menschen kamen?"),
        ("de", "In welchem Jahr wurde die Brücke gebaut?"),
        ("de", "Was kostet es in der letzten Woche vor der Wahl?"),
        ("de", "Wer sagte „Mai“ zu Mai?"),
        ("en", "In which year did it open?"),
        ("en", "What may happen?"),
        ("en", "What did Theresa May say in the march?"),
        ("en", "Who came second?"),
        ("en", "What did The Sun say about the second?"),
        ("en", "How did $2000, 1,999 pounds and 2024 people come together?"),
        ("en", "Who flew on flight 2024-B in the 2020s?"),
        ("en", "Who died in the last week of the war?"),
        ("en", "What is on page 31 April or 2023-02-31?"),
        ("en", "What happened between May and Johnson?"),
        ("ja", "何がありましたか"),
    ],
)
def test_what_names_no_time_is_left_alone(language: str, question: str) -> None:
    assert spans(question, language) == []


def test_without_a_clock_only_what_has_its_year_is_read() -> None:
    assert spans("What happened last week, yesterday, on 18 June and since May?", "en", None) == []
    assert spans("What happened in June 2024?", "en", None) == [("2024-06", "2024-06")]


def test_each_of_several_times_is_read_with_its_place() -> None:
    question = "Between the report of 2023-11-24 and that of 2023-11-25, what changed?"
    found = find_periods(question, "en")
    assert [question[each.start : each.end] for each in found] == ["2023-11-24", "2023-11-25"]


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "Which articles from June 2024 name Putin?", True),
        ("en", "What was reported in June 2024?", True),
        ("en", "What does the June 2024 article say?", True),
        ("en", "What was reported on the bridge in June 2024?", True),
        ("en", "What did The Verge report on Putin in June 2024?", True),
        ("de", "Was berichtete ORF im Juni 2024 über Putin?", True),
        ("en", "What was published since May 2024 on Putin?", True),
        ("de", "Welche Artikel vom Juni 2024 nennen Putin?", True),
        ("de", "Was wurde im Juni 2024 über Putin berichtet?", True),
        ("de", "Was war letzte Woche?", True),
        ("en", "What happened yesterday?", True),
        ("en", "What happened in June 2024?", False),
        ("en", "Who won the World Cup in 2014?", False),
        ("de", "Was geschah 1914?", False),
        ("en", "What did it earn last year?", False),
        ("en", "What was reported last year?", True),
        ("de", "Wie viele leben heute dort?", False),
    ],
)
def test_a_time_is_of_the_reporting_where_the_question_says_so(language: str, question: str, expected: bool) -> None:
    assert [each.of_reporting for each in find_periods(question, language, TODAY)] == [expected]


def test_years_months_and_days_are_shifted_over_their_ends() -> None:
    assert [shifted("2024", -1), shifted("2024-01", -1), shifted("2024-03-01", -1)] == ["2023", "2023-12", "2024-02-29"]
    assert [shifted("2024-12", 1), shifted("2023-12-31", 1)] == ["2025-01", "2024-01-01"]
