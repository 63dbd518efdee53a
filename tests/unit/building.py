"""Candidates built by hand, as a search would give them."""

import numpy

from assistant.articles import Origin, Passage, Sentence
from assistant.candidates import Candidate
from assistant.entries import Entry


def make_entry(
    article_id: str = "brücke",
    *,
    title: str = "Die Brücke",
    published: str | None = "2024-06",
    language: str | None = "de",
    source: str | None = None,
) -> Entry:
    return Entry(
        id=article_id,
        title=title,
        published=published,
        language=language,
        source=source,
        url=None,
        origin=Origin("/news", f"/news/{article_id}.txt"),
        fingerprint="0" * 64,
        chars=1_000,
        layout=(1,),
    )


def make_candidate(
    *scored: tuple[str, float],
    entry: Entry | None = None,
    cosine: float = 0.8,
    start: int = 0,
    section: str | None = None,
    bonus: float = 0.0,
) -> Candidate:
    """A passage of sentences with their cosines, their matches too; it begins at ``start`` of its article."""
    sentences: list[Sentence] = []
    position = start
    for text, _ in scored:
        sentences.append(Sentence(position, position + len(text)))
        position += len(text) + 1
    text = "".join(f"{text} " for text, _ in scored)
    return Candidate(
        entry=entry or make_entry(),
        passage=Passage(start, start + len(text), section, tuple(sentences)),
        text=text,
        cosine=cosine,
        sentence_cosines=tuple(score for _, score in scored),
        sentence_matches=tuple(score for _, score in scored),
        vector=numpy.zeros(2, dtype=numpy.float32),
        sentence_vectors=numpy.zeros((len(scored), 2), dtype=numpy.float32),
        bonus=bonus,
    )
