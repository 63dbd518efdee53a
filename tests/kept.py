"""A turn of a conversation in which everything is set that can be, for what keeps, exports and shows turns."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.answers import Answer, Author, Citation, Copy, Excerpt, Judged, Statement, Time, Usage
from assistant.filters import Filter
from assistant.turns import KeptTurn

ASKED = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)
QUESTION = "Wer hat den Kometen Brandis entdeckt?"
COMET = Excerpt(
    article_id="komet",
    title="Der Komet [Brandis] ist da",
    published="2024-07-02",
    language="de",
    source="Küstenbote",
    section=None,
    start=63,
    end=150,
    quote="Entdeckt hat ihn heute Abend die\nSchülerin Jale Yücel aus Bremerhaven mit einem Fernglas.",
    times=(Time("heute Abend", 17, 28, "2024-07-02", "2024-07-02", "2. Juli 2024"),),
    copies=(Copy("komet-2", "Komet entdeckt", "2024-07-03", None, 5, 90),),
)
BRIDGE = Excerpt(
    article_id="bridge",
    title="Bridge over the Tarn reopens",
    published="2024-06",
    language="en",
    source=None,
    section="Who paid",
    start=0,
    end=34,
    quote="A lottery for villagers raised it.",
)
ANSWER = Answer(
    question=QUESTION,
    language="de",
    mode="written",
    refused=False,
    text="Die Schülerin Jale Yücel [1]. Eine Lotterie zahlte die Brücke [3].\n\nSie kostete 5 * 3 Euro.",
    confidence=0.8125,
    statements=(
        Statement("Die Schülerin Jale Yücel.", (1,), verdicts=(Judged("rules", "supported"),)),
        Statement("Eine Lotterie zahlte die Brücke.", (3,), "partly", ("the name Brandis was not found",)),
        Statement(
            "Sie kostete 5 * 3 Euro.",
            (),
            "unsupported",
            ("it cites no passage",),
            (Judged("rules", "partly"), Judged("model", "unsupported", ("it cites no passage",))),
        ),
    ),
    citations=(Citation(1, COMET), Citation(3, BRIDGE)),
    nearest=(),
    notes=("The written answer cites [7], a passage it was not given; the mark was left out.",),
    seconds=1.25,
    own_seconds=0.08,
    author=Author("tiny", "127.0.0.1:1"),
    missing="wann er wiederkommt",
    resolved="Wer hat den Kometen Brandis im Juli entdeckt?",
    incomplete=True,
    usage=Usage(1_200, 40, 0.0004),
    sample=True,
    filter=Filter("2024-05", "2024-07-31", ("de", "en"), ("Küstenbote",)),
)
QUOTED = replace(
    ANSWER,
    mode="quotes",
    text=f"Aus einem Artikel:\n\n{BRIDGE.quote} [1]",
    statements=(Statement(BRIDGE.quote, (1,), quoted=True),),
    citations=(Citation(1, BRIDGE),),
    notes=(),
    author=None,
    missing=None,
    resolved=None,
    incomplete=False,
    usage=None,
    sample=False,
    filter=Filter(),
)
REFUSED = replace(
    QUOTED, refused=True, text="Dazu steht nichts in der Bibliothek.", statements=(), citations=(), nearest=(BRIDGE,)
)


def make_turn(
    number: int = 1, answer: Answer | None = ANSWER, *, minute: int | None = None, text: str = ""
) -> KeptTurn:
    """A turn that was asked some minutes after the first could be; its number, unless another is given."""
    asked = ASKED.replace(minute=number if minute is None else minute)
    return KeptTurn(number, answer.question if answer else QUESTION, answer, answer.text if answer else text, asked)
