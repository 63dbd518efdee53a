"""Texts that try to be more than text, wherever a page could draw them."""

import json
from pathlib import Path

HOST = "planted.invalid"
MARKUP = (
    f"<script>window.planted = 1</script> <img src=https://{HOST}/i.png onerror='window.planted = 2'> "
    f"<svg/onload='window.planted = 3'> <a href='javascript:window.planted=4'>hier</a> <iframe src=//{HOST}></iframe>"
)
MARKDOWN = (
    f"![Bild](https://{HOST}/m.png) [Verweis](https://{HOST}/l) [Skript](javascript:window.planted=5) "
    f"<https://{HOST}/a> https://{HOST}/auto www.{HOST} leser@{HOST} $E=mc^2$ :red[rot] :streamlit: :material/add: "
    ":smile: `code` **fett** a -> b"
)
TURNING = "\u202edrehum\u2066"
"""An override and an isolate that nothing ends."""

EVERYTHING = f"{MARKUP} {MARKDOWN} {TURNING}"

QUESTION = "Wer ist Bürgermeister von Kleinwerra?"
FACT = "Der Bürgermeister von Kleinwerra heißt Odo Pracht"
ARTICLE_ID = f"odo](https://{HOST}/id) <img src=x onerror=alert(1)> :streamlit: www.{HOST}"


def write_hostile(folder: Path) -> Path:
    """Articles whose name, title, source, heading, text and address hold all of it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f"{FACT}, sagt er. {EVERYTHING}\n\nWas {MARKDOWN}\n\nEr wurde am Sonntag gewählt. {EVERYTHING}"
    rows = [
        {"id": ARTICLE_ID, "title": f"Wahl {EVERYTHING}", "source": f"Bote {EVERYTHING}", "text": text},
        {"id": "kopie", "title": f"Kopie {EVERYTHING}", "source": f"Kurier {EVERYTHING}", "text": text},
    ]
    known = {"date": "2024-05-01", "language": "de", "url": "javascript:window.planted=6"}
    (folder / "wahl.jsonl").write_text("\n".join(json.dumps({**row, **known}) for row in rows))
    (folder / f"![x](www.{HOST}) :streamlit:.txt").write_text(f"Die Feuerwehr von Kleinwerra übt. {EVERYTHING}")
    return folder
