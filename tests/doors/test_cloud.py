"""A library on what stands in for Chroma Cloud, which asks for a key and refuses what is over a quota."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant import chroma_server
from assistant.access import Access
from assistant.articles import Article
from assistant.entries import passage_ids
from assistant.errors import LibraryUnreachable, LibraryUnusable
from assistant.filters import Filter
from assistant.library import Library, open_library
from ingest.rebuilding import rebuild
from ingest.syncing import Removals, sync
from ingest.verifying import verify
from tests.doors.cloud import DATABASE, KEY, TENANT, Cloud, cloud_server
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import run_python
from tests.doors.stored import MODEL, embed, write_texts
from tests.doors.writer import id_of
from tests.news import write_news

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

ARTICLES = 310
PASSAGES = 700
ALL_MAY_GO = Removals(allow_most=True)
ACCESS = Access(SecretStr(KEY), TENANT, DATABASE)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with cloud_server(tmp_path_factory.mktemp("cloud")) as server:
        yield server
    gc.collect()  # connections that Chroma's client leaves open after close


@pytest.fixture(autouse=True)
def without_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_server, "_GRACE_SECONDS", 0)


@contextmanager
def opened(cloud: Cloud, access: Access = ACCESS, model: str | None = MODEL) -> Iterator[Library]:
    library = open_library(cloud.address, model, create=True, access=access)
    try:
        yield library
    finally:
        library.close()


def write_rows(folder: Path, numbers: range) -> Path:
    folder.mkdir(exist_ok=True)
    rows = ({"id": id_of(n), "text": text_of(n), "language": "de" if n % 50 == 7 else "en"} for n in numbers)
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def text_of(number: int) -> str:
    return f"Town {number} has {number}{number} bells."


def found(library: Library, number: int, wanted: Filter = Filter()) -> set[str]:
    vector = WordEmbeddings().embed_query(text_of(number))
    return {each.entry.id for each in library.search(vector, wanted)}


def test_what_is_more_than_the_cloud_takes_at_once_goes_in_portions(cloud: Cloud, tmp_path: Path) -> None:
    folder = write_rows(tmp_path / "news", range(ARTICLES))
    with opened(cloud) as library, library.writing_alone():
        assert sync([folder], library, WordEmbeddings()).added == ARTICLES
        assert len(library.entries()) == len(library.stored_passages()) == ARTICLES
        assert id_of(305) in found(library, 305)
        assert found(library, 3, Filter(languages=("de",))) == {id_of(number) for number in range(7, ARTICLES, 50)}
        most = Filter(languages=("en",))
        assert id_of(305) in found(library, 305, most)
        near = library.articles_near([id_of(number) for number in range(ARTICLES)], 10)
        assert {len(others) for others in near.values()} == {10}
        assert len(library.articles_with("Town", *(f"never {number}" for number in range(9)))) == ARTICLES
        assert not library.mentions("word" * 100)
        library.hide([id_of(1)])
        assert sync([write_rows(folder, range(20))], library, WordEmbeddings(), ALL_MAY_GO).removed == ARTICLES - 20
        assert rebuild(library, WordEmbeddings()).added == 20
    with opened(cloud) as library:
        assert len(library.entries()) == 19
        assert id_of(1) not in found(library, 1)
        assert id_of(2) in found(library, 2)
        assert verify(library).is_whole
        library.remove(map(id_of, range(20)))
        assert not library.stored().entries
    assert cloud.refused == []


def test_an_article_of_many_hundred_passages_is_stored(cloud: Cloud) -> None:
    sentence = f"It rained {'and rained ' * 35}on the town."
    text = "\n\n".join(f"Part {number}. {sentence} {sentence}" for number in range(PASSAGES))
    with opened(cloud) as library, library.writing_alone():
        article = Article("rain", "Regen 🌧" * 80, text, language="en")
        library.write([embed(article, WordEmbeddings())])
        library.write([embed(replace(article, text=text + " At last it stopped."), WordEmbeddings())])
        entry = library.entry("rain")
        assert library.article("rain")[0].text.endswith("At last it stopped.")
        assert len(passage_ids(entry.id, entry.version, entry.layout)) == PASSAGES
        library.write([embed(replace(article, text="It stopped."), WordEmbeddings())])
        assert library.entry("rain").layout == (1,)
        assert len(library.stored().passages) == len(library.stored_passages()) == 1
        library.remove(["rain"])
    assert cloud.refused == []


def test_an_article_whose_id_is_too_long_is_rejected_and_named(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    fits, too_long = "ä" * 50, "ä" * 50 + "b"
    rows = ({"id": id_, "text": f"The text of {id_[-2:]}."} for id_ in (fits, too_long))
    (tmp_path / "news" / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with opened(cloud) as library, library.writing_alone():
        receipt = sync([tmp_path / "news"], library, WordEmbeddings())
        assert (receipt.added, [each.line for each in receipt.rejected]) == (1, [2])
        assert "is longer than the 100 bytes that the server of the library stores" in receipt.rejected[0].reason
        assert fits in {entry.id for entry in library.entries()}
        library.remove([fits])
    assert cloud.refused == []


def test_a_key_of_one_database_is_enough(cloud: Cloud) -> None:
    with opened(cloud, Access(SecretStr(KEY))) as library, opened(cloud) as same:
        write_texts(library, {"ferry": "The ferry stops on Monday."})
        assert "ferry" in {entry.id for entry in same.entries()}
        library.remove(["ferry"])


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (Access(), r"asks for a key \(401\)\. Set CHROMA_API_KEY\."),
        (replace(ACCESS, key=SecretStr("ck-wrong")), r"rejected the key \(40[13]\)\. Check CHROMA_API_KEY"),
        (replace(ACCESS, key=SecretStr("ck-„quoted“")), "holds a character that no key has"),
        (replace(ACCESS, tenant="another"), r"rejected the key \(403\)\. Check CHROMA_API_KEY, CHROMA_TENANT"),
        (replace(ACCESS, database="olds"), rf"has no database 'olds' of a tenant '{TENANT}'\. Check CHROMA_TENANT"),
    ],
)
def test_whoever_is_not_let_in_is_told_why(cloud: Cloud, access: Access, message: str) -> None:
    with pytest.raises(LibraryUnreachable, match=message) as refused, opened(cloud, access):
        pass
    shown = f"{refused.value}{refused.value!r}{access!r}"
    assert "ck-" not in shown


@pytest.mark.parametrize(
    ("status", "name", "message"),
    [
        (429, "RateLimitError", r"limiting requests, or a quota is used up \(429\): slow down\. Try again later"),
        (429, "Whatever", r"limiting requests, or a quota is used up \(429\)"),
        (413, "Whatever", r"A request is larger than the Chroma server at .+ allows \(413\)"),
        (422, "QuotaError", r"A request is larger than the Chroma server at .+ allows \(\d+\): slow down\."),
        (500, "InternalError", r"does not answer as one: slow down …\."),
    ],
)
def test_a_refusal_is_told_in_a_sentence_without_the_key(cloud: Cloud, status: int, name: str, message: str) -> None:
    with opened(cloud) as library:
        said = f"slow down {KEY}" if status == 500 else "slow down"
        cloud.out_of_order = (status, {"error": name, "message": said})
        try:
            with pytest.raises(LibraryUnreachable, match=message) as refused:
                library.stored()
        finally:
            cloud.out_of_order = None
        assert KEY not in str(refused.value)


@pytest.mark.parametrize("address", ["http://news.example", "http://10.0.0.7:8000"])
def test_a_key_is_not_sent_where_others_can_read_it(address: str) -> None:
    with pytest.raises(LibraryUnusable, match=r"for everyone on the way to read\. Write https://"):
        open_library(address, MODEL, access=ACCESS)


def test_the_commands_do_the_same_in_the_cloud_by_settings(cloud: Cloud, tmp_path: Path) -> None:
    news = write_news(tmp_path / "news")
    env = {"ASSISTANT_LIBRARY": cloud.address, "CHROMA_API_KEY": KEY, "CHROMA_TENANT": TENANT}
    env |= {"CHROMA_DATABASE": "commands"}
    cloud.inside.post(f"/api/v2/tenants/{TENANT}/databases", json={"name": "commands"}).raise_for_status()
    taken = run_python(["-m", "ingest", str(news)], tmp_path, env=env)
    assert (taken.stdout[:7], taken.returncode) == ("2 added", 0), taken.stderr
    asked = run_python(["-m", "assistant", "ask", "Who paid for the bridge?"], tmp_path, env=env)
    assert "lottery" in asked.stdout
    wrong = run_python(["-m", "ingest", "--verify"], tmp_path, env={**env, "CHROMA_API_KEY": "ck-wrong"})
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (1, "", 1)
    assert "ck-" not in wrong.stderr
    assert cloud.refused == []
