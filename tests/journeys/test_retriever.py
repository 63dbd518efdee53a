from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from assistant.answers import Answer
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.library import Library
from assistant.retrieval import Retrieval, find_passages
from assistant.retriever import ArticleRetriever
from ingest.syncing import sync
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import open_words
from tests.news import BRIDGE, write_news

KEYS = {
    "article_id", "title", "published", "language", "source", "url", "section", "start", "end", "score", "confidence",
    "copies",
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_words(tmp_path / "library")
    sync([write_news(tmp_path / "news")], opened, WordEmbeddings())
    yield opened
    opened.close()


def to_context(documents: list[Document]) -> str:
    return "\n".join(document.page_content for document in documents)


def test_it_is_a_langchain_retriever_whose_offsets_are_true(library: Library) -> None:
    retriever = ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=6)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("Engineers replaced stones of the bridge")
    assert documents[0].metadata["article_id"] == "bridge"
    for document in documents:
        assert set(document.metadata) == KEYS
        text = library.article(document.metadata["article_id"])[0].text
        assert text[document.metadata["start"] : document.metadata["end"]] == document.page_content


def test_metadata_is_what_the_article_says_of_itself(library: Library) -> None:
    retriever = ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=6)
    first, *_ = retriever.invoke("Engineers replaced stones of the bridge")
    assert first.metadata["title"] == "Bridge over the Tarn reopens"
    assert first.metadata["published"] == "2024-06"
    assert first.metadata["source"] == "The Tarn Courier"
    assert first.metadata["url"] in BRIDGE
    assert 0 <= first.metadata["confidence"] <= 1


def test_it_gives_as_many_as_it_is_asked_for_best_first(library: Library) -> None:
    everything = ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=20).invoke("the bridge")
    scores = [document.metadata["score"] for document in everything]
    assert scores == sorted(scores, reverse=True)
    assert len(everything) > 2
    assert len(ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=2).invoke("the bridge")) == 2


def test_it_works_in_a_chain_of_ones_own(library: Library) -> None:
    retriever = ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=1)
    prompt = ChatPromptTemplate.from_template("{context}\n\n{question}")
    chain = {"context": retriever | RunnableLambda(to_context), "question": RunnablePassthrough()} | prompt
    text = chain.invoke("Who repaired the stone bridge at Aldermoor?").to_string()
    assert "Engineers replaced 212 stones." in text
    assert text.endswith("Who repaired the stone bridge at Aldermoor?")
    assert len((retriever | RunnableLambda(to_context)).batch(["the bridge", "Vögel"])) == 2


def test_a_question_that_asks_nothing_gives_no_documents_but_is_ranked(library: Library) -> None:
    assert ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=6).invoke("How are you?") == []
    found = find_passages("How are you?", library, WordEmbeddings())
    assert (found.confidence, found.shown) == (0, ())
    assert {each.entry.id for each in found.passages} == {"bridge", "leuchtturm"}


def test_a_reader_is_shown_nothing_near_a_question_that_asks_nothing_whatever_the_threshold(library: Library) -> None:
    found: list[Retrieval] = []
    *_, answer = Assistant(lambda: library, WordEmbeddings(), None, Limits(refuse_below=0)).ask(
        "Hello!", on_found=found.append
    )
    assert isinstance(answer, Answer)
    assert (answer.refused, answer.nearest, answer.notes) == (True, (), ())
    assert found[0].question == "Hello!"
    assert found[0].passages


def test_an_empty_library_gives_no_documents(tmp_path: Path) -> None:
    library = open_words(tmp_path / "empty")
    assert ArticleRetriever(library=library, embeddings=WordEmbeddings(), k=6).invoke("bridge") == []
    library.close()
