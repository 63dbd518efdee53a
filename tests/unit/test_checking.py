from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking import ACROSS_LANGUAGES, SAME_LANGUAGE, Cited, Verdict, check_statement, find_support

NEAR = 0.95


class PairedWords:
    """Words that are told to mean the same are like each other; the others are rather nouns."""

    def __init__(self, pairs: dict[str, str], names: Sequence[str] = ()) -> None:
        self._pairs = pairs
        self._names = names

    def compare(
        self, words: Sequence[str], language: str | None, others: Sequence[str], other_language: str | None
    ) -> list[list[float]]:
        return [[0.9 if self._pairs.get(word) == other else 0.1 for other in others] for word in words]

    def rate_names(self, words: Sequence[str]) -> list[float]:
        return [1.0 if word in self._names else -1.0 for word in words]


NO_PAIRS = PairedWords({}, names=["Biden"])


def check(
    statement: str, language: str, sentence: str, other: str, *, passage: str = "", published: str | None = None
) -> Verdict:
    cited = Cited((sentence,), passage or sentence, "", published, other)
    return check_statement(statement, language, cited, NEAR, NO_PAIRS)


@pytest.mark.parametrize(
    ("statement", "language", "sentence", "other"),
    [
        ("Putin came on June 18.", "en", "Putin kam am 18. Juni.", "de"),
        ("Putin came on 18 June 2024.", "en", "Putin kam am 18. Juni.", "de"),
        ("1,000 people came for two days.", "en", "Zur zweitägigen Feier kamen 1.000 Menschen.", "de"),
        ("It cost a billion euros.", "en", "Es kostete eine Milliarde Euro.", "de"),
        ("The G7 spoke of COVID-19 and F-16s in 2024.", "en", "Die G7 sprachen 2024 über COVID-19 und F-16.", "de"),
        ("It lies in the United States.", "en", "Es liegt in den USA.", "de"),
        ("Es liegt in den Vereinigten Staaten.", "de", "It lies in the USA.", "en"),
        ("This is Putin's visit.", "en", "Das ist Putins Besuch.", "de"),
        ("Das ist Putins Besuch.", "de", "Das ist ein Putin-Besuch.", "de"),
        ("There the President spoke to Putin.", "en", "Dort sprach er mit Putin.", "de"),
        ("Er fuhr nach Pjöngjang.", "de", "He went to Pyongyang.", "en"),
        ("He met Zelensky.", "en", "Er traf Selenskyj.", "de"),
        ("He lives in Vienna.", "en", "Er lebt in Wien.", "de"),
        ("The German army came.", "en", "Die deutsche Armee kam.", "de"),
        ("Under Louis XIV, in the 17th century.", "en", "Unter Ludwig XIV., im 17. Jahrhundert, Louis.", "de"),
        ("He said “nothing is good”.", "en", "He said: 'Nothing   is good,' and left.", "en"),
        ("He read “Der Spiegel”.", "en", "Er las den „Spiegel“, also „Der Spiegel“.", "de"),
    ],
)
def test_what_the_cited_sentence_says_in_its_own_way_is_supported(
    statement: str, language: str, sentence: str, other: str
) -> None:
    assert check(statement, language, sentence, other) == Verdict("supported")


@pytest.mark.parametrize(
    ("statement", "language", "sentence", "other", "reason"),
    [
        ("5 came.", "en", "Es kamen 7.", "de", "the number 5 is not in the cited text"),
        ("It cost a billion.", "en", "Es kostete eine Billion.", "de", "the number billion is not in the cited text"),
        ("It was in 2023.", "en", "Das war 2024.", "de", "the number 2023 is not in the cited text"),
        ("Er kam am 19. Juni.", "de", "Er kam am 18. Juni.", "de", "the date 19. Juni is not in the cited text"),
        ("He came on Monday.", "en", "Er kam am Dienstag.", "de", "the date Monday is not in the cited text"),
        ("He said “all is well”.", "en", "He said “no”.", "en", "the quotation “all is well” is not in the cited text"),
        ("He said “no”.", "en", "Er verneinte das.", "de", "the cited text quotes nothing like “no”"),
        (
            "Then Biden said so.",
            "en",
            "Then Putin said so.",
            "en",
            "where it says Biden, the cited sentence says Putin",
        ),
        ("Biden said so.", "en", "Putin said so.", "en", "where it says Biden, the cited sentence says Putin"),
    ],
)
def test_a_fact_that_is_not_in_the_cited_text_is_unsupported_and_named(
    statement: str, language: str, sentence: str, other: str, reason: str
) -> None:
    assert check(statement, language, sentence, other) == Verdict("unsupported", (reason,))


@pytest.mark.parametrize("published", ["2024-06-18", "2024-06"])
def test_a_year_that_the_article_is_not_of_is_no_year_of_its_dates(published: str) -> None:
    found = check("Putin came on June 18, 2023.", "en", "Putin kam am 18. Juni.", "de", published=published)
    assert found == Verdict("unsupported", ("the date June 18, 2023 is not in the cited text",))
    assert check("Putin came on June 18, 2024.", "en", "Putin kam am 18. Juni.", "de", published=published).state == (
        "supported"
    )


@pytest.mark.parametrize(
    ("statement", "sentence", "published"),
    [
        ("She comes on January 3, 2025.", "Sie kommt am 3. Januar.", "2024-12-20"),
        ("She came on January 3, 2024.", "Sie kam am 3. Januar.", "2024-12-20"),
        ("She came on December 30, 2023.", "Sie kam am 30. Dezember.", "2024-01-02"),
        ("It ended on 9 November 1918.", "Es endete 1918, und zwar am 9. November.", "2024-11-08"),
        ("She came on June 18, 2023.", "Sie kam im vergangenen Jahr, am 18. Juni.", "2024-06-18"),
        ("She came on June 18, 2019.", "Sie kam am 18. Juni.", None),
        ("She came on June 18, 2019.", "Sie kam am 18. Juni.", "2024"),
    ],
)
def test_a_date_without_a_year_can_be_of_the_years_that_its_text_tells(
    statement: str, sentence: str, published: str | None
) -> None:
    assert check(statement, "en", sentence, "de", published=published).state == "supported"


def test_a_name_that_is_missing_leaves_a_statement_partly_supported() -> None:
    assert check("He met Kim in Graz.", "en", "Er traf Kim.", "de") == Verdict(
        "partly", ("the name Graz was not found",)
    )


def test_a_number_that_stands_elsewhere_in_the_passage_is_partly_supported_at_best() -> None:
    found = check("5 men came.", "en", "7 Männer kamen.", "de", passage="7 Männer kamen. 5 Frauen gingen.")
    assert found == Verdict("partly", ("the number 5 is not in the cited sentence, which has 7",))


def test_a_number_counts_as_often_as_it_stands_there() -> None:
    assert check("5 of 5 came.", "en", "5 von 7 kamen.", "de").state == "partly"
    assert check("5 of 7 came.", "en", "5 von 7 kamen.", "de").state == "supported"


def test_the_day_of_a_date_is_no_other_number() -> None:
    assert check("On 5 April 5 men came.", "en", "Am 5. April kamen 500 Mann.", "de").state == "partly"


def test_a_word_that_is_nowhere_quoted_near_the_statement_is_partly_supported() -> None:
    passage = "He said “no”. They call it hope."
    assert check("He said “hope”.", "en", "He said “no”.", "en", passage=passage) == Verdict(
        "partly", ("the cited sentence does not quote “hope”",)
    )
    assert check("He said “they call it hope”.", "en", "He said “no”.", "en", passage=passage).state == "supported"


def test_the_articles_date_and_words_like_yesterday_give_a_day() -> None:
    sentence = "Er kam gestern."
    assert check("He came on June 17.", "en", sentence, "de", published="2024-06-18").state == "supported"
    assert check("He came on Monday.", "en", sentence, "de", published="2024-06-18").state == "supported"
    assert check("He came on June 15.", "en", sentence, "de", published="2024-06-18").state == "unsupported"


def test_a_small_number_may_be_a_word_in_a_language_whose_number_words_are_not_read() -> None:
    assert check("5 came.", "en", "Cinq sont venus.", "fr") == Verdict("partly", ("the number 5 was not found",))
    assert check("500 came.", "en", "Cinq cents.", "fr").state == "unsupported"


def test_a_name_in_another_word_is_found_by_vectors_across_languages_only() -> None:
    words = PairedWords({"Lombards": "Langobarden"})
    german = Cited(("Die Langobarden kamen.",), "Die Langobarden kamen.", language="de")
    assert check_statement("So the Lombards came.", "en", german, NEAR, words).state == "supported"
    assert check_statement("So the Lombards came.", "en", german, NEAR).state == "partly"
    english = Cited(("Then Langobarden came.",), "Then Langobarden came.", language="en")
    assert check_statement("So the Lombards came.", "en", english, NEAR, words).state == "partly"


def test_a_translated_quotation_is_found_by_vectors_only() -> None:
    words = PairedWords({"all is well": "Alles ist gut"})
    cited = Cited(("Er sagte: „Alles ist gut“.",), "Er sagte: „Alles ist gut“.", language="de")
    assert check_statement("He said “all is well”.", "en", cited, NEAR, words).state == "supported"
    assert check_statement("He said “all is well”.", "en", cited, NEAR).state == "partly"


def test_a_german_word_that_may_be_a_noun_is_missed_only_where_vectors_call_it_a_name() -> None:
    cited = Cited(("He came by train.",), "He came by train.", language="en")
    statement = "Er kam mit Musk."
    assert check_statement(statement, "de", cited, NEAR).state == "supported"
    assert check_statement(statement, "de", cited, NEAR, PairedWords({})).state == "supported"
    assert check_statement(statement, "de", cited, NEAR, PairedWords({}, names=["Musk"])).state == "partly"


@pytest.mark.parametrize(("other", "limits"), [("en", SAME_LANGUAGE), ("de", ACROSS_LANGUAGES)])
def test_a_sentence_that_is_not_near_supports_nothing(other: str, limits: tuple[float, float]) -> None:
    cited = Cited(("so.",), "so.", language=other)
    low, high = limits
    states = [check_statement("it is.", "en", cited, each).state for each in (low - 0.01, low, high - 0.001, high)]
    assert states == ["unsupported", "partly", "partly", "supported"]


def test_a_not_is_not_seen() -> None:
    assert check("Putin did not come.", "en", "Putin came.", "en").state == "supported"


SENTENCES = ("Kim kam im Jahr 2019.", "Das Wetter war gut.", "Putin kam im Jahr 2000.")


def test_the_best_sentence_carries_a_statement() -> None:
    assert find_support("The weather was fine.", "en", SENTENCES, (0.8, 0.9, 0.8), "de") == (1,)


def test_a_sentence_that_has_the_facts_goes_before_one_that_is_a_little_nearer() -> None:
    assert find_support("Putin came in 2000.", "en", SENTENCES, (0.885, 0.7, 0.88), "de") == (2,)


def test_two_sentences_carry_a_statement_with_facts_of_both() -> None:
    assert find_support("Kim came in 2019, Putin in 2000.", "en", SENTENCES, (0.9, 0.7, 0.89), "de") == (0, 2)


def test_a_sentence_that_is_far_from_the_statement_adds_nothing() -> None:
    assert find_support("Kim came in 2019, Putin in 2000.", "en", SENTENCES, (0.95, 0.7, 0.8), "de") == (0,)


def test_a_passage_without_sentences_carries_nothing() -> None:
    assert find_support("Kim came.", "en", (), (), "de") == ()


ANY_TEXT = st.text(max_size=100)
ANY_LANGUAGE = st.sampled_from(["de", "en", "fr", "zh", "xx", ""])


@given(ANY_TEXT, ANY_LANGUAGE, ANY_TEXT, ANY_LANGUAGE, st.sampled_from([None, "2024", "2024-06-18", "bald"]))
def test_any_statement_gets_a_verdict_and_reasons_unless_it_is_supported(
    statement: str, language: str, sentence: str, other: str, published: str | None
) -> None:
    cited = Cited((sentence,), sentence, "", None if published == "bald" else published, other or None)
    verdict = check_statement(statement, language, cited, NEAR, NO_PAIRS)
    assert (verdict.state == "supported") is (verdict.reasons == ())
    assert len(find_support(statement, language, (sentence,), (0.9,), other)) == 1


@given(st.text(max_size=60).filter(lambda text: "\n" not in text))
def test_a_sentence_supports_itself_in_german(sentence: str) -> None:
    assert check(sentence, "de", sentence, "de").state == "supported"
