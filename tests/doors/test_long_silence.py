import pytest
from langchain_core.messages import HumanMessage

from assistant.chat_model import OpenAIChatModel
from assistant.errors import ChatModelError
from assistant.settings import Settings
from tests.doors import scripted
from tests.doors.scripted import serving


def test_only_our_own_clock_ends_a_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S", "0.2")
    with serving(scripted.humming) as server:
        given = {"openai_base_url": f"http://{server.host}/v1", "assistant_timeout_seconds": 1, "assistant_retries": 0}
        with pytest.raises(ChatModelError, match="has not begun to answer"):
            list(OpenAIChatModel(Settings.model_validate(given)).stream([HumanMessage("Was?")]))
