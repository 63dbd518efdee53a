import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ingest.__main__ import main as ingest
from tests.news import write_news

APP = Path(__file__).parents[2] / "ui" / "app.py"


@pytest.fixture(scope="session")
def news_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    assert ingest([str(write_news(folder / "articles")), "--library", str(folder / "library")]) == 0
    return folder / "library"


@pytest.fixture
def app(news_library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(news_library))
    st.cache_resource.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    st.cache_resource.clear()
    gc.collect()  # each test has opened a model of its own, and they are in circles
