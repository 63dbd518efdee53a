"""What a page of the app shows, answers included, which a component draws of plain data."""

import json
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from assistant.answers import Answer, Copy, Excerpt
from ui.article import Opened

SHELF = """
from contextlib import closing
from assistant.assembly import Libraries
from assistant.settings import read_settings
from ui.shelf import render_shelf
from ui.wording import words_for
with closing(Libraries(read_settings())) as libraries:
    render_shelf(libraries, words_for(None))
"""
"""A page of nothing but the library, as a script."""


def ask(app: AppTest, question: str) -> None:
    app.chat_input(key="question").set_value(question).run()


def html_of(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def answers_of(app: AppTest) -> list[dict[str, Any]]:
    """The data of each answer on the page."""
    drawn = (element.proto for element in app.get("bidi_component"))
    return [json.loads(each.json) for each in drawn if each.component_name.endswith("answer")]


def texts_of(value: Any) -> list[str]:
    """Every text in some data."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in texts_of(part)]


def shown_in(app: AppTest) -> str:
    """All texts of the page; those of answers without what is only copied."""
    views = [{**each, "view": {**each["view"], "markdown": "", "said": ""}} for each in answers_of(app)]
    return "\n".join([html_of(app), *texts_of(views)])


def citations_of(app: AppTest) -> list[str]:
    """The numbers that the last answer shows, in order."""
    numbers: list[str] = []
    for block in answers_of(app)[-1]["view"]["blocks"]:
        numbers += [run["mark"] for run in block.get("runs", ()) if "mark" in run] + block.get("quotes", [])
    return numbers


def last_answer(app: AppTest) -> Answer:
    answer = app.session_state["conversation"].turns[-1].answer
    assert isinstance(answer, Answer)
    return answer


def open_citation(app: AppTest, quoting: str = "", copy: str = "") -> None:
    """Open a citation of the last answer as a click in a browser does.

    Args:
        app: to be run.
        quoting: words of its quote; the first citation that has them.
        copy: id of the article that prints the same and is to be opened; empty for the quote's own.
    """
    answer = last_answer(app)
    excerpt = next(each.excerpt for each in answer.citations if quoting in each.excerpt.quote)
    place: Excerpt | Copy = next((each for each in excerpt.copies if each.article_id == copy), excerpt)
    app.session_state["opened_count"] = number = 1_000
    app.session_state["opened"] = Opened(
        place.article_id, answer.sample, place.start, place.end, number, answer.language, excerpt.dated
    )
    app.run()


def tell(app: AppTest, event: str, value: object) -> None:
    """Let the last answer's component tell of a click, as it does in a browser."""
    send(app, click_on("answer", app, event, value))


def click_on(name: str, app: AppTest, event: str, value: object) -> WidgetStates:
    """What a browser sends when the last component of a name tells of a click."""
    component = next(each.proto for each in reversed(app.get("bidi_component"))
                     if each.proto.component_name.endswith(name))  # fmt: skip
    states = WidgetStates()
    clicked = states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{component.id}__events")
    clicked.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return states


def send(app: AppTest, states: WidgetStates) -> None:
    """Draw the page for what a browser has sent."""
    app._run(states)
    assert not app.exception
