"""The file behind ``records.py``: its tables, its versions, and what can be wrong with it.

A later table is one more ``Table`` and one more entry of ``_SCHEMA``.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from assistant.errors import RecordsError

_TABLES = MetaData()
TRANSLATIONS = Table(
    "translations",
    _TABLES,
    Column("quote", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made", Text, nullable=False),
)
CONVERSATIONS = Table(
    "conversations",
    _TABLES,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Index("conversations_by_owner", "owner", "changed"),
)
TURNS = Table(
    "turns",
    _TABLES,
    Column("conversation", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("asked", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text),
    Column("articles", Text, nullable=False),
    Column("folded", Text, nullable=False),
)
FEEDBACK = Table(
    "feedback",
    _TABLES,
    Column("conversation", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("asked", Text, primary_key=True),
    Column("given", Text, nullable=False),
    Column("thumb", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("mode", Text),
    Column("model", Text),
)

PAID_VECTORS = Table(
    "paid_vectors",
    _TABLES,
    Column("source", Text, primary_key=True),
    Column("text", LargeBinary, primary_key=True),
    Column("made", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

_SCHEMA: tuple[tuple[Table, ...], ...] = ((TRANSLATIONS,), (CONVERSATIONS, TURNS, FEEDBACK), (PAID_VECTORS,))
"""The tables that each version of the file added to the one before; a version that was published stays as it is."""

_OURS = 0x41417265
"""SQLite's ``application_id`` of our files, so that nobody else's is written to."""

_STATE = (
    "SELECT (SELECT user_version FROM pragma_user_version), "
    "(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_master)"
)
"""In one statement, since another process may be making the tables."""

_WAITING_SECONDS = 10
"""For another process that writes; each does so for some milliseconds."""

_DAMAGED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}

_OWNER_ONLY = 0o600
"""Of a file that holds what someone asked."""


class Storage:
    """One file. Each use opens it anew and leaves nothing open, so a file that was moved away is begun again.

    Args:
        path: absolute.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"timeout": _WAITING_SECONDS},
        )

    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self._path.exists()

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        """The file with all its tables; it is made where there is none.

        Raises:
            RecordsError: when it cannot be used.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                self._path.touch(_OWNER_ONLY)
            with self._engine.connect() as connection:
                self._prepare(connection)
                yield connection
        except DBAPIError as error:
            raise self._unusable(str(error.orig), getattr(error.orig, "sqlite_errorname", "")) from error
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """The file, for changes that happen all or not at all, while no other process makes any.

        Raises:
            RecordsError: when it cannot be used.
        """
        with self.opened() as connection:
            # What is deleted is overwritten too.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.exec_driver_sql("COMMIT")

    def _prepare(self, connection: Connection) -> None:
        """Make the tables that are missing.

        Raises:
            RecordsError: as from ``_version``.
        """
        version = self._version(connection)
        if version == len(_SCHEMA):
            return
        if version == 0:
            # Of several processes one can switch; the others may be refused and need not.
            with suppress(DBAPIError):
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        missing = [table for added in _SCHEMA[self._version(connection) :] for table in added]
        _TABLES.create_all(connection, missing, checkfirst=False)
        connection.exec_driver_sql(f"PRAGMA application_id = {_OURS}")
        connection.exec_driver_sql(f"PRAGMA user_version = {len(_SCHEMA)}")
        connection.exec_driver_sql("COMMIT")

    def _version(self, connection: Connection) -> int:
        """Of the file's tables; 0 for a file without any.

        Raises:
            RecordsError: when a newer version of this program made it, or another program.
        """
        version, program, tables = connection.exec_driver_sql(_STATE).one()
        if program != _OURS and (version or tables):
            raise RecordsError(f"The file {self._path} is not of this program.", "Name another with ASSISTANT_RECORDS.")
        if version > len(_SCHEMA):
            raise RecordsError(
                f"The file {self._path} was made by a newer version of this program "
                f"(its layout is {version}, here {len(_SCHEMA)}).",
                "Update the program, or name another file with ASSISTANT_RECORDS.",
            )
        return int(version)

    def _unusable(self, reason: str, name: str = "") -> RecordsError:
        if name in _DAMAGED:
            return RecordsError(
                f"The file {self._path} is damaged ({reason}).",
                "Move it away, or name another with ASSISTANT_RECORDS.",
            )
        return RecordsError(f"The file {self._path} cannot be used ({reason}).", "Name another with ASSISTANT_RECORDS.")
