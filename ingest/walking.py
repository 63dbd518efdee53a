"""The files below the paths that were given: which are read, which are ignored, which cannot be."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from ingest.naming import split_ending
from ingest.reading import KNOWN_ENDINGS, reader_of
from ingest.receipt import Rejection


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read.

    Attributes:
        path: absolute, symbolic links resolved.
        root: the path that was given, absolute.
        article_id: for a file that is one article: its path below the root without its ending.
        name: as it was found, of a link its own; its ending says how the file is read.
    """

    path: Path
    root: Path
    article_id: str
    name: str


@dataclass(slots=True)
class Walk:
    """What lies below the paths that were given.

    Attributes:
        roots: the paths that exist, absolute.
        files: to be read, each once.
        ignored: hidden files and folders, folders of saved pages, and files of other endings.
        rejected: what was named and cannot be read, and folders that cannot be opened.
        closed: folders that cannot be opened, absolute; what lies in them has not vanished.
    """

    roots: list[Path] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    ignored: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)


def walk(paths: Sequence[Path]) -> Walk:
    """Find the files below paths, in order of their names. Links to folders are not followed."""
    found = Walk()
    seen: set[Path] = set()
    for given in paths:
        try:
            root = given.expanduser().absolute().resolve(strict=True)
        except FileNotFoundError:
            found.rejected.append(Rejection(str(given), None, "there is no such file or folder."))
            continue
        except (OSError, RuntimeError) as error:
            found.rejected.append(Rejection(str(given), None, f"cannot be opened: {_reason(error)}."))
            continue
        if root.is_dir():
            files = _files_below(root, found)
        else:
            named = given.expanduser().absolute()
            reason = _reason_not_to_read(named)
            if reason is not None:
                found.rejected.append(Rejection(str(given), None, reason))
                continue
            files = iter([SourceFile(root, root, _to_id(Path(root.name)), named.name)])
        found.roots.append(root)
        for file in files:
            if file.path not in seen:
                seen.add(file.path)
                found.files.append(file)
    return found


def _files_below(root: Path, found: Walk) -> Iterator[SourceFile]:
    def reject(error: OSError) -> None:
        found.closed.append(Path(error.filename))
        found.rejected.append(Rejection(str(error.filename), None, f"cannot be opened: {error.strerror}."))

    for folder, subfolders, names in os.walk(root, onerror=reject):
        hidden = [name for name in subfolders if name.startswith(".")] + _of_saved_pages(subfolders, names)
        found.ignored += len(hidden)
        subfolders[:] = sorted(set(subfolders) - set(hidden))
        for name in sorted(names):
            path = Path(folder, name)
            if _reason_not_to_read(path) is not None:
                found.ignored += 1
                continue
            try:
                yield SourceFile(path.resolve(), root, _to_id(path.relative_to(root)), name)
            except (OSError, RuntimeError) as error:
                found.rejected.append(Rejection(str(path), None, f"cannot be opened: {_reason(error)}."))


def _of_saved_pages(subfolders: Sequence[str], names: Sequence[str]) -> list[str]:
    """Folders that a browser saved beside a page: their pictures and frames are no articles."""
    pages = {Path(name).stem for name in names if Path(name).suffix.lower() in (".html", ".htm")}
    return [name for name in subfolders if any(name in (f"{page}_files", f"{page}-Dateien") for page in pages)]


def _reason_not_to_read(path: Path) -> str | None:
    if path.name.startswith("."):
        return "is a hidden file."
    if reader_of(path.name) is None:
        return f"has an ending that is not read; known are {KNOWN_ENDINGS}."
    if path.exists() and not path.is_file():
        return "is not a regular file."
    return None


def _reason(error: OSError | RuntimeError) -> str:
    """Why a path leads nowhere; before Python 3.13 a link to itself is a RuntimeError."""
    return (error.strerror if isinstance(error, OSError) else None) or "a link that leads to itself"


def _to_id(relative: Path) -> str:
    readable = relative.with_name(split_ending(relative.name)[0]).as_posix().encode("utf-8", "replace").decode()
    return normalize("NFC", readable)
