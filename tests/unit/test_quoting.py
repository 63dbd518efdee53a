from dataclasses import replace

import pytest

from assistant.answers import Excerpt
from assistant.candidates import Candidate
from assistant.quoting import choose_quotes, nearest_excerpts, to_excerpt
from tests.unit.building import make_candidate, make_entry

OTHER = make_entry("tunnel", title="Der Tunnel", language="en", source="Bote")
THIRD = make_entry("fähre", title="Die Fähre")
FOURTH = make_entry("zug", title="Der Zug")
FIFTH = make_entry("bus", title="Der Bus")

OPEN = "Die Brücke ist seit Freitag wieder offen."
COST = "Der Umbau kostete elf Millionen Euro."
NIGHT = "Gearbeitet wurde meistens nachts."
RAIN = "Viele Gäste kamen trotz Regen."
LATE = "Die Eröffnung begann verspätet."


def quotes_of(excerpts: tuple[Excerpt, ...]) -> list[str]:
    return [each.quote for each in excerpts]


def choose(*passages: Candidate, question: str = "Was kostet die Brücke?", most: int = 3) -> list[str]:
    return quotes_of(choose_quotes(question, passages, most))


def test_the_best_sentences_come_first_from_whichever_passage_they_are() -> None:
    first = make_candidate((OPEN, 0.84), (COST, 0.86), cosine=0.80)
    second = make_candidate((NIGHT, 0.90), (RAIN, 0.79), cosine=0.78, entry=OTHER)
    assert choose(first, second) == [NIGHT, COST, OPEN]


def test_what_ranking_adds_to_a_passage_counts_for_its_sentences() -> None:
    first = make_candidate((OPEN, 0.86))
    second = make_candidate((NIGHT, 0.83), entry=OTHER, bonus=0.15)
    assert choose(first, second) == [NIGHT, OPEN]


def test_no_more_quotes_than_asked_for() -> None:
    passage = make_candidate((OPEN, 0.84), (COST, 0.86), (NIGHT, 0.85))
    assert choose(passage, most=1) == [COST]
    assert choose(passage, most=2) == [COST, NIGHT]


def test_a_sentence_far_behind_the_best_one_is_not_quoted() -> None:
    passage = make_candidate((OPEN, 0.86), (COST, 0.90), (NIGHT, 0.84), (RAIN, 0.70))
    assert choose(passage, most=4) == [COST, OPEN, NIGHT]


def test_quotes_come_from_the_four_best_passages_only() -> None:
    passages = [
        make_candidate((text, 0.85), entry=entry)
        for text, entry in ((OPEN, None), (COST, OTHER), (NIGHT, THIRD), (RAIN, FOURTH), (LATE, FIFTH))
    ]
    assert choose(*passages, most=10) == [OPEN, COST, NIGHT, RAIN]


def test_of_each_article_that_is_about_as_near_one_sentence_is_quoted_where_articles_are_asked_for() -> None:
    passages = [
        make_candidate((text, cosine), (f"Auch: {text}", cosine - 0.01), entry=entry)
        for text, cosine, entry in (
            (OPEN, 0.90, None),
            (COST, 0.89, OTHER),
            (NIGHT, 0.88, THIRD),
            (RAIN, 0.87, FOURTH),
            (LATE, 0.86, FIFTH),
        )
    ]
    far = make_candidate(("Der Zoo bekam einen Bären.", 0.60), entry=make_entry("zoo", title="Der Zoo"))
    chosen = choose_quotes("Brücke", [*passages, far], 8, one_each=True)
    assert quotes_of(chosen) == [OPEN, COST, NIGHT, RAIN, LATE]


@pytest.mark.parametrize(
    "copy",
    [
        "Der Umbau kostete elf Millionen Euro.",
        "DER UMBAU KOSTETE ELF MILLIONEN EURO!",
        "Der Umbau kostete rund elf Millionen Euro.",
        "Elf Millionen Euro kostete der Umbau.",
    ],
)
def test_a_copy_in_another_article_is_quoted_once_from_the_better_one(copy: str) -> None:
    first = make_candidate((COST, 0.86))
    second = make_candidate((copy, 0.85), (NIGHT, 0.84), entry=OTHER)
    chosen = choose_quotes("Was kostet die Brücke?", [first, second], 3)
    assert [(each.article_id, each.quote) for each in chosen] == [("brücke", COST), ("tunnel", NIGHT)]


def test_sentences_that_differ_in_more_than_a_word_are_both_quoted() -> None:
    first = make_candidate((COST, 0.86))
    second = make_candidate(("Der Umbau kostete laut Rechnungshof dreizehn Millionen.", 0.85), entry=OTHER)
    assert len(choose(first, second)) == 2


def test_a_report_with_another_number_is_no_repetition() -> None:
    first = make_candidate((COST, 0.86))
    second = make_candidate((COST.replace("elf", "dreizehn"), 0.85), entry=OTHER)
    assert len(choose(first, second)) == 2


@pytest.mark.parametrize(
    "leaning",
    [
        "Dies kostete elf Millionen Euro.",
        "Ihre Kosten: elf Millionen Euro.",
        "Er kostete elf Millionen Euro.",
        "„Dafür zahlten alle elf Millionen Euro.“",
        "This cost eleven million.",
        "They paid eleven million.",
        "Il a payé onze millions.",
        "Ella pagó once millones.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(leaning: str) -> None:
    passage = make_candidate((RAIN, 0.70), (OPEN, 0.70), (leaning, 0.90), start=250)
    (quote,) = choose_quotes("Was kostet die Brücke?", [passage], 3)
    assert quote.quote == f"{OPEN} {leaning}"
    assert (quote.start, quote.end) == (250 + len(RAIN) + 1, 250 + len(RAIN) + 1 + len(quote.quote))


def test_what_a_leaning_sentence_says_of_the_one_before_it_is_found_by_both_together() -> None:
    passage = make_candidate((OPEN, 0.80), ("Sie kostete elf Millionen.", 0.70), (NIGHT, 0.78))
    alone = replace(passage, match=0.5, sentence_matches=(0.5, 0.3, 0.4), pair_matches=(0.5, 0.5, 0.5))
    together = replace(alone, pair_matches=(0.5, 0.7, 0.5))
    assert choose(alone, most=1) == [OPEN]
    assert choose(together, most=1) == [f"{OPEN} Sie kostete elf Millionen."]


@pytest.mark.parametrize(
    "standing",
    [
        "Erst im Herbst wurde bezahlt.",
        "Diesel kostet elf Euro.",
        "Damals kostete es elf.",
        "Seinerzeit zahlten elf.",
        "Thesen gab es elf.",
    ],
)
def test_a_word_that_only_begins_like_a_pronoun_leans_on_nothing(standing: str) -> None:
    assert choose(make_candidate((OPEN, 0.70), (standing, 0.90))) == [standing]


def test_the_first_sentence_of_a_passage_stands_alone_whatever_it_begins_with() -> None:
    assert choose(make_candidate(("Er kostete elf Millionen.", 0.90), (OPEN, 0.70))) == ["Er kostete elf Millionen."]


def test_a_long_sentence_is_not_pulled_in_by_the_one_that_leans_on_it() -> None:
    long = "Die Brücke " + "mit ihren vielen Pfeilern " * 16 + "ist offen."
    assert choose(make_candidate((long, 0.70), ("Er kostete elf Millionen.", 0.90))) == ["Er kostete elf Millionen."]


def test_a_pair_and_its_first_sentence_are_not_both_quoted() -> None:
    passage = make_candidate((OPEN, 0.89), ("Sie kostete elf. Dies war viel.", 0.70), ("Dies überraschte.", 0.90))
    pair_first = make_candidate((OPEN, 0.89), ("Dies überraschte alle Gäste sehr.", 0.90))
    assert choose(pair_first) == [f"{OPEN} Dies überraschte alle Gäste sehr."]
    assert len(choose(passage)) == 2


def test_two_pairs_that_share_a_sentence_are_not_both_quoted() -> None:
    third = "Danach feierten Hunderte bis spät am Abend."
    passage = make_candidate((NIGHT, 0.70), ("Dies lobte der Minister.", 0.89), (third, 0.90))
    assert choose(passage) == [f"Dies lobte der Minister. {third}"]


REASON = "Gesperrt war sie wegen der Schäden am Pfeiler."


@pytest.mark.parametrize(
    "question",
    [
        "Warum war die Brücke zu?",
        "Wieso ist sie zu?",
        "why was the bridge closed",
        "For what reason was it closed?",
        "What is the purpose of the bridge?",
        "Pourquoi le pont est-il fermé ?",
        "¿Por qué está cerrado el puente?",
        "Aus welchem Grund war sie zu?",
    ],
)
def test_a_question_for_a_reason_prefers_a_sentence_that_gives_one(question: str) -> None:
    passage = make_candidate((OPEN, 0.86), (REASON, 0.84))
    assert choose(passage, question=question)[0] == REASON


@pytest.mark.parametrize("question", ["Wann war die Brücke zu?", "Who closed it?", "Wem gehört sie?", "Wer ist Whyte?"])
def test_another_question_does_not_prefer_reasons(question: str) -> None:
    passage = make_candidate((OPEN, 0.86), (REASON, 0.84))
    assert choose(passage, question=question)[0] == OPEN


def test_a_reason_that_is_far_from_the_question_is_not_preferred() -> None:
    passage = make_candidate((OPEN, 0.90), (REASON, 0.70))
    assert choose(passage, question="Warum ist die Brücke offen?")[0] == OPEN


def test_a_quote_says_where_it_stands() -> None:
    passage = make_candidate((OPEN, 0.7), (COST, 0.9), entry=OTHER, start=1_000, section="Die Kosten")
    (quote,) = choose_quotes("Was kostet er?", [passage], 3)
    assert quote == Excerpt(
        article_id="tunnel",
        title="Der Tunnel",
        published="2024-06",
        language="en",
        source="Bote",
        section="Die Kosten",
        start=1_000 + len(OPEN) + 1,
        end=1_000 + len(OPEN) + 1 + len(COST),
        quote=COST,
    )


def test_an_excerpt_is_cut_from_its_passage_by_the_articles_offsets() -> None:
    passage = make_candidate((OPEN, 0.7), start=77)
    assert to_excerpt(passage, 81, 87).quote == OPEN[4:10]


def test_without_passages_or_sentences_there_is_nothing_to_quote() -> None:
    assert choose() == []
    assert choose(make_candidate()) == []
    assert nearest_excerpts([], 3) == ()


def test_nearest_are_the_best_sentence_of_each_passage_in_the_passages_order() -> None:
    first = make_candidate((OPEN, 0.70), (COST, 0.72))
    second = make_candidate((NIGHT, 0.90), (RAIN, 0.80), entry=OTHER)
    assert quotes_of(nearest_excerpts([first, second], 3)) == [COST, NIGHT]


@pytest.mark.parametrize("noise", ["Im September 2024.", "Öffnungszeiten der Brücke und ihrer Nebengebäude", "Ja."])
def test_nearest_are_no_headings_and_no_sentences_of_a_few_characters(noise: str) -> None:
    beside = make_candidate((noise, 0.9), (COST, 0.5))
    alone = make_candidate((noise, 0.9), entry=OTHER)
    assert quotes_of(nearest_excerpts([beside, alone], 3)) == [COST]
    assert nearest_excerpts([alone], 3) == ()


def test_nearest_are_shown_however_far_they_are_but_no_more_than_asked_for() -> None:
    passages = [
        make_candidate((text, score), entry=entry)
        for text, score, entry in ((OPEN, 0.9, None), (COST, 0.2, OTHER), (NIGHT, 0.1, THIRD))
    ]
    assert quotes_of(nearest_excerpts(passages, 3)) == [OPEN, COST, NIGHT]
    assert quotes_of(nearest_excerpts(passages, 2)) == [OPEN, COST]


def test_nearest_leave_out_copies_and_passages_without_sentences() -> None:
    passages = [
        make_candidate((COST, 0.8)),
        make_candidate((COST, 0.8), entry=OTHER),
        make_candidate(entry=THIRD),
        make_candidate((RAIN, 0.7), entry=FOURTH),
    ]
    assert quotes_of(nearest_excerpts(passages, 3)) == [COST, RAIN]
