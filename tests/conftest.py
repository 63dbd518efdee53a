import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.library import Library
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import open_words

PROJECT = Path(__file__).parents[1]
SHARED_ARTICLES = PROJECT.parent / "shared" / "seeds"

FILES = 1_024
"""Most systems let a process have so many open, unless they are told to allow more."""


@pytest.fixture(scope="session", autouse=True)
def usual_limits() -> Iterator[None]:
    """A library that a test leaves open, or a command of ours, is found on every machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if soft == resource.RLIM_INFINITY else min(soft, FILES), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="session", autouse=True)
def untouched_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the developer's shell or ``.env`` reaches a test, and no test the developer's data."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("OPENAI_", "CHROMA_", "ASSISTANT_")):
                patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.chdir(tmp_path_factory.mktemp("empty"))
        yield


@pytest.fixture(scope="session")
def embeddings() -> E5Embeddings:
    """The real built-in model, loaded once."""
    return E5Embeddings(parse_embedding_model(BUILT_IN))


@pytest.fixture
def words() -> WordEmbeddings:
    """A quick model that finds texts by their words."""
    return WordEmbeddings()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library of the quick model."""
    opened = open_words(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_article() -> Path:
    """The folder with the real article."""
    if not SHARED_ARTICLES.is_dir():
        reason = (
            f"the real article is not at {SHARED_ARTICLES}: the acceptance of ask on real input was not tested; "
            "put the folder shared/ beside the checkout to run it"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED_ARTICLES
