"""A process that writes to a library beside the one that reads it.

python -m tests.doors.writer LIBRARY add|change|remove FIRST LAST [SIZE]
"""

import sys
from hashlib import sha256

from tests.doors.stored import open_words, write_texts

_SUBJECTS = ("harbour", "railway", "orchard", "council", "library", "glacier", "bakery", "theatre")


def made_up_text(number: int, edition: int = 1) -> str:
    """An article of several passages that no other article is like: each sentence has words of its own."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    paragraphs = (
        f"The {subject} number {number} opened in edition {edition}. "
        + " ".join(f"{_words(number, part, count)} wrote »{subject}« — twice." for count in range(6))
        for part in range(2 + number % 2)
    )
    return "\n\n".join(paragraphs)


def _words(*numbers: int) -> str:
    letters = sha256(str(numbers).encode()).hexdigest()
    return " ".join(letters[first : first + 8] for first in range(0, len(letters), 8))


def id_of(number: int) -> str:
    """The id of a made-up article."""
    return f"made/up-{number:04}"


def main() -> None:
    location, action, first, last, *size = sys.argv[1:]
    numbers = range(int(first), int(last))
    library = open_words(location)
    step = int(size[0]) if size else 5
    for start in range(numbers.start, numbers.stop, step):
        batch = range(start, min(start + step, numbers.stop))
        if action == "remove":
            library.remove([id_of(number) for number in batch])
        else:
            edition = 1 if action == "add" else 2
            write_texts(library, {id_of(number): made_up_text(number, edition) for number in batch})
        print(start, flush=True)
    library.close()


if __name__ == "__main__":
    main()
