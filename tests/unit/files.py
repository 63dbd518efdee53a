"""Files that a test writes and has read."""

import json
from pathlib import Path
from typing import Any

from assistant.articles import Article
from ingest.reading import read_file
from ingest.receipt import Rejection
from ingest.sources import Reading


def read(path: Path, content: str | bytes, article_id: str = "id") -> list[Reading | Rejection]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path, article_id))


def read_one(path: Path, content: str | bytes) -> Article:
    (reading,) = read(path, content)
    assert isinstance(reading, Reading), reading
    return reading.article


def reject(path: Path, content: str | bytes) -> Rejection:
    (rejection,) = read(path, content)
    assert isinstance(rejection, Rejection), rejection
    return rejection


def articles_in(readings: list[Reading | Rejection]) -> list[Article]:
    return [each.article for each in readings if isinstance(each, Reading)]


def rejections_in(readings: list[Reading | Rejection]) -> list[Rejection]:
    return [each for each in readings if isinstance(each, Rejection)]


def row(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)
