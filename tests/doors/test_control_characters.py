"""Nothing that a terminal obeys comes from a chat server or from a file."""

from pathlib import Path

from langchain_core.messages import HumanMessage

from assistant.chat_model import OpenAIChatModel
from assistant.settings import Settings
from ingest.reading import read_file
from ingest.sources import Reading
from tests.doors import scripted
from tests.doors.scripted import serving


def test_what_a_chat_model_writes_comes_without_control_characters_and_with_its_lines() -> None:
    with serving(scripted.saying("Rot \x1b[31mist\x9b\x07 es.\n\nEs", " ist\x00 rot.")) as server:
        settings = Settings.model_validate({"openai_base_url": f"http://{server.host}/v1", "assistant_retries": 0})
        steps = list(OpenAIChatModel(settings).stream([HumanMessage("Was?")]))
    assert "".join(step for step in steps if isinstance(step, str)) == "Rot [31mist es.\n\nEs ist rot."


def test_an_article_has_no_control_characters(tmp_path: Path) -> None:
    file = tmp_path / "rot.txt"
    file.write_text("Rot \x1b[31mist\u009b2J es.", encoding="utf-8")
    (reading,) = read_file(file, "rot")
    assert isinstance(reading, Reading)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in reading.article.text)
