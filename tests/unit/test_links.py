import pytest

from ui.links import Link, check_value, find_quote, read_link, to_parameters

TEXT = "Die Brücke ist offen. Sie war zu. Die Brücke ist lang."
QUOTE = "Sie war zu."
START = TEXT.index(QUOTE)
LINK = Link("lokal/brücke", START, START + len(QUOTE), check_value(QUOTE))


@pytest.mark.parametrize(
    "link", [LINK, Link("a"), Link("a", sample=True), Link("a&b=c#d", 0, 3, "12345678", sample=True)]
)
def test_a_link_is_read_back_from_its_parameters(link: Link) -> None:
    assert read_link(to_parameters(link)) == link


def test_a_check_value_is_short_and_that_of_the_quote_alone() -> None:
    assert check_value(QUOTE) == LINK.check
    assert len(LINK.check) == 8
    assert check_value(QUOTE + " ") != LINK.check


def test_an_address_that_names_no_article_is_no_link() -> None:
    assert read_link({}) is None
    assert read_link({"article": "", "start": "1", "end": "2"}) is None


def test_a_quote_stands_where_it_is_said_to() -> None:
    assert find_quote(TEXT, LINK) == (LINK.start, LINK.end, "here")
    assert find_quote(TEXT, Link("a")) == (0, 0, "none")


def test_a_quote_that_moved_is_found_where_it_stands_once() -> None:
    start = LINK.start + 5
    assert find_quote(f"Neu: {TEXT}", LINK) == (start, start + len(QUOTE), "moved")
    assert find_quote(QUOTE, LINK) == (0, len(QUOTE), "moved")


def test_a_quote_that_moved_and_stands_more_than_once_or_nowhere_is_not_guessed() -> None:
    assert find_quote(f"{QUOTE} Neu: {TEXT}", LINK) == (0, 0, "repeated")
    assert find_quote(TEXT.replace("zu.", "auf."), LINK) == (0, 0, "gone")
    assert find_quote("", LINK) == (0, 0, "gone")


@pytest.mark.parametrize(
    ("start", "end"),
    [("x", "9"), ("9", "3"), ("-1", "4"), ("3", ""), ("3", "9" * 5_000), ("0", "55"), ("²", "٣"), ("5", "5")],
)
def test_numbers_that_name_no_place_are_told(start: str, end: str) -> None:
    link = read_link({"article": "a", "start": start, "end": end})
    assert link is not None
    assert find_quote(TEXT, link) == (0, 0, "wrong")


def test_one_number_without_the_other_is_no_place() -> None:
    link = read_link({"article": "a", "start": "0"})
    assert link is not None
    assert find_quote(TEXT, link)[2] == "wrong"
