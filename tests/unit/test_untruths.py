import pytest

from assistant.untruths import Kind, Paragraph, Untruth, make_untruths

PARAGRAPHS = (
    Paragraph(("There he met Smith on 18 June 2024 in Graz.", "It has 12 rooms, “a palace of light”."), "Smith", "en"),
    Paragraph(("Then she saw Jones on 3 May 1999.", "They had 900 of them, “the best of all”."), "Jones", "en"),
)


def made(kind: Kind) -> list[Untruth]:
    return [each for each in make_untruths(PARAGRAPHS) if each.kind == kind]


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("date", "There he met Smith on 3 May 1999 in Graz."),
        ("number", "It has 900 rooms, “a palace of light”."),
        ("quotation", "It has 12 rooms, “the best of all”."),
    ],
)
def test_one_fact_is_replaced_by_one_of_another_paragraph(kind: Kind, statement: str) -> None:
    first = made(kind)[0]
    assert first.paragraph == 0
    assert first.statement == statement


def test_a_name_is_replaced_by_one_that_its_paragraph_has_not() -> None:
    (first, second) = made("name")
    assert "Jones" in first.statement
    assert first.statement.count("Smith") + first.statement.count("Graz") == 1
    assert "Smith" in second.statement or "Graz" in second.statement


def test_a_german_name_is_one_that_the_english_text_has_too() -> None:
    paragraphs = (
        Paragraph(("Er sah dort Haus und Smith.",), "He saw the house of Smith.", "de"),
        Paragraph(("Sie sah dort Hunde und Jones.",), "She saw the dogs of Jones.", "de"),
    )
    statements = [each.statement for each in make_untruths(paragraphs)]
    assert statements == ["Er sah dort Haus und Jones.", "Sie sah dort Hunde und Smith."]


def test_the_same_seed_makes_the_same_untruths() -> None:
    assert list(make_untruths(PARAGRAPHS, 1)) == list(make_untruths(PARAGRAPHS, 1))
