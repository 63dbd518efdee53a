import pytest

from assistant.dating import NOUNS, read_event_times, to_pattern

PUBLISHED = "2024-09-10"
"""A Tuesday."""


def told(language: str, sentence: str, published: str | None = PUBLISHED) -> set[tuple[str, str]]:
    """The times that a sentence gives any event."""
    column = 1 if language == "en" else 0
    found = (read_event_times(sentence, language, published, to_pattern(language, row[column])) for row in NOUNS)
    return {(each.since, each.until) for spans in found for each in spans}


@pytest.mark.parametrize(
    ("language", "sentence", "since", "until"),
    [
        ("de", "Bei der Landtagswahl am 1. September gewann sie.", "2024-09-01", "2024-09-01"),
        ("de", "Nach der Wahl in Sachsen am Sonntag, dem 1. September, trat er zurück.", "2024-09-01", "2024-09-01"),
        ("de", "Die Wahl in Sachsen findet am 1. September 2024 statt.", "2024-09-01", "2024-09-01"),
        ("de", "Am 1. September findet in Sachsen die Landtagswahl statt.", "2024-09-01", "2024-09-01"),
        ("de", "Sie tritt bei der Wahl an, die am 22. September stattfindet.", "2024-09-22", "2024-09-22"),
        ("de", "Das Ergebnis der Wahl vom 1. September steht fest.", "2024-09-01", "2024-09-01"),
        ("de", "Die Wahl soll am kommenden Sonntag stattfinden.", "2024-09-15", "2024-09-15"),
        ("de", "Ein schweres Erdbeben erschütterte am 6. September die Küste.", "2024-09-06", "2024-09-06"),
        ("de", "Am 6. September erschütterte ein schweres Beben die Küste.", "2024-09-06", "2024-09-06"),
        ("de", "Bei der Wahl im September 2024 gewann sie.", "2024-09", "2024-09"),
        ("de", "Der Gipfel vom 13. bis 15. Juni in Italien war kurz.", "2024-06-13", "2024-06-15"),
        ("de", "Beim Gipfel in Italien vom 31. Mai bis 2. Juni sprach er.", "2024-05-31", "2024-06-02"),
        ("en", "The presidential election on November 5 was close.", "2024-11-05", "2024-11-05"),
        ("en", "The election will be held on Tuesday, Nov. 5, 2024.", "2024-11-05", "2024-11-05"),
        ("en", "He said that the election takes place on November 5.", "2024-11-05", "2024-11-05"),
        ("en", "Turnout in the November 5 election was high.", "2024-11-05", "2024-11-05"),
        ("en", "Yesterday's election was close.", "2024-09-09", "2024-09-09"),
        ("en", "Thousands fled after the earthquake that struck the coast on September 6.", "2024-09-06", "2024-09-06"),
        ("en", "On 6 September a powerful earthquake struck the coast.", "2024-09-06", "2024-09-06"),
        ("en", "The summit in Italy takes place from 13 to 15 September.", "2024-09-13", "2024-09-15"),
        ("en", "The election in November was close.", "2024-11", "2024-11"),
        ("en", "The 2020 election was close.", "2020", "2020"),
    ],
)
def test_a_sentence_tells_when_an_event_is(language: str, sentence: str, since: str, until: str) -> None:
    assert told(language, sentence) == {(since, until)}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Er focht die Wahl am 12. September an."),
        ("de", "Die Partei plant, die Wahl am 12. September anzufechten."),
        ("de", "Die Auszählung der Wahl findet am 12. September statt."),
        ("de", "Er trat nach der Wahl am 12. September zurück."),
        ("de", "In der Umfrage zur Wahl vom 3. August lag sie vorn."),
        ("de", "Die Wahl war am 3. August Thema im Parlament."),
        ("de", "Die Wahl am 1. September wurde verschoben."),
        ("de", "Bei der Wahl am Montag, dem 1. September, gewann sie."),
        ("de", "Bei der Wahl am Sonntag gewann sie."),
        ("de", "Bei der Wahl nach § 12 am 1. September gewann sie."),
        ("de", "Der Mann zog am 1. September in das Haus."),
        ("en", "She criticised the election on November 12."),
        ("en", "The election commission held a meeting on November 12."),
        ("en", "On November 12 the election commission met."),
        ("en", "The debate on the election on November 12 was long."),
        ("en", "Opponents of the deal started a protest on August 2."),
        ("en", "The president condemned the attack yesterday."),
        ("en", "The election on November 5 was not held."),
        ("en", "Rescuers found a boy on 8 September after the earthquake."),
    ],
)
def test_a_date_that_may_be_of_something_else_is_not_the_event_s(language: str, sentence: str) -> None:
    assert told(language, sentence) == set()


def test_a_date_without_a_year_is_read_only_where_its_article_is_near() -> None:
    sentence = "Bei der Wahl am 1. September gewann sie."
    assert told("de", sentence, "2024-12") == {("2024-09-01", "2024-09-01")}
    assert told("de", sentence, "2025-03-01") == told("de", sentence, "2024") == told("de", sentence, None) == set()
    assert told("de", sentence.replace("September", "Januar"), "2024-12-20") == {("2025-01-01", "2025-01-01")}


def test_what_a_speaker_calls_yesterday_is_no_day() -> None:
    noun = to_pattern("en", "election")
    assert read_event_times("Yesterday's election was close.", "en", PUBLISHED, noun)
    assert not read_event_times("Yesterday's election was close.", "en", PUBLISHED, noun, before="She said: “")


def test_a_compound_is_found_by_its_end_and_by_itself() -> None:
    sentence = "Bei der Europawahl am 9. Juni gewann sie."
    for first_part, is_found in (("", True), ("europa", True), ("landtags", False)):
        assert bool(read_event_times(sentence, "de", PUBLISHED, to_pattern("de", "wahl", first_part))) == is_found


def test_no_sentence_takes_long() -> None:
    filled = "that The A A A " * 30 + "election on 5 May 2024"
    assert read_event_times(filled, "en", PUBLISHED, to_pattern("en", "election")) == frozenset()
    assert (
        read_event_times("election on 5 May 2024 " * 500, "en", PUBLISHED, to_pattern("en", "election")) == frozenset()
    )
