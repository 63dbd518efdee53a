"""A library on a real Chroma server: several processes write and read, as if each were on a machine of its own."""

import gc
import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import chroma_server, leasing
from assistant.access import Access
from assistant.chroma_server import ServerStore
from assistant.errors import LibraryBusy, LibraryMismatch
from assistant.leasing import Pace
from assistant.library import Library, open_library
from ingest.uploads import Uploads
from ingest.verifying import verify
from tests.doors import processes
from tests.doors.cloud import make_database
from tests.doors.fakes import WordEmbeddings
from tests.doors.ingesting import QUICK
from tests.doors.processes import running
from tests.doors.stored import MODEL, write_texts
from tests.doors.writer import id_of, made_up_text

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

FERRY = {"ferry": "The ferry stops on Monday. Its captain retires."}
FOREVER = Pace(renewal_seconds=60, expiry_seconds=0.5, pause_seconds=0.05)
"""Of a holder that is never heard of again, and of whom others soon lose patience."""

_numbers = count()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes.chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def access(address: str) -> Iterator[Access]:
    """A new database on the server."""
    with httpx.Client(base_url=address) as inside:
        yield make_database(inside, f"database-{next(_numbers)}")
    gc.collect()  # connections that Chroma's client leaves open after close


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "PACE", QUICK)
    monkeypatch.setattr(chroma_server, "_PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(chroma_server, "_GRACE_SECONDS", 0)


@contextmanager
def opened(address: str, access: Access, model: str | None = MODEL) -> Iterator[Library]:
    library = open_library(address, model, create=True, access=access)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def machine(
    address: str, access: Access, folder: Path, home: Path, expiry: float = QUICK.expiry_seconds
) -> Iterator["subprocess.Popen[str]"]:
    """A process that takes a folder in, and shares no file with others."""
    home.mkdir(exist_ok=True)
    env = {"HOME": str(home), "XDG_DATA_HOME": str(home), "CHROMA_DATABASE": access.database or "default_database"}
    with running(["-m", "tests.doors.ingesting", address, str(folder), str(expiry)], home, **env) as process:
        yield process


def write_rows(folder: Path, numbers: range) -> Path:
    folder.mkdir()
    rows = (json.dumps({"id": id_of(number), "text": made_up_text(number)}) for number in numbers)
    (folder / "rows.jsonl").write_text("\n".join(rows))
    return folder


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_several_machines_take_articles_in_at_once_while_another_answers(address: str, tmp_path: Path) -> None:
    with opened(address, Access()):
        pass
    folders = [write_rows(tmp_path / f"news-{n}", range(n * 12, n * 12 + 12)) for n in range(2)]
    with ExitStack() as stack:
        reader = stack.enter_context(running(["-m", "tests.doors.reader", address, "24"], tmp_path))
        assert line_of(reader) == "ready"
        machines = [
            stack.enter_context(machine(address, Access(), folder, tmp_path / folder.name[-1], 60))
            for folder in folders
        ]
        outputs = [each.communicate(timeout=60) for each in machines]
        out, errors = reader.communicate("")
    for said, failed in outputs:
        assert said.splitlines()[-1] == "12 added, 0 unchanged", failed
    assert sum("waits for process" in said for said, _ in outputs) >= 1
    report = json.loads(out)
    assert (report["faults"], reader.returncode) == ([], 0), errors
    assert report["seen"] > 0
    with opened(address, Access()) as library:
        assert len(library.entries()) == 24
        assert verify(library).is_whole


@pytest.mark.usefixtures("quick")
def test_a_killed_holder_is_followed_by_another_once_it_was_silent_for_long_enough(
    address: str, access: Access, tmp_path: Path
) -> None:
    folder = write_rows(tmp_path / "news", range(300))
    with machine(address, access, folder, tmp_path / "one") as holder:
        assert line_of(holder) == "writes"
        with opened(address, access) as library:
            with (
                pytest.raises(LibraryBusy, match=rf"process {holder.pid} on .+, since \d\d:\d\d UTC"),
                library.writing_alone(2 * QUICK.expiry_seconds),
            ):
                pass
            assert library.entries()
            holder.kill()
            holder.wait()
            begun = time.monotonic()
            with library.writing_alone(20):
                assert time.monotonic() - begun > QUICK.expiry_seconds - 3 * QUICK.renewal_seconds
                library.settle()
            assert len(library.entries()) < 300
            assert verify(library).is_whole


@pytest.mark.usefixtures("quick")
def test_a_process_that_was_suspended_stops_before_it_writes_on(address: str, access: Access, tmp_path: Path) -> None:
    folder = write_rows(tmp_path / "news", range(300))
    with machine(address, access, folder, tmp_path / "one") as holder:
        assert line_of(holder) == "writes"
        with opened(address, access) as library:
            while not library.entries():
                time.sleep(0.05)
        holder.send_signal(signal.SIGSTOP)
        with opened(address, access) as library, library.writing_alone(20):
            library.settle()
            left = library.stored()
            holder.send_signal(signal.SIGCONT)
            _, errors = holder.communicate(timeout=30)
            assert "LibraryBusy: For 2 s nothing was heard of this process, and another has taken its place" in errors
            now = library.stored()
    assert 0 < len(left.entries) < 300
    # A request that it had sent when it was suspended may still come through.
    assert len(now.passages) - len(left.passages) <= 40


def test_what_was_lost_is_not_written_to(address: str, access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "PACE", FOREVER)
    with opened(address, access) as lost, opened(address, access) as other, lost.writing_alone():
        write_texts(lost, FERRY)
        with other.writing_alone(10):
            for write in (lambda: lost.remove(["ferry"]), lambda: lost.hide(["ferry"])):
                with pytest.raises(LibraryBusy, match="another has taken its place"):
                    write()
        with pytest.raises(LibraryBusy, match="another has taken its place"):
            write_texts(lost, {"boat": "The boat sails."})
        assert [entry.id for entry in other.entries()] == ["ferry"]


def test_a_lease_goes_to_one_of_many_who_ask_at_the_same_moment(address: str, access: Access) -> None:
    with opened(address, access):
        pass
    store = ServerStore(address, access)
    for _ in range(4):
        leases = [new_lease(store, QUICK) for _ in range(6)]
        start, told = threading.Barrier(len(leases)), ["not asked"] * len(leases)

        def ask(index: int) -> None:
            start.wait()  # noqa: B023
            told[index] = leases[index].take()  # noqa: B023

        threads = [threading.Thread(target=ask, args=(index,)) for index in range(len(leases))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(map(bool, told)) == [False] + [True] * 5, told
        for lease in leases:
            lease.free()


def new_lease(store: ServerStore, pace: Pace) -> leasing.Lease:
    return leasing.Lease(store.connect, chroma_server._first_head, store.translated, pace)


def test_who_comes_late_with_a_number_that_is_gone_does_not_hold(address: str, access: Access) -> None:
    with opened(address, access):
        pass
    store = ServerStore(address, access)
    for _ in range(2):
        passing = new_lease(store, QUICK)
        assert passing.take() == ""
        passing.free()
    holding, late = new_lease(store, QUICK), store.connect()
    assert holding.take() == ""
    head = chroma_server._first_head(late)
    head.add(ids=["lease-1"], embeddings=[1.0], metadatas=[{"owner": "late", "holder": "late", "renewal": 0}])
    holding.check()
    assert new_lease(store, QUICK).take().startswith("process")
    holding.free()
    late.close()


@pytest.mark.usefixtures("quick")
def test_while_another_writes_nothing_is_hidden_or_removed_and_a_sentence_says_so(address: str, access: Access) -> None:
    with opened(address, access) as library, opened(address, access) as other:
        write_texts(library, FERRY)
        with other.writing_alone():
            for write in (lambda: library.hide(["ferry"]), lambda: library.remove(["ferry"]), library.settle):
                with pytest.raises(LibraryBusy, match="just being taken into this library"):
                    write()
            assert [entry.id for entry in library.entries()] == ["ferry"]
        assert library.hide(["ferry"])


def test_who_waits_a_few_seconds_at_a_time_follows_a_dead_holder_in_the_end(
    address: str, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "PACE", FOREVER)
    with opened(address, access) as dead, opened(address, access) as library, dead.writing_alone():
        with pytest.raises(LibraryBusy), library.writing_alone(0):
            pass
        time.sleep(FOREVER.expiry_seconds)
        with library.writing_alone(0):
            pass


def test_two_databases_of_a_server_hold_two_libraries(address: str, access: Access) -> None:
    with httpx.Client(base_url=address) as inside:
        other = make_database(inside, f"{access.database}-too")
    with opened(address, access) as one, opened(address, other, "fake:other") as two:
        write_texts(one, FERRY)
        assert two.is_empty()
        assert one.name == f"{address}/default_tenant/{access.database}" != two.name
        with one.writing_alone(), two.writing_alone(0):
            pass


def test_of_two_who_make_a_library_at_once_the_first_decides_on_its_model(address: str, access: Access) -> None:
    one, two = (Library(ServerStore(address, access), model, holds_sample=False) for model in (MODEL, "fake:other"))
    add = two._head.add

    def add_later(*ids: Any, **columns: Any) -> None:
        one.establish()
        add(*ids, **columns)

    two._head.add = add_later  # type: ignore[method-assign]
    with pytest.raises(LibraryMismatch, match=MODEL):
        two.establish()
    one.close()
    two.close()


def test_what_is_uploaded_can_be_asked_removed_and_restored(
    address: str, access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with opened(address, access) as library, opened(address, access) as another:
        uploads = Uploads(library, WordEmbeddings())
        kept = uploads.keep("ferry.txt", FERRY["ferry"].encode())
        assert isinstance(kept, Path)
        uploads.take_in(kept)
        assert another.article("ferry")[0].text == FERRY["ferry"]
        removed = uploads.remove(library.entry("ferry"))
        assert another.is_empty()
        uploads.restore(removed)
        assert [entry.id for entry in another.entries()] == ["ferry"]


def test_an_own_server_that_asks_for_no_key_takes_long_ids(address: str, access: Access) -> None:
    with opened(address, access) as library:
        assert library.most_id_bytes is None
        write_texts(library, {"a" * 300: "A."})
        assert library.entry("a" * 300).complete
