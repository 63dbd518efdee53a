import json

import pytest

from ingest.receipt import Cost, Receipt, Rejection

ROW = Rejection("/news/a.jsonl", 7, "is not JSON: Expecting value.")
FILE = Rejection("/news/b.txt", None, "holds no text.")
MEMBER = Rejection("/news/c.zip", 2, "is not a JSON object.", "june/rows.jsonl")


def test_a_receipt_without_rejections_ends_with_0_and_else_with_1() -> None:
    assert Receipt(added=3, removed=1, ignored=9).exit_code == 0
    assert Receipt(added=3, rejected=[FILE]).exit_code == 1


def test_the_json_of_a_receipt_has_exactly_the_promised_fields() -> None:
    receipt = Receipt(1, 2, 3, 4, 5, 6, 7, [ROW, FILE, MEMBER], 1.25)
    assert json.loads(json.dumps(receipt.to_json())) == {
        "added": 1,
        "updated": 2,
        "unchanged": 3,
        "removed": 4,
        "ignored": 5,
        "passages": 6,
        "embedded": 7,
        "rejected": [
            {"path": "/news/a.jsonl", "line": 7, "reason": "is not JSON: Expecting value.", "member": None},
            {"path": "/news/b.txt", "line": None, "reason": "holds no text.", "member": None},
            {"path": "/news/c.zip", "line": 2, "reason": "is not a JSON object.", "member": "june/rows.jsonl"},
        ],
        "seconds": 1.25,
        "usage": None,
        "estimate": None,
        "noted": [],
    }


def test_what_a_server_was_asked_for_stands_in_the_json_and_below_the_counts() -> None:
    receipt = Receipt(added=2, embedded=1_300, usage=Cost(1_200, 50_000).priced(0.02))
    assert receipt.to_json()["usage"] == {"texts": 1_200, "tokens": 50_000, "dollars": 0.001}
    assert receipt.to_lines()[1] == "Asked of the server: 1,200 texts, 50,000 tokens, $0.0010."


@pytest.mark.parametrize(
    ("cost", "line"),
    [
        (Cost(3, None).priced(0.02), "Asked of the server: 3 texts, tokens not counted."),
        (Cost(3, 40).priced(None), "Asked of the server: 3 texts, 40 tokens."),
        (Cost(3, 40).priced(0), "Asked of the server: 3 texts, 40 tokens."),
        (Cost(3, 40).priced(0.02), "Asked of the server: 3 texts, 40 tokens, less than $0.0001."),
        (Cost(0, 0).priced(0.02), "Asked of the server: 0 texts, 0 tokens."),
    ],
)
def test_what_is_not_known_of_the_cost_is_not_said(cost: Cost, line: str) -> None:
    assert Receipt(embedded=5, usage=cost).to_lines()[1] == line


def test_a_run_that_embeds_nothing_says_nothing_of_the_server() -> None:
    assert len(Receipt(unchanged=5, usage=Cost(0, 0)).to_lines()) == 1


def test_an_estimate_without_a_price_says_how_to_set_one() -> None:
    lines = Receipt(added=2, estimate=Cost(40, 1_230)).to_lines(dry=True)
    assert lines[1] == (
        "To embed, estimated: 40 texts, 1,230 tokens. "
        "Set ASSISTANT_EMBEDDING_PRICE, US dollars for a million tokens, to see what that costs."
    )
    lines = Receipt(added=2, estimate=Cost(40, 1_230).priced(10)).to_lines(dry=True)
    assert lines[1] == "To embed, estimated: 40 texts, 1,230 tokens, $0.0123."
    lines = Receipt(added=2, estimate=Cost(40, 1_230).priced(0)).to_lines(dry=True)
    assert lines[1] == "To embed, estimated: 40 texts, 1,230 tokens."


def test_two_receipts_share_no_list() -> None:
    first, second = Receipt(), Receipt()
    first.rejected.append(FILE)
    assert second.rejected == []


def test_a_rejection_names_its_place() -> None:
    assert str(ROW) == "/news/a.jsonl, line 7: is not JSON: Expecting value."
    assert str(FILE) == "/news/b.txt: holds no text."
    assert str(MEMBER) == "/news/c.zip, june/rows.jsonl, line 2: is not a JSON object."


def test_a_reader_sees_every_rejection_on_a_line_of_its_own() -> None:
    lines = Receipt(added=2, embedded=40, seconds=3.21, rejected=[ROW, FILE]).to_lines()
    assert "2 added" in lines[0]
    assert "40 texts" in lines[0]
    assert "3.2 s" in lines[0]
    assert [line.strip() for line in lines[-2:]] == [str(ROW), str(FILE)]
    assert "2 rejected" in lines[1]


def test_a_clean_run_is_one_line() -> None:
    assert len(Receipt(unchanged=5).to_lines()) == 1


def test_a_receipt_of_what_would_be_done_says_so() -> None:
    lines = Receipt(added=2, removed=1, rejected=[FILE]).to_lines(dry=True)
    assert lines[0] == (
        "Would be: 2 added, 0 updated, 0 unchanged, 1 removed, 0 ignored. Nothing was embedded or written."
    )
    assert lines[-1].strip() == str(FILE)


def test_what_was_not_read_of_an_article_is_said_and_is_no_failure() -> None:
    receipt = Receipt(added=1, noted=[ROW])
    assert receipt.exit_code == 0
    assert receipt.to_lines()[1:] == ["1 not read in full:", f"  {ROW}"]


def test_where_something_was_rejected_and_nothing_else_came_of_it_no_noughts_are_told() -> None:
    assert Receipt(rejected=[FILE]).to_lines() == ["1 rejected:", f"  {FILE}"]
    assert len(Receipt().to_lines()) == 1


def test_what_was_told_before_is_only_counted() -> None:
    receipt = Receipt(unchanged=1, noted=[MEMBER], rejected=[ROW, FILE])
    assert receipt.to_lines(known={ROW, MEMBER})[1:] == [
        "1 not read in full, as before.",
        "1 rejected, and 1 as before:",
        f"  {FILE}",
    ]
    assert receipt.to_lines(known={ROW, FILE})[-1] == "2 rejected, as before."


def test_of_rows_of_a_file_with_the_same_reason_the_first_are_told_and_the_others_counted() -> None:
    alike = [Rejection("/news/a.jsonl", line, 'has no "text".') for line in range(1, 1_006)]
    receipt = Receipt(rejected=[*alike, ROW, FILE])
    assert receipt.to_lines() == [
        "1007 rejected:",
        '  /news/a.jsonl, line 1: has no "text".',
        '  /news/a.jsonl, line 2: has no "text".',
        '  /news/a.jsonl, line 3: has no "text".',
        "  /news/a.jsonl: 1,002 more like it; --json lists each.",
        f"  {ROW}",
        f"  {FILE}",
    ]
    assert len(receipt.to_json()["rejected"]) == 1_007
