"""Questions that tell a time by an event, of libraries that say when it was and of others that do not."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date

import pytest

from assistant.answers import Answer
from assistant.conversation import Assistant
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.events import find_event
from assistant.filters import EVERYTHING, Filter
from assistant.library import Library, open_library
from assistant.retrieval import find_passages
from ingest.__main__ import main as ingest
from tests.unit.real import read_real_article, skip_without_seeds

Row = tuple[str, str | None, str, str]
"""Id, date, language, text."""

TODAY = date(2024, 12, 1)
SAXONY = [
    (
        "poll",
        "2024-08-20",
        "de",
        "In der jüngsten Umfrage für das Land Sachsen liegt die Grüne Liste mit 31 Prozent vorn. Die Mitte folgt.",
    ),
    (
        "result",
        "2024-09-02",
        "de",
        "Bei der Landtagswahl in Sachsen am 1. September hat die Mitte gewonnen. In Umfragen lag sie zuletzt nie vorn.",
    ),
    (
        "talks",
        "2024-09-12",
        "de",
        "Die Mitte und die Grüne Liste verhandeln in Dresden über eine Koalition. Streit gibt es über die Kohle.",
    ),
    (
        "coal",
        "2024-05",
        "de",
        "In der Lausitz geht der Streit um die Kohle weiter. Kumpel aus Lohbach bauten ihrem Schutzpatron ein Denkmal.",
    ),
]
BRANDENBURG = (
    "brandenburg",
    "2024-09-20",
    "de",
    "Sachsen hat gewählt. Die Wahl in Brandenburg findet am 22. September statt.",
)
QUAKE = [
    ("survey", "2023-11", "en", "Engineers warned that the old houses of Tarnmouth would not withstand a tremor."),
    (
        "quake",
        "2024-02-07",
        "en",
        "A strong earthquake struck the port of Tarnmouth on 6 February and killed nine people.",
    ),
    (
        "repairs",
        "2024-04-02",
        "en",
        "In Tarnmouth the repairs of the harbour wall began, nine weeks after the earthquake.",
    ),
    ("vote", "2024-03-11", "en", "The council election in Tarnmouth on 10 March was calm."),
]

Fill = Callable[[Sequence[Row]], Library]


@pytest.fixture(scope="module")
def embeddings() -> E5Embeddings:
    return E5Embeddings(parse_embedding_model(BUILT_IN))


@pytest.fixture(scope="module")
def fill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fill]:
    """Libraries of given articles, each made once."""
    made: dict[tuple[Row, ...], Library] = {}
    with ExitStack() as stack:

        def filled(rows: Sequence[Row]) -> Library:
            if tuple(rows) not in made:
                folder = tmp_path_factory.mktemp("events")
                lines = (
                    {"id": id_, "date": published, "language": language, "title": f"Title {id_}", "text": text}
                    for id_, published, language, text in rows
                )
                (folder / "news.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
                assert ingest([str(folder / "news.jsonl"), "--library", str(folder / "library")]) == 0
                opened = open_library(str(folder / "library"), BUILT_IN)
                stack.callback(opened.close)
                made[tuple(rows)] = opened
            return made[tuple(rows)]

        yield filled


def answered(library: Library, embeddings: E5Embeddings, question: str) -> Answer:
    answer = list(Assistant(lambda: library, embeddings, None, today=lambda: TODAY).ask(question))[-1]
    assert isinstance(answer, Answer)
    return answer


def times(library: Library, embeddings: E5Embeddings, question: str, language: str = "de") -> list[str | None] | None:
    """Since and until, as the question tells them by an event."""
    event = find_event(question, language, library, embeddings, EVERYTHING, TODAY)
    return [event.period.since, event.period.until] if event else None


def test_polls_before_the_election_are_those_of_articles_until_the_day_before(
    fill: Fill, embeddings: E5Embeddings
) -> None:
    answer = answered(
        fill(SAXONY), embeddings, "Welche Liste lag in der Umfrage für das Land Sachsen vor der Wahl vorn?"
    )
    assert answer.filter == Filter(until="2024-08-31")
    assert {each.excerpt.article_id for each in answer.citations} == {"poll"}
    assert answer.notes == (
        "„vor der Wahl“: bis 31. August 2024. „Title result“ sagt, wann das ist: 1. September 2024.",
    )


def test_what_came_after_it_is_of_articles_from_its_day_on(fill: Fill, embeddings: E5Embeddings) -> None:
    answer = answered(fill(SAXONY), embeddings, "Worüber verhandeln die Parteien nach der Wahl in Sachsen?")
    assert answer.filter == Filter(since="2024-09-01")
    assert "talks" in {each.excerpt.article_id for each in answer.citations} <= {"talks", "result"}
    answer = answered(fill(QUAKE), embeddings, "What was repaired in Tarnmouth since the earthquake?")
    assert answer.filter == Filter(since="2024-02-06")
    assert answer.notes == (
        "“since the earthquake”: from 6 February 2024 on. “Title quake” says when that is: 6 February 2024.",
    )


def test_how_things_were_before_is_told_later_too_and_no_article_is_left_out(
    fill: Fill, embeddings: E5Embeddings
) -> None:
    found = find_passages("How old were the houses of Tarnmouth before the earthquake?", fill(QUAKE), embeddings)
    assert {each.entry.id for each in found.passages} == {id_ for id_, *_ in QUAKE}
    answer = answered(fill(QUAKE), embeddings, "Which houses in Tarnmouth were weak before the earthquake?")
    assert not answer.filter
    (note,) = answer.notes
    assert note == (
        "“before the earthquake”: up to 5 February 2024. “Title quake” says when that is: 6 February 2024. "
        "Articles of that time count more."
    )


def test_where_articles_of_that_time_do_not_answer_the_others_do_and_notes_say_so(
    fill: Fill, embeddings: E5Embeddings
) -> None:
    answer = answered(fill(SAXONY), embeddings, "Wem bauten die Kumpel aus Lohbach nach der Wahl ein Denkmal?")
    assert not answer.filter
    assert answer.citations[0].excerpt.article_id == "coal"
    assert answer.notes == (
        "„nach der Wahl“: ab 1. September 2024. „Title result“ sagt, wann das ist: 1. September 2024.",
        "Unter den Artikeln, nach denen die Frage fragt (ab 1. September 2024), antwortet keiner; dies sind andere.",
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was geschah vor der Landtagswahl?", [None, "2024-08-31"]),
        ("Was geschah nach der Landtagswahl in Sachsen?", ["2024-09-01", None]),
        ("Was geschah seit der Wahl?", ["2024-09-01", None]),
        ("Was geschah während der Wahl?", ["2024-09-01", "2024-09-02"]),
        ("Was geschah nach Sachsens Wahl?", ["2024-09-01", None]),
        ("was geschah vor der wahl?", [None, "2024-08-31"]),
        ("was geschah vor der wahl in sachsen?", [None, "2024-08-31"]),
        ("was geschah vor der wahl in hessen?", None),
        ("Was geschah vor der Wahl in Sachsen und Hessen?", None),
        ("Was geschah vor der Europawahl?", None),
        ("Was geschah vor der Wahl in Hessen?", None),
        ("Was geschah vor der letzten Wahl?", None),
        ("Was geschah im Mai 2024 vor der Wahl?", None),
        ("Was geschah vor dem Gipfel?", None),
        ("Was steht vor dem Haus in Dresden?", None),
        ("Wer reist nach Dresden?", None),
        ("Was ist seit damals neu, und was vor allem?", None),
        ("Stehen die Parteien vor einer Wahl?", None),
    ],
)
def test_only_an_event_that_the_library_tells_of_is_a_time(
    fill: Fill, embeddings: E5Embeddings, question: str, expected: list[str | None] | None
) -> None:
    assert times(fill(SAXONY), embeddings, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What happened before the election?", [None, "2024-03-09"]),
        ("What happened after the election in Tarnmouth?", ["2024-03-10", None]),
        ("What happened after the Tarnmouth earthquake?", ["2024-02-06", None]),
        ("What happened after the strong earthquake?", ["2024-02-06", None]),
        ("What happened after the weak earthquake?", None),
        ("what happened after the earthquake in tarnmouth?", ["2024-02-06", None]),
        ("what happened after the earthquake in lisbon?", None),
        ("What happened after the earthquake of a spring night?", None),
        ("What happened after the earthquake on Iceland?", None),
        ("What did the council do after the earthquake, and why?", ["2024-02-06", None]),
        ("What did the election campaign cost before the election campaign began?", None),
        ("What has been known since then, and before the bakery?", None),
        ("What happened after the first election?", None),
    ],
)
def test_an_english_question_is_read_likewise(
    fill: Fill, embeddings: E5Embeddings, question: str, expected: list[str | None] | None
) -> None:
    assert times(fill(QUAKE), embeddings, question, "en") == expected


def test_articles_in_the_other_language_tell_it_too(fill: Fill, embeddings: E5Embeddings) -> None:
    assert times(fill(SAXONY), embeddings, "What did polls say before the election?", "en") == [None, "2024-08-31"]
    assert times(fill(QUAKE), embeddings, "Was geschah nach dem Erdbeben in Tarnmouth?") == ["2024-02-06", None]
    assert times(fill(QUAKE), embeddings, "Was geschah nach der Landtagswahl?") is None


def test_of_two_events_of_a_name_only_one_that_is_named_is_meant(fill: Fill, embeddings: E5Embeddings) -> None:
    library = fill([*SAXONY, BRANDENBURG])
    assert times(library, embeddings, "Was sagten die Umfragen vor der Wahl?") is None
    assert times(library, embeddings, "Was geschah vor der Wahl in Sachsen?") == [None, "2024-08-31"]
    assert times(library, embeddings, "Was geschah vor der Wahl in Brandenburg?") == [None, "2024-09-21"]


def test_an_event_on_which_articles_disagree_is_no_time_until_four_agree_for_each_that_does_not(
    fill: Fill, embeddings: E5Embeddings
) -> None:
    def article(number: int, day: int) -> Row:
        text = f"Beim Gipfel in Tarnmouth am {day}. Juni sprach Rednerin Nummer {number} über den Hafen."
        return f"summit-{number}", "2024-06-20", "de", text

    agreeing = [article(number, 13) for number in range(4)]
    question = "Was geschah nach dem Gipfel?"
    assert times(fill([*agreeing[:3], article(9, 14)]), embeddings, question) is None
    assert times(fill([*agreeing, article(9, 14)]), embeddings, question) == ["2024-06-13", None]


def test_days_that_are_told_count_as_all_and_a_month_as_any_of_its_days(fill: Fill, embeddings: E5Embeddings) -> None:
    days = ("days", "2024-06-20", "de", "Beim Gipfel in Italien vom 13. bis 15. Juni sprach die Ministerin.")
    day = ("day", "2024-06-20", "de", "Beim Gipfel in Italien am 13. Juni wurde gestritten, beim Gipfel im Juni.")
    early = ("early", "2024-05-20", "de", "Der Hafen ist leer.")
    month = ("month", "2024-06-14", "de", "Beim Gipfel im Juni 2024 sprach die Ministerin über den Hafen.")
    phrases = ("vor dem Gipfel", "nach dem Gipfel", "seit dem Gipfel", "während des Gipfels")
    library = fill([early, days, day, month])
    assert [times(library, embeddings, f"Was geschah {phrase}?") for phrase in phrases] == [
        [None, "2024-06-12"], ["2024-06-15", None], ["2024-06-13", None], ["2024-06-13", "2024-06-16"]
    ]  # fmt: skip
    library = fill([early, month])
    assert [times(library, embeddings, f"Was geschah {phrase}?") for phrase in phrases] == [
        [None, "2024-06"], ["2024-06", None], ["2024-06", None], ["2024-06", "2024-06"]
    ]  # fmt: skip


def test_of_a_visit_of_his_the_names_in_the_question_tell_whose(fill: Fill, embeddings: E5Embeddings) -> None:
    library = fill([("visit", "2024-06-20", "en", "The visit of Putin to Pyongyang on 18 June was his second.")])
    assert times(library, embeddings, "What has Putin said since his visit?", "en") == ["2024-06-18", None]
    assert times(library, embeddings, "What has Biden said since his visit?", "en") is None


def test_a_filter_goes_before_it_and_of_libraries_without_dates_nothing_is_asked(
    fill: Fill, embeddings: E5Embeddings
) -> None:
    question = "Was geschah nach der Wahl?"
    library = fill(SAXONY)
    assert find_event(question, "de", library, embeddings, Filter(since="2024"), TODAY) is None
    assert find_event(question, "de", library, embeddings, Filter(languages=("de",)), TODAY)
    undated = fill([("undated", None, "de", "Bei der Wahl am 1. September 2024 gewann die Mitte.")])
    assert times(undated, embeddings, question) is None


def test_a_time_of_which_there_is_no_article_is_not_mentioned(fill: Fill, embeddings: E5Embeddings) -> None:
    answer = answered(fill([*SAXONY, BRANDENBURG]), embeddings, "Was geschah nach der Wahl in Brandenburg?")
    assert not answer.filter
    assert answer.notes == ()


@pytest.mark.shared
@skip_without_seeds
def test_the_real_article_tells_no_day_of_the_visit_or_the_summit(fill: Fill, embeddings: E5Embeddings) -> None:
    real = read_real_article()
    library = fill([(real.id, real.published, "de", real.text)])
    for phrase in ("vor dem Besuch", "nach dem Gipfel", "seit Putins Besuch", "nach dem Gipfel in Italien"):
        assert times(library, embeddings, f"Was sagten die USA {phrase}?") is None
