"""What Streamlit reads as Markdown or HTML is given only our own words, or texts made inert."""

import ast
import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "ui"
MARKDOWN = {
    "button",
    "caption",
    "error",
    "exception",
    "expander",
    "header",
    "info",
    "link_button",
    "markdown",
    "metric",
}
MARKDOWN |= {
    "page_link",
    "popover",
    "selectbox",
    "status",
    "subheader",
    "success",
    "title",
    "toast",
    "warning",
    "write",
}
MARKDOWN |= {"checkbox", "download_button", "file_uploader", "latex", "multiselect", "pills", "radio", "tabs", "toggle"}
MAKES_INERT = {"plain_label", "to_html", "str", "_to_live_html", "article_html"}


def calls() -> list[tuple[str, ast.Call]]:
    return [
        (path.name, node)
        for path in sorted(UI.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def is_ours(node: ast.expr) -> bool:
    """Whether a label is a constant, one of our words, or was made plain."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "words"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "str":
            return ast.unparse(node) == "str(number)"
        return node.func.id == "plain_label"
    return ast.unparse(node) == "words.empty_library.format(command=ingest_command())"


def labels(call: ast.Call) -> list[ast.expr]:
    named = [each.value for each in call.keywords if each.arg in ("label", "body", "help", "placeholder")]
    return [*call.args[:1], *named] if not isinstance(call.func, ast.Name) else []


@pytest.mark.parametrize(
    ("file", "call"),
    [pytest.param(file, call, id=f"{file}-{call.lineno}") for file, call in calls()
     if isinstance(call.func, ast.Attribute) and call.func.attr in MARKDOWN
     and ast.unparse(call.func.value) in ("st", "slot", "st.sidebar")],
)  # fmt: skip
def test_what_streamlit_reads_as_markdown_is_our_own_words_or_made_plain(file: str, call: ast.Call) -> None:
    given = [each for each in labels(call) if not isinstance(each, ast.Starred)]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "page_link":
        given = [each.value for each in call.keywords if each.arg == "label"]
    assert all(is_ours(each) for each in given), f"{file}:{call.lineno}: {ast.unparse(call)}"


def test_html_is_made_of_constants_and_of_texts_that_were_made_inert() -> None:
    for file, call in calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("html", "markdown"):
            parts = [
                each.value
                for joined in ast.walk(call)
                if isinstance(joined, ast.JoinedStr)
                for each in joined.values
                if isinstance(each, ast.FormattedValue)
            ]
            for part in parts:
                made = isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in MAKES_INERT
                named = isinstance(part, ast.Name) and part.id in ("html", "text", "notice")
                assert made or named, f"{file}:{call.lineno}: {ast.unparse(part)}"
            assert "unsafe_allow_html" not in ast.unparse(call), f"{file}:{call.lineno}"
            assert "unsafe_allow_javascript" not in ast.unparse(call), f"{file}:{call.lineno}"


WAYS_TO_MARKUP = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|srcdoc|\.href\s*=[^=]|'href'"
)


@pytest.mark.parametrize(
    "file", [pytest.param(path, id=path.name) for path in sorted([*UI.glob("*.py"), *UI.glob("*.js")])]
)
def test_scripts_make_no_markup_and_no_links_of_texts(file: Path) -> None:
    """Those in files of their own, and those in a module's texts."""
    assert re.findall(WAYS_TO_MARKUP, file.read_text()) == []


@pytest.mark.parametrize("line", ["a.innerHTML = b", "a.href = b", "a.setAttribute('href', b)", "eval(b)"])
def test_what_would_make_markup_is_told(line: str) -> None:
    assert re.search(WAYS_TO_MARKUP, line)
