"""Requests to a real Chroma in a folder that are too large for one."""

import chromadb
import numpy
import pytest

from assistant.portions import Portions, Quotas

RECORDS = 33_000


@pytest.fixture(scope="module")
def portions(tmp_path_factory: pytest.TempPathFactory) -> Portions:
    client = chromadb.PersistentClient(tmp_path_factory.mktemp("many"))
    collection = client.create_collection("many", configuration={"hnsw": {"sync_threshold": 2 * RECORDS}})
    portions = Portions(collection, Quotas(written=client.get_max_batch_size()), lambda: None)
    ids = [f"article-{number}" for number in range(RECORDS)]
    portions.add(ids, embeddings=numpy.ones((RECORDS, 1)).tolist(), metadatas=[{"number": n} for n in range(RECORDS)])
    return portions


def test_more_records_than_sqlite_takes_values_are_read_with_their_metadata(portions: Portions) -> None:
    found = portions.get(include=["metadatas"])
    assert sorted(each["number"] for each in found["metadatas"]) == list(range(RECORDS))
    assert found["ids"] == [f"article-{each['number']}" for each in found["metadatas"]]


def test_more_ids_than_sqlite_takes_values_are_found(portions: Portions) -> None:
    ids = [f"article-{number}" for number in range(RECORDS)]
    assert sorted(portions.get(ids)["ids"]) == sorted(ids)
