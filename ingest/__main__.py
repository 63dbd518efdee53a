"""The command line of ingest: ``python -m ingest PATH...``."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NoReturn

from assistant.errors import AssistantError, LibraryEmpty, LibraryMismatch, LibraryMissing, SettingsError
from ingest.fields import Fields, parse_fields
from ingest.options import read_options
from ingest.watching import begin_to_watch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from assistant.library import Library
    from assistant.settings import Settings
    from ingest.receipt import Receipt, Rejection
    from ingest.syncing import Removals

_SAMPLE_ARTICLES = Path(__file__).parent.parent / "seeds" / "articles"
_SMOOTHING = 0.1
"""How much the last moments count in the rate and the time that is left: articles are stored several at a time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Take articles into the library.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0 all was read, 1 something was rejected, 2 usage and settings.
    """
    started = monotonic()
    options = read_options(arguments)
    try:
        if options.verify or options.repair:
            return _flushed(_verify(options))
        if options.rebuild:
            return _flushed(_rebuild(options, started))
        changes = begin_to_watch(options.paths) if options.watch else None
        receipt = _fill_sample(options) if options.sample else _run(options)
        _print_receipt(receipt, options, started)
        if changes is not None:
            _follow(changes, options, receipt)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped. What was taken in is whole; run the same command again for the rest.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # nobody reads on, and Python would say so once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return receipt.exit_code


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def _print_receipt(
    receipt: Receipt, options: argparse.Namespace, started: float, known: Collection[Rejection] = ()
) -> None:
    receipt.seconds = round(monotonic() - started, 3)
    if options.json:
        print(json.dumps(receipt.to_json(), ensure_ascii=False), flush=True)
    elif _is_told(receipt, options):
        print("\n".join(receipt.to_lines(dry=options.dry_run, known=known)), flush=True)


def _is_told(receipt: Receipt, options: argparse.Namespace) -> bool:
    if receipt.added or receipt.updated or receipt.removed or receipt.rejected:
        return True
    was_not_filled = options.sample and not receipt.unchanged  # why has been said
    return not (options.quiet or was_not_filled)


def _follow(changes: Iterator[bool], options: argparse.Namespace, last: Receipt) -> None:
    """Take in what changes, until it is interrupted; what goes wrong meanwhile is said, and the rest goes on."""
    print("Following what changes; Ctrl+C to stop.", file=sys.stderr, flush=True)
    for has_changed in changes:
        if not has_changed:
            continue
        started = monotonic()
        try:
            receipt = _run(options)
        except AssistantError as error:
            print(error, file=sys.stderr, flush=True)
            continue
        if receipt.added or receipt.updated or receipt.removed or receipt.rejected != last.rejected:
            _print_receipt(receipt, options, started, {*last.rejected, *last.noted})
        last = receipt


def _run(options: argparse.Namespace) -> Receipt:
    # Imported here, since --help has no need of Chroma and LangChain.
    from assistant.errors import OWN_LIBRARY
    from assistant.settings import read_settings
    from ingest.reading import KNOWN_ENDINGS
    from ingest.syncing import Removals

    settings = read_settings(assistant_library=options.library)
    removals = Removals(keep_missing=options.keep_missing, allow_most=options.allow_removals)
    fields = parse_fields(options.fields) if options.fields is not None else Fields(can_be_told=True)
    location = settings.assistant_library or OWN_LIBRARY
    run = _preview if options.dry_run else _sync
    nothing = _nothing_there(options.paths)
    receipt = nothing or run(options.paths, location, settings, removals, fields=fields)
    if not (receipt.added or receipt.updated or receipt.unchanged or receipt.rejected):
        paths = ", ".join(str(path) for path in options.paths)
        print(f"There are no articles in {paths}. Files that are read end in {KNOWN_ENDINGS}.", file=sys.stderr)
    return receipt


def _nothing_there(paths: Sequence[Path]) -> Receipt | None:
    """Why none of the paths can be read, so that no library is made for nothing; None where one can."""
    from ingest.receipt import Receipt
    from ingest.walking import walk

    try:
        if any(path.expanduser().is_dir() for path in paths):
            return None
    except OSError:  # a name too long for any file
        pass
    found = walk(paths)
    return None if found.roots else Receipt(rejected=found.rejected)


def _verify(options: argparse.Namespace) -> int:
    """Check a library, and mend it where that is wanted; 0 when it is whole in the end, else 1."""
    from assistant.errors import OWN_LIBRARY
    from assistant.library import open_library
    from assistant.settings import SAMPLE_LIBRARY, read_settings
    from ingest.verifying import repair, verify

    settings = read_settings(assistant_library=options.library)
    location = SAMPLE_LIBRARY if options.sample else settings.assistant_library or OWN_LIBRARY
    library = open_library(location, settings.assistant_embeddings, access=settings.access)
    # Nobody writes into the copy that a library is read from where it may not be written.
    reads_copy = library.is_read_only and not options.repair
    with nullcontext() if reads_copy else library.writing_alone(on_wait=_say_who_is_waited_for):
        found = verify(library)
        lines, done = found.to_lines(), []
        if options.repair:
            done = list(repair(library, found))
        if done:
            found = verify(library)
            lines += [*done, *found.to_lines()]
    library.close()
    print(json.dumps({**found.to_json(), "done": done}, ensure_ascii=False) if options.json else "\n".join(lines))
    return 0 if found.is_whole else 1


def _rebuild(options: argparse.Namespace, started: float) -> int:
    """Build a library anew with the embedding model of the settings; 0."""
    from assistant.assembly import build_embeddings
    from assistant.errors import OWN_LIBRARY
    from assistant.library import open_library
    from assistant.settings import read_settings
    from ingest.rebuilding import estimate_rebuilding, rebuild

    settings = read_settings(assistant_library=options.library)
    library = open_library(settings.assistant_library or OWN_LIBRARY, None, access=settings.access)
    if options.dry_run:
        with closing(library):
            estimate = estimate_rebuilding(library).priced(settings.embedding_price)
        print(json.dumps({"estimate": asdict(estimate)}) if options.json else estimate.to_line())
        return 0
    with (
        closing(library),
        library.writing_alone(on_wait=_say_who_is_waited_for),
        _progress("Rebuilding", "article") as show,
    ):
        receipt = rebuild(library, build_embeddings(settings), show)
    receipt.seconds = round(monotonic() - started, 3)
    built = receipt.added + receipt.unchanged
    sentence = (
        f"Built anew with {settings.assistant_embeddings}: {built:,} article{'' if built == 1 else 's'}, "
        f"{receipt.unchanged:,} of them by an earlier run; {receipt.embedded:,} texts embedded in "
        f"{receipt.seconds:.1f} s."
    )
    if receipt.usage is not None:
        receipt.usage = receipt.usage.priced(settings.embedding_price)
        sentence += f"\nAsked of the server: {receipt.usage}."
    print(json.dumps(receipt.to_json(), ensure_ascii=False) if options.json else sentence)
    return 0


def _fill_sample(options: argparse.Namespace) -> Receipt:
    from assistant.assembly import Libraries
    from assistant.settings import SAMPLE_LIBRARY, read_settings
    from ingest.receipt import Receipt
    from ingest.syncing import Removals

    if not _SAMPLE_ARTICLES.is_dir():
        raise SettingsError("The sample articles are not here.", "They come with a checkout of the project.")
    settings = read_settings()
    with closing(Libraries(settings)) as libraries:
        if not libraries.wants_sample():
            if not options.quiet:
                print(_why_no_sample(settings.assistant_library), file=sys.stderr)
            return Receipt()
        try:
            _follow_checkout(libraries.sample())
        except (LibraryMissing, LibraryEmpty):
            pass  # it is made below
        except LibraryMismatch as error:
            if not error.of_sample:
                raise
            shutil.rmtree(SAMPLE_LIBRARY)  # an older version's; all that it holds is read again
    return _sync([_SAMPLE_ARTICLES], SAMPLE_LIBRARY, settings, Removals(allow_most=True), sample=True)


def _why_no_sample(named: str | None) -> str:
    if named:
        return f"No sample was filled: ASSISTANT_LIBRARY names {named}, and the sample is for where it names none."
    return "No sample was filled: your own library has articles, and the sample stands in only for an empty one."


def _follow_checkout(sample: Library) -> None:
    """Let the sample's articles come from this checkout, where it was copied from another."""
    root = str(_SAMPLE_ARTICLES.resolve())
    moved = [entry for entry in sample.entries() if entry.origin.root != root]
    sample.move([replace(entry, origin=entry.origin.below(root)) for entry in moved])


def _preview(
    paths: Sequence[Path], location: str, settings: Settings, removals: Removals, *, fields: Fields
) -> Receipt:
    from assistant.library import open_library
    from ingest.syncing import preview

    try:
        library = open_library(location, settings.assistant_embeddings, sample=False, access=settings.access)
    except (LibraryMissing, LibraryEmpty):
        receipt = preview(paths, None, removals, fields)
    else:
        receipt = preview(paths, library, removals, fields)
        library.close()
    if receipt.estimate is not None:
        receipt.estimate = receipt.estimate.priced(settings.embedding_price)
    return receipt


def _sync(
    paths: Sequence[Path],
    location: str,
    settings: Settings,
    removals: Removals,
    *,
    sample: bool = False,
    fields: Fields = Fields(),
) -> Receipt:
    from assistant.assembly import build_embeddings
    from assistant.library import open_library
    from ingest.syncing import sync

    model, access = settings.assistant_embeddings, settings.access
    library = open_library(location, model, create=True, sample=sample, access=access)
    with (
        library.writing_alone(on_wait=_say_who_is_waited_for),
        _progress("Taking in", "B") as show,
    ):
        receipt = sync(paths, library, build_embeddings(settings), removals, show, fields)
    library.close()
    if receipt.usage is not None:
        receipt.usage = receipt.usage.priced(settings.embedding_price)
    return receipt


@contextmanager
def _progress(what: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, once there is something to do; told how many units are done, and how many are in all."""
    from tqdm import tqdm

    with ExitStack() as stack:
        bars: list[tqdm[NoReturn]] = []

        def show(done: int, total: int) -> None:
            if not bars:
                bar = tqdm(
                    total=total,
                    desc=what,
                    unit=unit,
                    unit_scale=True,
                    miniters=1,
                    smoothing=_SMOOTHING,
                    dynamic_ncols=True,
                    file=sys.stderr,
                    leave=False,
                    disable=None,
                )
                bars.append(stack.enter_context(bar))
            bars[0].total = total
            bars[0].update(done - bars[0].n)

        yield show


def _say_who_is_waited_for(holder: str) -> None:
    print(
        f"Other articles are just being taken into this library ({holder}). Waiting for it; Ctrl+C to stop.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    sys.exit(main())
