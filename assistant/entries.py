"""Pure: how articles are laid out in Chroma, as ids and metadata, and how they are read back.

Ids carry an article's version, so that a reader can tell what belongs together:
``ARTICLE@VERSION#PASSAGE`` and ``ARTICLE@VERSION#PASSAGE.SENTENCE``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.articles import Article, Origin, Passage, Sentence

_VERSION_CHARS = 16

ID_OVERHEAD_BYTES = _VERSION_CHARS + len("@#.") + 9
"""What the ids of sentences add to that of their article: five digits for its passage, four for the sentence in it."""

_MOST_VALUE_BYTES = 4_000
"""Of one value of metadata, below the 4,096 of Chroma Cloud."""

Layout = tuple[int, ...]
"""How many sentences each passage of an article has, in order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the library knows of an article without its text.

    Attributes:
        id: of the article.
        title: as in ``Article``.
        published: as in ``Article``.
        language: as in ``Article``.
        source: as in ``Article``.
        url: as in ``Article``.
        origin: where it was read from.
        fingerprint: of the article's content, hexadecimal; equal content has an equal one.
        chars: length of the text, in characters.
        layout: of the stored version; empty while no version is whole.
        leftovers: other versions whose vectors may still be stored, with their layouts.
        hidden: whether it is kept out of lists and searches, as its user wants it.
        file_fingerprint: by which its file is known to be as it was when all of it was read; empty where it was not.
    """

    id: str
    title: str
    published: str | None
    language: str | None
    source: str | None
    url: str | None
    origin: Origin
    fingerprint: str
    chars: int
    layout: Layout = ()
    leftovers: Mapping[str, Layout] = field(default_factory=dict)
    hidden: bool = False
    file_fingerprint: str = ""

    @property
    def version(self) -> str:
        """The part of the fingerprint that stands in ids."""
        return self.fingerprint[:_VERSION_CHARS]

    @property
    def complete(self) -> bool:
        """Whether every passage and sentence is stored."""
        return bool(self.layout)

    @property
    def all_versions(self) -> dict[str, Layout]:
        """Every version that may have vectors, with its layout."""
        return {**self.leftovers, **({self.version: self.layout} if self.complete else {})}


@dataclass(frozen=True, slots=True)
class EmbeddedArticle:
    """An article ready to be stored.

    Attributes:
        article: what was read.
        origin: where it was read from.
        fingerprint: of its content, hexadecimal.
        passages: that tile its text; at least one.
        passage_vectors: one a passage.
        sentence_vectors: one a sentence, in the order of the passages.
    """

    article: Article
    origin: Origin
    fingerprint: str
    passages: tuple[Passage, ...]
    passage_vectors: Sequence[Sequence[float]]
    sentence_vectors: Sequence[Sequence[float]]

    def to_entry(self) -> Entry:
        """The entry that vouches for this article."""
        article = self.article
        return Entry(
            id=article.id,
            title=article.title,
            published=article.published,
            language=article.language,
            source=article.source,
            url=article.url,
            origin=self.origin,
            fingerprint=self.fingerprint,
            chars=len(article.text),
            layout=tuple(len(passage.sentences) for passage in self.passages),
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is stored in a library.

    Attributes:
        entries: of articles, whole or not, by id.
        passages: ids.
        sentences: ids.
    """

    entries: Mapping[str, Entry]
    passages: frozenset[str]
    sentences: frozenset[str]


def passage_ids(article_id: str, version: str, layout: Layout) -> list[str]:
    """The ids of all passages of one version, in order."""
    return [f"{article_id}@{version}#{index}" for index in range(len(layout))]


def sentence_ids(article_id: str, version: str, layout: Layout) -> list[str]:
    """The ids of all sentences of one version, in order."""
    return [
        sentence_id
        for passage_id, count in zip(passage_ids(article_id, version, layout), layout, strict=True)
        for sentence_id in sentence_ids_of(passage_id, count)
    ]


def sentence_ids_of(passage_id: str, count: int) -> list[str]:
    """The ids of the sentences of one passage, in order."""
    return [f"{passage_id}.{index}" for index in range(count)]


def passage_id_of(sentence_id: str) -> str:
    """The passage that a sentence stands in."""
    return sentence_id.rpartition(".")[0]


def article_id_of(passage_id: str) -> str:
    """The article that a passage stands in."""
    return passage_id.rpartition("@")[0]


def is_vouched_for(passage_id: str, entry: Entry | None) -> bool:
    """Whether a passage is of the version that its article's entry calls whole."""
    if entry is None or not entry.complete:
        return False
    return passage_id.rpartition("@")[2].partition("#")[0] == entry.version


def to_entry_data(entry: Entry) -> dict[str, str]:
    """An entry as Chroma metadata: one value if possible, since Chroma takes as long to read each of several."""
    origin = entry.origin
    row = [
        *(entry.title, entry.published, entry.language, entry.source, entry.url, origin.root, origin.path, origin.row),
        *(entry.fingerprint, entry.chars, entry.layout, dict(entry.leftovers), entry.hidden),
        entry.file_fingerprint,
    ]
    return _spread("entry", row)


def to_entry(article_id: str, data: Mapping[str, Any]) -> Entry:
    """The entry that ``to_entry_data`` was given."""
    title, published, language, source, url, root, path, row, *rest = _gathered("entry", data)
    fingerprint, chars, layout, leftovers, *later = rest
    return Entry(
        id=article_id,
        title=title,
        published=published,
        language=language,
        source=source,
        url=url,
        origin=Origin(root, path, row),
        fingerprint=fingerprint,
        chars=chars,
        layout=tuple(layout),
        leftovers={version: tuple(each) for version, each in leftovers.items()},
        hidden=bool(later and later[0]),  # entries of earlier versions say neither
        file_fingerprint=later[1] if len(later) > 1 else "",
    )


def to_passage_data(entry: Entry, passage: Passage) -> dict[str, str | int]:
    """A passage as Chroma metadata; ``language`` and ``published`` stand there to be filtered by."""
    return {
        "start": passage.start,
        "section": passage.section or "",
        **_spread("sentences", [(sentence.start, sentence.end) for sentence in passage.sentences]),
        "language": entry.language or "",
        "published": entry.published or "",
    }


def to_passage(text: str, data: Mapping[str, Any]) -> Passage:
    """The passage that ``to_passage_data`` was given, from its text and metadata."""
    start = data["start"]
    sentences = tuple(Sentence(first, last) for first, last in _gathered("sentences", data))
    return Passage(start, start + len(text), data["section"] or None, sentences)


def _spread(name: str, value: Any) -> dict[str, str]:
    """A value as JSON, in as many values of metadata as it needs: ``name``, ``name1``, ``name2``."""
    left = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    parts: list[str] = []
    while left or not parts:
        end = min(_MOST_VALUE_BYTES, len(left))
        while end < len(left) and left[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(left[:end].decode("utf-8", "surrogatepass"))
        left = left[end:]
    return {f"{name}{index or ''}": part for index, part in enumerate(parts)}


def _gathered(name: str, data: Mapping[str, Any]) -> Any:
    """What ``_spread`` was given; Chroma keeps the last parts of a longer value that was there, which are not read."""
    text, index = data[name], 1
    while (part := data.get(f"{name}{index}")) is not None:
        text, index = text + part, index + 1
    return json.JSONDecoder().raw_decode(text)[0]
