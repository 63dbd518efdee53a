import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.naming import free_name, to_file_name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Bericht.TXT", "Bericht.txt"),
        ("Der Leuchtturm – Teil 2.md", "Der Leuchtturm – Teil 2.md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/etc/cron.d/x.txt", "x.txt"),
        (r"C:\Windows\x.txt", "x.txt"),
        ("..", "article"),
        ("", "article"),
        (".hidden.txt", "hidden.txt"),
        (". . .a.txt", "a.txt"),
        ("a.txt. .", "a.txt"),
        ("CON.txt", "article CON.txt"),
        ("lpt1.tar.md", "article lpt1.tar.md"),
        ("a\x00b\n.txt", "ab.txt"),
        ("gpj\u202etxt.exe.txt", "gpjtxt.exe.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("a\u200b\u2066b.md", "ab.md"),
        ('a<b>:"|?*.md', "a-b------.md"),
    ],
)  # fmt: skip
def test_a_name_becomes_that_of_a_file_in_one_folder(given_name: str, name: str) -> None:
    assert to_file_name(given_name) == name


@given(st.text(max_size=400))
def test_no_name_is_a_path_hidden_too_long_or_changed_a_second_time(given_name: str) -> None:
    name = to_file_name(given_name)
    assert name
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    assert not [each for each in name if unicodedata.category(each).startswith("C")]
    assert to_file_name(name) == name


def test_a_name_that_is_taken_gets_the_next_number() -> None:
    taken = {"a.txt", "a-2.txt"}
    assert free_name("a.txt", taken.__contains__) == "a-3.txt"
    assert free_name("b.txt", taken.__contains__) == "b.txt"
    assert free_name("a.html.gz", {"a.html.gz"}.__contains__) == "a-2.html.gz"
