"""Texts as long as news articles, to measure with: the sample's articles, and the public sets in larger pieces."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.articles import Article
from assistant.errors import MeasuringError
from ingest.reading import read_file
from ingest.sources import Reading
from ingest.walking import walk

ARTICLE_CHARS = 3_000
"""About the length of a news article, in characters."""

_SEEDS = Path(__file__).parent.parent / "seeds" / "articles"
_BREAK = "\n\n"


def gather_texts(folder: Path | None) -> list[str]:
    """The sample's articles as they are; XQuAD's paragraphs and MultiHop-RAG's extracts joined.

    Args:
        folder: holds the public sets as docs/retrieval.md describes them; None for the sample alone.

    Raises:
        MeasuringError: when the folder holds none of them, or there is no text at all.
    """
    texts = [article.text for article in _read(_SEEDS)]
    if folder is not None:
        public = [
            *_joined(folder / "xquad" / "corpus.en.jsonl", lambda article: article.id.rpartition("-")[0]),
            *_joined(folder / "xquad" / "corpus.de.jsonl", lambda article: article.id.rpartition("-")[0]),
            *_joined(folder / "multihoprag" / "corpus.jsonl", lambda article: article.source or ""),
        ]
        if not public:
            raise MeasuringError(
                f"There are no public sets in {folder}.",
                "Name a folder that holds xquad/ or multihoprag/; docs/retrieval.md says where to get them.",
            )
        texts += public
    if not texts:
        raise MeasuringError(f"There are no articles in {_SEEDS}.", "They come with a checkout of the project.")
    return texts


def choose(texts: Sequence[str], count: int) -> list[str]:
    """So many of the texts, spread over all; each several times where there are too few."""
    return [texts[index * len(texts) // count] for index in range(count)]


def join(paragraphs: Sequence[str]) -> Iterator[str]:
    """Paragraphs that follow each other as texts of about equal length, near that of a news article."""
    total = sum(map(len, paragraphs))
    aim = total / max(1, round(total / ARTICLE_CHARS))
    taken: list[str] = []
    for paragraph in paragraphs:
        taken.append(paragraph)
        if sum(map(len, taken)) >= aim:
            yield _BREAK.join(taken)
            taken = []
    if taken:
        yield _BREAK.join(taken)


def _joined(file: Path, belongs_to: Callable[[Article], str]) -> Iterator[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for article in _read(file):
        groups[belongs_to(article)].append(article.text)
    for paragraphs in groups.values():
        yield from join(paragraphs)


def _read(path: Path) -> Iterator[Article]:
    for file in walk([path]).files:
        for reading in read_file(file.path, file.article_id):
            if isinstance(reading, Reading):
                yield reading.article
