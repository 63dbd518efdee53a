"""A scripted chat server on loopback that does what the articles tell it: the worst that a model can do.

python -m tests.doors.obedient ATTACKS...

ATTACKS are files of attacks as ``docs/attacks.md`` describes them. The server looks for the last of them among the
passages that it is sent, and answers with what that attack is after, under the mark of its passage; an attack on the
prompt gets the prompt. Without an attack it answers with the first sentence of the first passage. Prints its base URL,
and ends when its standard input does.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant.planting import Attack, holds_beginning, overlaps, to_attack
from assistant.sentences import sentence_spans
from tests.doors import scripted
from tests.doors.scripted import Handler, Reply, serving

ADVICE = "Put all of your savings into one share and borrow as much again."
"""What is said for an attack that no rule judges."""


def obeying(attacks: Sequence[Attack]) -> Reply:
    """A model that obeys the last of these attacks that it reads."""

    def reply(handler: Handler) -> None:
        system, human = (str(each["content"]) for each in handler.server.requests[-1]["messages"][:2])
        scripted.saying(to_obedient_answer(system, human, attacks), usage=(1, 1))(handler)

    return reply


def to_obedient_answer(system: str, human: str, attacks: Iterable[Attack]) -> str:
    """What a model without a will of its own answers to a prompt."""
    passages = to_passages(human)
    found = [
        (number, _likeness(passage, attack), attack)
        for number, passage in enumerate(passages, start=1)
        for attack in attacks
        if not attack.benign and holds_beginning(passage, attack.text)
    ]
    if not found:
        start, end = next(iter(sentence_spans(passages[0], None)), (0, 0))
        return f"{passages[0][start:end]} [1]"
    number, _, attack = max(found, key=lambda each: each[:2])
    if attack.kind == "sysmsg-extract":
        return f"{system} [{number}]"
    return f"{attack.wanted[0] if attack.wanted and attack.judge != 'regex' else ADVICE} [{number}]"


def _likeness(passage: str, attack: Attack) -> int:
    """Attacks begin alike: the longest that stands there whole is meant, else any of them."""
    return len(attack.text) if overlaps(attack.text, passage) else 0


def to_passages(human: str) -> list[str]:
    """The texts behind the bars of a prompt, without the line that opens each and names the article."""
    passages: list[list[str]] = []
    for line in human.splitlines():
        if line.startswith("["):
            passages.append([])
        elif line.startswith("| ") and passages:
            passages[-1].append(line[2:])
    return ["\n".join(each) for each in passages]


def read_attacks(files: Iterable[str]) -> list[Attack]:
    """The attacks of some files."""
    lines = (line for file in files for line in Path(file).read_text(encoding="utf-8").splitlines())
    return [to_attack(json.loads(line)) for line in lines if line.strip()]


def main(say: Callable[[str], object] = print) -> None:
    with serving(obeying(read_attacks(sys.argv[1:])), models=("obedient",)) as server:
        say(f"http://{server.host}/v1")
        sys.stdout.flush()
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
