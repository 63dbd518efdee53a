"""The command line of the assistant: ``python -m assistant ask|library|evaluate``."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.assembly import Libraries
    from assistant.library import Library
    from assistant.settings import Settings
    from assistant.translating import QuoteTranslator

_EXAMPLES = """examples:
  python -m assistant ask "why is Putin visiting Pyongyang"
  python -m assistant ask "Warum besucht Putin Pjöngjang?" --json
  python -m assistant ask "Wer ist John Kirby?" --from 2024-05 --language de
  python -m assistant ask "and what does he want there?" --after "why is Putin visiting Pyongyang"
  echo "Wer ist John Kirby?" | python -m assistant ask -
  python -m assistant library list
  python -m assistant library show ARTICLE_ID --json
  python -m assistant library stats --library ~/other-library
  python -m assistant library feedback
  python -m assistant library hide ARTICLE_ID
  python -m assistant evaluate ~/news questions.jsonl
  python -m assistant evaluate ~/news questions.jsonl --results results.jsonl --json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0 done, 1 could not be done, 2 usage and settings.

    Raises:
        OSError: from a device that fails otherwise than by being full.
    """
    options = _parser().parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(f"{error.strerror}: what was to be written is cut off. Make room and try again.", file=sys.stderr)
        return 1


def run() -> NoReturn:
    """Run the command of the process and leave at once: to take a model apart takes a third of a second."""
    code = main()
    sys.stderr.flush()
    os._exit(code)


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
    ask.add_argument(
        "--after", action="append", default=[], metavar="QUESTION", help="a question asked before this one; repeatable"
    )
    ask.add_argument(
        "--translate", action="store_true", help="add the chat model's translation to each quote in another language"
    )
    when = "2024, 2024-06 or 2024-06-18"
    ask.add_argument("--from", dest="since", metavar="DATE", help=f"only articles of that time or later: {when}")
    ask.add_argument("--to", dest="until", metavar="DATE", help="only articles of that time or earlier")
    ask.add_argument(
        "--language", action="append", default=[], metavar="CODE", help="only articles in it, such as de; repeatable"
    )
    ask.add_argument("--source", action="append", default=[], metavar="NAME", help="only articles of it; repeatable")

    shelf = commands.add_parser("library", help="see what is in the library", parents=[library])
    views = shelf.add_subparsers(dest="view", required=True, metavar="VIEW")
    listing = views.add_parser("list", help="all articles, one a line", parents=[library])
    show = views.add_parser("show", help="one article with its text", parents=[library])
    show.add_argument("article_id", metavar="ARTICLE_ID")
    stats = views.add_parser("stats", help="counts by language, source and year", parents=[library])
    feedback = views.add_parser("feedback", help="what readers of the app thought of its answers, newest first")
    listing.add_argument("--hidden", action="store_true", help="those that are hidden instead")
    hide = views.add_parser("hide", help="keep articles out of lists and searches", parents=[library])
    again = views.add_parser("show-again", help="undo hide", parents=[library])
    for view in (hide, again):
        view.add_argument("article_ids", nargs="+", metavar="ARTICLE_ID")
    for view in (listing, show, stats, feedback):
        view.add_argument("--json", action="store_true", help="JSON on standard output")

    measuring = commands.add_parser(
        "evaluate",
        help="measure on a question set",
        description="Ask every question of a set, without a chat model unless --written asks for it, and score what "
        "comes. The articles go into a library that is deleted afterwards; --library names one to be kept and made "
        "equal to them.",
        parents=[library],
    )
    measuring.add_argument("corpus", type=Path, metavar="CORPUS", help="a file or a folder that ingest reads")
    measuring.add_argument("questions", type=Path, metavar="QUESTIONS", help="a file of JSON Lines")
    measuring.add_argument("--results", type=Path, metavar="FILE", help="write one JSON object a question to a file")
    measuring.add_argument("--json", action="store_true", help="the scores as one JSON object on standard output")
    measuring.add_argument("--baselines", action="store_true", help="rank with other methods too, on the same articles")
    measuring.add_argument("--written", action="store_true", help="score what the chat model of the settings writes")
    measuring.add_argument(
        "--every", type=_to_step, default=1, metavar="K", help="ask the first question and every K-th after it"
    )
    return parser


def _to_step(text: str) -> int:
    """A whole number from 1 on.

    Raises:
        ArgumentTypeError: when it is none.
    """
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    # What follows imports Chroma and LangChain, which --help has no need of.
    if options.command == "ask":
        from assistant.language import load_ahead

        load_ahead()
    from assistant.assembly import Libraries, start_logging
    from assistant.settings import read_settings

    settings = read_settings(assistant_library=getattr(options, "library", None))
    start_logging(settings)
    if options.command == "evaluate":
        return _evaluate(options, settings)
    if options.command == "library" and options.view == "feedback":
        return _show_feedback(options, settings)
    with closing(Libraries(settings)) as libraries:
        if options.command == "ask":
            return _ask(options, settings, libraries)
        return _show_library(options, libraries)


def _ask(options: argparse.Namespace, settings: Settings, libraries: Libraries) -> int:
    from assistant.assembly import build_assistant
    from assistant.filters import Filter
    from assistant.following import Exchange
    from assistant.printing import AnswerPrinter

    question = _read_stdin() if options.question == "-" else options.question
    translator = _translator(settings) if options.translate else None
    printer = AnswerPrinter(as_json=options.json, translator=translator, stands_in=libraries.wants_sample())
    wanted = Filter(options.since, options.until, tuple(options.language), tuple(options.source))
    history = [Exchange(each, each) for each in options.after]
    for step in build_assistant(settings, libraries).ask(question, wanted, history=history):
        printer.take(step)
    return 0


def _translator(settings: Settings) -> QuoteTranslator:
    from assistant.assembly import build_translator
    from assistant.errors import SettingsError
    from assistant.translating import QuoteTranslator

    if (translator := build_translator(settings)) is None:
        raise SettingsError(
            "--translate needs a chat model, and none is set.",
            "Set OPENAI_API_KEY or OPENAI_BASE_URL, and do not set ASSISTANT_CHAT_MODEL to none.",
        )
    return QuoteTranslator(translator)


def _read_stdin() -> str:
    content = sys.stdin.buffer.read()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _show_library(options: argparse.Namespace, libraries: Libraries) -> int:
    from assistant import printing

    if options.view in ("hide", "show-again"):
        return _hide(options.article_ids, libraries.own(create=False), hidden=options.view == "hide")
    library = libraries.current()
    if options.view == "list":
        printing.print_entries(library.hidden() if options.hidden else library.entries(), as_json=options.json)
    elif options.view == "show":
        printing.print_article(*library.article(options.article_id), as_json=options.json)
    else:
        printing.print_stats(library, as_json=options.json)
    return 0


def _show_feedback(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.archive import Archive
    from assistant.printing import print_feedback
    from assistant.records import Records

    print_feedback(Archive(Records(settings.assistant_records)).feedback(), as_json=options.json)
    return 0


def _hide(article_ids: Sequence[str], library: Library, *, hidden: bool) -> int:
    for article_id in article_ids:
        library.entry(article_id)  # names the first that is not there
    changed = library.hide(article_ids, hidden=hidden)
    print(f"{len(changed)} {'hidden' if hidden else 'shown again'}, {len(library.hidden())} hidden in all.")
    return 0


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.measuring import check_baselines, check_chat_model, open_results, open_trial
    from assistant.printing import print_reports
    from assistant.questions import read_questions

    if options.baselines:
        check_baselines()
    if options.written:
        check_chat_model(settings)
    questions = read_questions(options.questions)[:: options.every]
    # The library of the environment holds a user's own articles, which a corpus must not go among.
    location = getattr(options, "library", None)
    with (
        open_results(options.results, options.questions) as results,
        open_trial(options.corpus, settings, location, written=options.written) as trial,
    ):
        report = trial.measure(questions, options.questions.name, results, baselines=options.baselines)
    print_reports({"": report}, as_json=options.json)
    return 1 if trial.rejected else 0


if __name__ == "__main__":
    run()
