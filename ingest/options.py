"""The options of ``python -m ingest``."""

import argparse
from collections.abc import Sequence
from pathlib import Path

_EXAMPLES = """examples:
  python -m ingest ~/news
  python -m ingest ~/news more/agency.jsonl --library ~/other-library
  python -m ingest ~/news --json
  python -m ingest ~/news --keep-missing
  python -m ingest ~/news --dry-run
  python -m ingest --verify
  python -m ingest --rebuild
  python -m ingest ~/export.csv --fields id=url,title=headline,text=body,date=pub_date
"""


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the options; what makes no sense ends the process with 2 and a usage sentence.

    Args:
        arguments: of the command line; None for those of the process.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    _check(parser, options)
    return options


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    verifies = options.verify or options.repair
    if (options.sample or verifies or options.rebuild) == bool(options.paths):
        takes_none = "--sample, --verify, --repair and --rebuild take no PATH"
        parser.error("name a file or a folder" if not options.paths else takes_none)
    if options.rebuild and (options.sample or verifies):
        parser.error("--rebuild takes no --sample, no --verify and no --repair")
    if options.sample and options.library is not None:
        parser.error("--sample fills library-sample, and takes no --library")
    if options.sample and options.dry_run:
        parser.error("--dry-run needs a PATH, and --sample takes none")
    if verifies and (options.watch or options.dry_run):
        parser.error("--verify and --repair take no --watch and no --dry-run")
    if options.watch and (options.dry_run or not options.paths):
        parser.error("--watch needs a PATH, and no --dry-run")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ingest",
        description="Take articles into the library: files, and folders with all that is below them.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file or a folder")
    parser.add_argument("--library", metavar="L", help="a folder, or the http(s) address of a Chroma server")
    parser.add_argument(
        "--fields",
        metavar="OURS=THEIRS,...",
        help="what JSON and tables call their fields, such as title=headline,text=content.body; for this run",
    )
    parser.add_argument("--json", action="store_true", help="the receipt, or what is wrong, as one JSON object")
    parser.add_argument("--quiet", action="store_true", help="no receipt of a run that did nothing")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done; embed and write nothing")
    parser.add_argument("--watch", action="store_true", help="then follow what changes there, until Ctrl+C")
    parser.add_argument("--verify", action="store_true", help="check that the library is whole; takes no PATH")
    parser.add_argument(
        "--repair", action="store_true", help="check it, mend what can be mended, and say what was done"
    )
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="embed all that the library holds anew, as after a change of ASSISTANT_EMBEDDINGS; takes no PATH",
    )
    parser.add_argument("--keep-missing", action="store_true", help="keep articles that left their folder")
    parser.add_argument("--allow-removals", action="store_true", help="remove even more than half of a folder")
    parser.add_argument(
        "--sample",
        action="store_true",
        help="fill library-sample from seeds/articles, as long as your own library is empty",
    )
    return parser
