import json

from ingest.receipt import Receipt, Rejection

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
    }


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
