"""The command line of the assistant: ``python -m assistant ask|library``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.assembly import Libraries
    from assistant.settings import Settings

_EXAMPLES = """examples:
  python -m assistant ask "why is Putin visiting Pyongyang"
  python -m assistant ask "Warum besucht Putin Pjöngjang?" --json
  echo "Wer ist John Kirby?" | python -m assistant ask -
  python -m assistant library list
  python -m assistant library show ARTICLE_ID --json
  python -m assistant library stats --library ~/other-library
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0 done, 1 could not be done, 2 usage and settings.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    library = argparse.ArgumentParser(add_help=False)
    library.add_argument(
        "--library", metavar="L", default=argparse.SUPPRESS, help="a folder, or the http(s) address of a Chroma server"
    )
    parser = argparse.ArgumentParser(
        prog="assistant",
        description="Ask a library of news articles; every citation is verbatim.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[library],
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer a question", parents=[library])
    ask.add_argument("question", help="in any language; - reads it from standard input")
    ask.add_argument("--json", action="store_true", help="one JSON object on standard output")

    shelf = commands.add_parser("library", help="see what is in the library", parents=[library])
    views = shelf.add_subparsers(dest="view", required=True, metavar="VIEW")
    listing = views.add_parser("list", help="all articles, one a line", parents=[library])
    show = views.add_parser("show", help="one article with its text", parents=[library])
    show.add_argument("article_id", metavar="ARTICLE_ID")
    stats = views.add_parser("stats", help="counts by language, source and year", parents=[library])
    for view in (listing, show, stats):
        view.add_argument("--json", action="store_true", help="JSON on standard output")
    return parser


def _run(options: argparse.Namespace) -> int:
    # What follows imports Chroma and LangChain, which --help has no need of.
    from assistant.assembly import Libraries
    from assistant.settings import read_settings

    settings = read_settings(assistant_library=getattr(options, "library", None))
    libraries = Libraries(settings)
    if options.command == "ask":
        return _ask(options, settings, libraries)
    return _show_library(options, libraries)


def _ask(options: argparse.Namespace, settings: Settings, libraries: Libraries) -> int:
    from assistant.assembly import build_assistant
    from assistant.printing import AnswerPrinter

    question = _read_stdin() if options.question == "-" else options.question
    printer = AnswerPrinter(as_json=options.json)
    for step in build_assistant(settings, libraries).ask(question):
        printer.take(step)
    return 0


def _read_stdin() -> str:
    content = sys.stdin.buffer.read()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _show_library(options: argparse.Namespace, libraries: Libraries) -> int:
    from assistant import printing

    library = libraries.current()
    if options.view == "list":
        printing.print_entries(library.entries(), as_json=options.json)
    elif options.view == "show":
        printing.print_article(*library.article(options.article_id), as_json=options.json)
    else:
        printing.print_stats(library, as_json=options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
