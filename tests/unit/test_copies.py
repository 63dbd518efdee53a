import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Copy
from assistant.candidates import Candidate
from assistant.copies import copies_of, join_copies
from assistant.quoting import choose_quotes, to_excerpt
from tests.unit.building import make_candidate, make_entry

FIRST = "Bei einer Explosion in der Zuckerfabrik Mühlrode sind am Dienstag drei Arbeiter verletzt worden."
BODY = (
    "Ein Kessel der Fabrik war gegen 14.20 Uhr geplatzt, die Druckwelle zerstörte die Fenster der Halle.",
    "Der Betrieb liegt bis auf Weiteres still.",
    "Warum der Kessel barst, ist unklar, ein Gutachter wird erwartet.",
)
REPORT = (FIRST, *BODY)


def passage(
    article_id: str,
    *sentences: str,
    published: str | None = None,
    start: int = 0,
    cosine: float = 0.8,
    near: float = 0.8,
    title: str = "Die Fabrik",
    source: str | None = None,
) -> Candidate:
    entry = make_entry(article_id, published=published, title=title, source=source)
    return make_candidate(*((each, near) for each in sentences), entry=entry, start=start, cosine=cosine)


def groups(*ranked: Candidate) -> list[list[str]]:
    return [[each.entry.id for each in (first, *first.copies)] for first in join_copies(ranked)]


def test_a_copy_counts_once_and_is_named() -> None:
    (first,) = join_copies([passage("a", *REPORT), passage("b", *REPORT), passage("c", *REPORT)])
    assert first.entry.id == "a"
    assert [each.entry.id for each in first.copies] == ["b", "c"]


@pytest.mark.parametrize(
    "copy",
    [
        ("In der Zuckerfabrik Mühlrode hat es eine schwere Explosion gegeben.", *BODY),
        (f"Mühlrode (dpa) - {FIRST}", *BODY),
        (f"Mühlrode, 11. März (dpa/nrd) – {FIRST}", *BODY),
        ("Von Ada Kern, dpa.", *REPORT),
        (*REPORT, "Die Fabrik wurde vor langer Zeit gegründet."),
        tuple(each.upper() for each in REPORT),
        tuple(each.replace(" ", "\n", 2).replace(",", " –") for each in REPORT),
        (FIRST.replace("drei", "3"), *BODY),
        (*REPORT[:2], BODY[1].replace("bis auf Weiteres", "vorerst"), BODY[2]),
        REPORT[:3],
    ],
)
def test_a_title_a_byline_another_first_sentence_or_a_cut_make_no_other_report(copy: tuple[str, ...]) -> None:
    assert groups(passage("a", *REPORT), passage("b", *copy)) == [["a", "b"]]


@pytest.mark.parametrize(
    "other",
    [
        (FIRST.replace("drei", "fünf"), *BODY),
        (FIRST.replace("drei", "5"), *BODY),
        (FIRST.replace("drei", "dreiundzwanzig"), *BODY),
        (FIRST.replace("drei Arbeiter", "ein Arbeiter"), *BODY),
        (FIRST.replace("Dienstag", "Freitag"), *BODY),
        (FIRST, BODY[0].replace("14.20", "15.20"), *BODY[1:]),
        (FIRST, BODY[0], BODY[1].replace("liegt", "liegt nicht"), BODY[2]),
        ("Die Zahl der Verletzten ist auf fünf gestiegen.", *BODY),
    ],
)
def test_two_stages_of_a_story_stay_apart(other: tuple[str, ...]) -> None:
    assert groups(passage("a", *REPORT), passage("b", *other)) == [["a"], ["b"]]
    assert groups(passage("b", *other), passage("a", *REPORT)) == [["b"], ["a"]]


def test_numbers_in_another_order_are_other_numbers() -> None:
    told = "Bei dem Unfall auf der Landstraße nach Ahrnfels gab es 3 Tote und 5 Verletzte, sagt die Polizei."
    swapped = told.replace("3", "x").replace("5", "3").replace("x", "5")
    assert groups(passage("a", told), passage("b", swapped)) == [["a"], ["b"]]


def test_other_reports_and_other_passages_of_the_same_article_stay() -> None:
    ranked = (passage("a", *REPORT), passage("a", *REPORT, start=2_000), passage("b", "Ganz anderes steht hier."))
    assert groups(*ranked) == [["a"], ["a"], ["b"]]
    assert join_copies([]) == ()
    assert groups(passage("a"), passage("b")) == [["a"], ["b"]]


def test_a_short_line_that_many_articles_have_makes_no_copy() -> None:
    assert groups(passage("a", "Mehr dazu in Kürze."), passage("b", "Mehr dazu in Kürze.")) == [["a"], ["b"]]


def test_half_of_a_passage_makes_no_copy() -> None:
    long = tuple(f"Satz Nummer {word} erzählt von einer ganz anderen Sache {word}." for word in "abcdefgh")
    assert groups(passage("a", *REPORT), passage("b", *REPORT[:2], *long)) == [["a"], ["b"]]


def test_a_copy_whose_passages_begin_elsewhere_is_still_one() -> None:
    tail = tuple(f"Im Werk {name} wird derselbe Kessel geprüft, sagt {name}." for name in ("Ost", "West", "Nord"))
    ranked = (
        passage("a", *REPORT),
        passage("a", *tail, start=400),
        passage("b", *REPORT[1:], tail[0]),
        passage("b", *tail[1:], start=400),
    )
    assert groups(*ranked) == [["a", "b"], ["a", "b"]]


def test_a_copy_without_the_number_goes_to_where_most_of_its_kind_are() -> None:
    bare = ("In der Zuckerfabrik Mühlrode hat es eine schwere Explosion gegeben.", *BODY)
    later = (FIRST.replace("drei", "fünf"), *BODY)
    ranked = (passage("bare", *bare), passage("later", *later), passage("a", *REPORT), passage("b", *REPORT))
    assert groups(*ranked) == [["bare", "a", "b"], ["later"]]


@pytest.mark.parametrize(
    ("dates", "leader"),
    [
        (("2024-06-19", "2024-06-18"), "b"),
        (("2024-06-18", "2024-06-18"), "a"),
        (("2024-06-18T20:00:00", "2024-06-18T10:00:00"), "b"),
        (("2024-06-19", "2024-06"), "a"),
        (("2024-06-19", None), "a"),
    ],
)
def test_the_earliest_leads_where_all_are_dated_to_the_day(dates: tuple[str, str | None], leader: str) -> None:
    first, second = (passage(name, *REPORT, published=day) for name, day in zip("ab", dates, strict=True))
    assert groups(first, second)[0][0] == leader


def test_the_earliest_takes_the_place_and_score_of_the_best() -> None:
    best = passage("late", *REPORT, published="2024-06-19", cosine=0.85)
    other = passage("other", "Ein ganz anderer Text steht hier.", cosine=0.82)
    early = passage("early", *REPORT, published="2024-06-18", cosine=0.80)
    joined = join_copies([best, other, early])
    assert [each.entry.id for each in joined] == ["early", "other"]
    assert joined[0].score == pytest.approx(best.score)


def test_the_earliest_does_not_lead_where_another_answers_better() -> None:
    best = passage("late", "Die Bürgermeisterin hat Hilfe zugesagt.", *BODY, published="2024-06-19", near=0.9)
    early = passage("early", "In der Fabrik ist ein Kessel geplatzt.", *BODY, published="2024-06-18", near=0.8)
    assert groups(best, early) == [["late", "early"]]


def test_a_copy_opens_where_the_quoted_sentence_stands_in_it() -> None:
    copy = passage("b", "Vorab ein Satz.", *REPORT, published="2024-06-19", title="Kessel", source="Bote", start=70)
    (first,) = join_copies([passage("a", *REPORT), copy])
    quoted, after = first.passage.sentences[1:3]
    found = copy.passage.sentences[2]
    named = Copy("b", "Kessel", "2024-06-19", "Bote", found.start, found.end)
    assert to_excerpt(first, quoted.start, quoted.end).copies == (named,)
    (both,) = copies_of(first, quoted.start, after.end)
    assert copy.between(both.start, both.end) == " ".join(BODY[:2])


def test_a_copy_that_lacks_the_sentence_opens_at_its_beginning() -> None:
    (first,) = join_copies([passage("a", *REPORT), passage("b", "Es hat gekracht in der Stadt.", *BODY)])
    quoted = first.passage.sentences[0]
    (copy,) = copies_of(first, quoted.start, quoted.end)
    assert (copy.start, copy.end) == (0, 0)


def test_quotes_show_no_sentence_from_two_papers() -> None:
    ranked = join_copies([passage(name, *REPORT, near=0.9) for name in "abcd"])
    quotes = choose_quotes("Was ist passiert?", ranked, 4)
    assert len({each.quote for each in quotes}) == len(quotes) == 4
    assert {each.article_id for each in quotes} == {"a"}
    assert all([copy.article_id for copy in each.copies] == ["b", "c", "d"] for each in quotes)


SENTENCES = st.sampled_from([*REPORT, FIRST.replace("drei", "fünf"), "Hier steht etwas anderes.", "(dpa) – 5"])


@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=6), max_size=8))
def test_every_passage_is_either_shown_or_named_once(texts: list[list[str]]) -> None:
    ranked = [passage(str(index), *sentences) for index, sentences in enumerate(texts)]
    joined = join_copies(ranked)
    named = [each.entry.id for first in joined for each in (first, *first.copies)]
    assert sorted(named) == sorted(each.entry.id for each in ranked)
    assert [each.score for each in joined] == sorted((each.score for each in joined), reverse=True)


def test_relative_times_are_seen_from_the_first_print_of_the_same_sentence() -> None:
    def dated(*days: str | None, copy: tuple[str, ...] = REPORT) -> str | None:
        first, *others = days
        group = [passage("a", *REPORT, published=first, near=0.9)]
        group += [passage(str(index), *copy, published=day) for index, day in enumerate(others)]
        joined = next(each for each in join_copies(group) if each.entry.id == "a")
        sentence = joined.passage.sentences[0]
        return to_excerpt(joined, sentence.start, sentence.end).dated

    assert dated("2024-06-19") == "2024-06-19"
    assert dated("2024-06-19", "2024-06-18", "2024-06-20") == "2024-06-18"
    assert dated("2024-06-19", "2024-06") == "2024-06"
    assert dated("2024-06-19", None) == "2024-06-19"
    assert dated("2024-06-19", "2024-06-18", copy=("Es hat in der Stadt gekracht.", *BODY)) == "2024-06-19"
