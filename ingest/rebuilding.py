"""A library built anew from what it holds, with the embedding model in force: beside the old one, then in its place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic

from assistant.embedding import NamedEmbeddings
from assistant.entries import Entry
from assistant.errors import ArticleMissing, LibraryUnusable, ingest_with
from assistant.library import Library
from ingest.deciding import Decision
from ingest.estimating import Estimate
from ingest.receipt import Cost, Receipt
from ingest.sources import Reading
from ingest.splitting import split
from ingest.syncing import Writer, embedded_texts


def rebuild(
    library: Library, embeddings: NamedEmbeddings, on_progress: Callable[[int, int], None] | None = None
) -> Receipt:
    """Embed every article of a library anew; questions are answered from it as it was until all are in.

    A run that is stopped leaves the library as it was; the next one with the same model goes on from there.

    Args:
        library: to be replaced, of whichever model; to be closed afterwards, since it is no more.
        embeddings: the model to build it with.
        on_progress: called with articles done and articles in all; None for nobody.

    Returns:
        What was done: articles that an earlier run brought over count as unchanged, the rest as added.

    Raises:
        LibraryUnusable: when an article cannot be read back; the library stays as it was.
    """
    started = monotonic()
    receipt = Receipt()
    successor = library.begin_successor(str(embeddings.model))
    try:
        successor.settle()
        writer = Writer(successor, embeddings, receipt)
        while _bring_over(library, successor, writer, on_progress):
            pass  # what others changed meanwhile
        receipt.unchanged = len(_all_of(successor)) - receipt.added
        library.give_way(successor)
    finally:
        successor.close()
    receipt.seconds = round(monotonic() - started, 3)
    return receipt


def estimate_rebuilding(library: Library) -> Cost:
    """What ``rebuild`` would embed, what a stopped run has done included; nothing is embedded or written.

    Args:
        library: as in ``rebuild``.
    """
    estimate = Estimate()
    for entry in _all_of(library):
        article = _read_back(library, entry).article
        estimate.add(embedded_texts(article, split(article.text, article.language)))
    return estimate.to_cost()


def _bring_over(
    library: Library, successor: Library, writer: Writer, on_progress: Callable[[int, int], None] | None
) -> bool:
    """Make a successor hold the articles that a library holds; False where it does already."""
    entries = _all_of(library)
    there = {entry.id: entry for entry in _all_of(successor)}
    missing = [each for each in entries if each.id not in there or there[each.id].fingerprint != each.fingerprint]
    known = {entry.id for entry in entries}
    successor.remove([id_ for id_ in there if id_ not in known])
    successor.move(_moved(entries, there))
    for done, entry in enumerate(missing, len(entries) - len(missing)):
        if on_progress is not None:
            on_progress(done, len(entries))
        writer.take(Decision(_read_back(library, entry), entry.origin, None))
    writer.finish()
    successor.note_files({entry.id: entry.file_fingerprint for entry in entries})
    if on_progress is not None:
        on_progress(len(entries), len(entries))
    return bool(missing)


def _all_of(library: Library) -> list[Entry]:
    return [*library.entries(), *library.hidden()]


def _moved(entries: Iterable[Entry], there: dict[str, Entry]) -> Sequence[Entry]:
    pairs = ((there[entry.id], entry) for entry in entries if entry.id in there)
    return [replace(old, origin=new.origin) for old, new in pairs if old.origin != new.origin]


def _read_back(library: Library, entry: Entry) -> Reading:
    """An article as it was read from its file.

    Raises:
        LibraryUnusable: when it is damaged.
    """
    try:
        article, _ = library.article(entry.id)
    except ArticleMissing as error:
        raise LibraryUnusable(
            f"The article {entry.id!r} of the library {library.location} is damaged.",
            f"Mend the library with: {ingest_with('--repair', library.location)}",
        ) from error
    return Reading(article, entry.origin.row, None, entry.fingerprint)
