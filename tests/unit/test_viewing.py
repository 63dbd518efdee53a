from dataclasses import replace

from assistant.answers import Answer, Author, Citation, Copy, Excerpt, Statement
from ui.viewing import excerpts_of, to_view
from ui.wording import words_for

WORDS = words_for("en")
QUOTE, OTHER = "Der Hafen ist gesperrt.", "Taucher fanden ein Leck."


def excerpt(quote: str, article: str = "hafen", copies: tuple[Copy, ...] = ()) -> Excerpt:
    return Excerpt(article, f"Titel {article}", "2024-06-18", "de", "ORF", None, 0, len(quote), quote, copies=copies)


def answer(text: str, *excerpts: Excerpt, statements: tuple[Statement, ...] = (), written: bool = True) -> Answer:
    return Answer(
        question="Why?",
        language="en",
        mode="written" if written else "quotes",
        refused=not excerpts,
        text=text,
        confidence=0.9,
        statements=statements,
        citations=tuple(Citation(number, each) for number, each in enumerate(excerpts, start=1)),
        nearest=(),
        notes=(),
        seconds=0.1,
        author=Author("tiny", "host") if written else None,
    )


def test_prose_is_cut_at_its_marks_which_are_no_part_of_it() -> None:
    view = to_view(answer("It is closed [1]. Divers found a leak [2].", excerpt(QUOTE), excerpt(OTHER)), WORDS)
    (block,) = view["blocks"]
    assert block["kind"] == "prose"
    assert block["runs"] == [{"text": "It is closed"}, {"mark": "1"}, {"text": ". Divers found a leak"},
                             {"mark": "2"}, {"text": "."}]  # fmt: skip
    assert view["listed"] == [{"keys": ["1", "2"], "name": "Source 1, 2: Titel hafen, 18 June 2024"}]


def test_a_mark_of_nothing_that_is_cited_is_not_drawn() -> None:
    (block,) = to_view(answer("It is closed [1] [7].", excerpt(QUOTE)), WORDS)["blocks"]
    assert [run["mark"] for run in block["runs"] if "mark" in run] == ["1"]


def test_quotes_of_one_article_stand_together_and_those_of_another_apart() -> None:
    text = f"From 2 articles:\n\n{QUOTE} [1]\n\n{OTHER} [2]\n\nNichts. [3]"
    shown = answer(text, excerpt(QUOTE), excerpt(OTHER), excerpt("Nichts.", "anders"), written=False)
    blocks = to_view(shown, WORDS)["blocks"]
    assert [block.get("quotes") for block in blocks] == [None, ["1", "2"], ["3"]]
    assert to_view(shown, WORDS)["listed"] == []


def test_a_doubted_statement_is_marked_where_it_stands_with_its_reasons() -> None:
    statements = (Statement("It is closed.", (1,)), Statement("It cost 7 euros.", (), "unsupported", ("no number",)))
    view = to_view(answer("It is closed [1]. It cost 7 euros.", excerpt(QUOTE), statements=statements), WORDS)
    assert [run["text"] for run in view["blocks"][0]["runs"] if run.get("doubt") == 0] == ["It cost 7 euros."]
    assert view["blocks"][0]["runs"][-1] == {"sign": 0}
    assert view["doubts_line"] == "1 statement is not fully supported"
    assert view["doubts"][0]["reasons"] == [{"text": "no number", "language": "en"}]


def test_a_source_has_a_name_that_can_be_heard() -> None:
    copy = Copy("kopie", "Kopie", None, "Bote", 0, 0)
    shown = to_view(answer("Closed [1].", excerpt(QUOTE, copies=(copy,))), WORDS)["excerpts"]["1"]
    assert shown["name"] == "Source 1: Titel hafen, 18 June 2024"
    assert shown["copies"] == ["Kopie · Bote"]


def test_texts_that_would_turn_the_direction_of_ours_do_not() -> None:
    hostile = replace(excerpt(QUOTE), title="\u202egnitide\u202c")
    assert to_view(answer("Closed [1].", hostile), WORDS)["excerpts"]["1"]["title"] == "gnitide"


def test_what_is_only_near_has_keys_of_its_own() -> None:
    refused = replace(answer("Nothing."), nearest=(excerpt(QUOTE), excerpt(OTHER)))
    assert list(excerpts_of(refused)) == to_view(refused, WORDS)["nearest"] == ["nearest-0", "nearest-1"]


def test_the_same_words_are_doubted_only_where_they_are() -> None:
    statements = (Statement("It sank.", (1,)), Statement("It burned.", (1,)), Statement("It sank.", (), "unsupported"))
    view = to_view(answer("It sank [1]. It burned [1].\n\nIt sank.", excerpt(QUOTE), statements=statements), WORDS)
    doubted = [[run["text"] for run in block["runs"] if "doubt" in run] for block in view["blocks"]]
    assert doubted == [[], ["It sank."]]


def test_a_doubted_statement_is_one_also_where_a_mark_stands_in_it() -> None:
    statements = (Statement("It is closed, divers say.", (1,), "partly", ("the name was not found",)),)
    view = to_view(answer("It is closed [1], divers say.", excerpt(QUOTE), statements=statements), WORDS)
    assert view["blocks"][0]["runs"] == [{"text": "It is closed", "doubt": 0}, {"mark": "1"},
                                         {"text": ", divers say.", "doubt": 0}, {"sign": 0}]  # fmt: skip


def test_lines_that_begin_with_a_dash_are_a_list_without_their_dashes() -> None:
    view = to_view(answer("Closed:\n- the port [1]\n- the bridge", excerpt(QUOTE)), WORDS)
    assert [block["kind"] for block in view["blocks"]] == ["prose", "item", "item"]
    assert [block["runs"][0]["text"] for block in view["blocks"][1:]] == ["the port", "the bridge"]


def test_the_same_answer_is_not_viewed_twice() -> None:
    shown = answer("Closed [1].", excerpt(QUOTE))
    assert to_view(shown, WORDS) is to_view(replace(shown), WORDS)
    assert to_view(shown, words_for("de")) is not to_view(shown, WORDS)


def test_a_german_reader_is_told_notes_and_reasons_in_german_whatever_the_language_of_the_answer() -> None:
    reasons = ("the number 7 was not found", "it is odd")
    statements = (Statement("It cost 7 euros.", (1,), "partly", reasons),)
    shown = replace(
        answer("It cost 7 euros [1].", excerpt(QUOTE), statements=statements),
        notes=("The written answer is incomplete: tiny wrote nothing.", "“before the vote”: up to 9 June 2024."),
    )
    view = to_view(shown, words_for("de"))
    assert view["notes"] == [
        {"text": "Die geschriebene Antwort ist unvollständig: tiny hat nichts geschrieben.", "language": "de"},
        {"text": "“before the vote”: up to 9 June 2024.", "language": "en"},
    ]
    (doubt,) = view["doubts"]
    assert doubt["label"] == "teilweise belegt"
    assert doubt["reasons"] == [
        {"text": "die Zahl 7 wurde nicht gefunden", "language": "de"},
        {"text": "it is odd", "language": "en"},
    ]
    english = to_view(shown, WORDS)
    assert [each["text"] for each in english["notes"]] == list(shown.notes)
    assert english["doubts"][0]["reasons"][0] == {"text": reasons[0], "language": "en"}


def test_a_note_that_is_in_the_language_of_its_answer_says_so() -> None:
    shown = replace(answer("Zu [1].", excerpt(QUOTE)), language="de", resolved="Und warum?")
    shown = replace(shown, notes=("tiny wrote nothing.",))
    assert to_view(shown, WORDS)["notes"] == [
        {"text": "verstanden als: Und warum?", "language": "de"},
        {"text": "tiny wrote nothing.", "language": "en"},
    ]
