"""Small articles that the tests of app and browser read."""

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


def write_news(folder: Path) -> Path:
    """Put two of the articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "leuchtturm.txt").write_text(LIGHTHOUSE)
    (folder / "bridge.md").write_text(BRIDGE)
    return folder
