"""A process that searches a library in a loop, and checks all it sees, while another writes.

python -m tests.doors.reader LIBRARY ARTICLES

It ends when its standard input does, and prints what it found as JSON. A process of its own,
since a fault in Chroma's compiled part would end the test run.
"""

import json
import sys
import threading

from assistant.errors import ArticleMissing, AssistantError
from assistant.library import Library
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import open_words
from tests.doors.writer import made_up_text


def main() -> None:
    location, articles = sys.argv[1], int(sys.argv[2])
    library = open_words(location, create=False)
    print("ready", flush=True)
    ended = threading.Event()
    threading.Thread(target=_wait_for_end_of_input, args=(ended,), daemon=True).start()
    faults: list[str] = []
    searches = seen = 0
    while not ended.is_set():
        try:
            seen += _search(library, searches * 37 % articles, faults)
        except AssistantError as error:
            faults.append(f"{type(error).__name__}: {error}")
        searches += 1
    print(json.dumps({"searches": searches, "seen": seen, "faults": faults[:5], "fault_count": len(faults)}))


def _wait_for_end_of_input(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


def _search(library: Library, number: int, faults: list[str]) -> int:
    found = library.search(WordEmbeddings().embed_query(made_up_text(number)[:200]))
    for each in found:
        editions = [made_up_text(int(each.entry.id[-4:]), edition) for edition in (1, 2)]
        if each.text not in {text[each.passage.start : each.passage.end] for text in editions}:
            faults.append(f"{each.entry.id}: passage {each.passage} is not the article's text")
        try:
            article, _ = library.article(each.entry.id)
        except ArticleMissing:
            continue  # removed since
        if article.text not in editions:
            faults.append(f"{article.id}: {len(article.text)} characters are not the article")
    return len(found)


if __name__ == "__main__":
    main()
