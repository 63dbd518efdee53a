"""Small articles that the tests of app and browser read."""

import json
from pathlib import Path

LIGHTHOUSE = """ date 2024-05-14 Der Leuchtturm von Norderholm wird nach vierzig Jahren wieder bewohnt. Die Biologin
Wiebke Harms zieht im Juni ein, um Zugvögel zu zählen.

Warum ein Mensch und keine Kamera

Harms soll Vögel zählen, die Kameras bei Nebel nicht erkennen. Die Stelle ist auf zwei Jahre befristet und wird
vom Land mit 48.000 Euro bezahlt.
"""
BRIDGE = """---
title: Bridge over the Tarn reopens
date: 2024-06
source: The Tarn Courier
url: https://www.example.org/bridge
language: en
---

The stone bridge at Aldermoor reopened on Friday after repairs that took seven months. Engineers replaced 212 stones.

## Who paid

The county paid two thirds of the 1.4 million pounds; a lottery for villagers raised the rest.
"""
COMET = """ date 2024-07-02 Der Komet Brandis ist ab heute Abend mit bloßem Auge zu sehen. Entdeckt hat ihn die
Schülerin Jale Yücel aus Bremerhaven mit einem Fernglas.
"""

_ACCIDENT = (
    "Das teilte die Polizei in Mühlrode mit. Ein Kessel der Zuckerfabrik war gegen 14.20 Uhr geplatzt, die Druckwelle "
    "zerstörte die Fenster der Halle. Der Betrieb liegt bis auf Weiteres still. Warum der Kessel barst, ist unklar; "
    "ein Gutachter wird morgen erwartet. Die Fabrik gehört zu den größten Arbeitgebern der Stadt."
)
_FIRST = "Bei einer Explosion in der Zuckerfabrik Mühlrode sind am Dienstag drei Arbeiter verletzt worden."
AGENCY = [
    {
        "id": "agentur",
        "title": "Explosion in Zuckerfabrik",
        "date": "2025-03-11",
        "source": "Agentur Nord",
        "text": f"{_FIRST} {_ACCIDENT}",
    },
    {
        "id": "bote",
        "title": "Drei Verletzte in Mühlrode",
        "date": "2025-03-12",
        "source": "Mühlroder Bote",
        "text": f"Mühlrode (dpa) - {_FIRST} {_ACCIDENT}",
    },
    {
        "id": "kurier",
        "title": "Kessel geplatzt",
        "date": "2025-03-12",
        "source": "Kurier",
        "text": f"In der Zuckerfabrik Mühlrode hat es eine schwere Explosion gegeben. {_ACCIDENT}",
    },
    {
        "id": "spaeter",
        "title": "Zahl der Verletzten steigt",
        "date": "2025-03-12",
        "source": "Mühlroder Bote",
        "text": f"{_FIRST.replace('drei', 'fünf')} {_ACCIDENT.replace('morgen', 'noch heute')}",
    },
]
"""One report, two copies of it, and a later one with another toll; rows of a JSON Lines file."""


def write_agency(folder: Path) -> Path:
    """Put the agency's report and what became of it into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = (json.dumps({**row, "language": "de"}, ensure_ascii=False) for row in AGENCY)
    (folder / "agency.jsonl").write_text("\n".join(rows))
    return folder


def write_news(folder: Path) -> Path:
    """Put two of the articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "leuchtturm.txt").write_text(LIGHTHOUSE)
    (folder / "bridge.md").write_text(BRIDGE)
    return folder
