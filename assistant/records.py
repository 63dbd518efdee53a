"""The door to SQLite: what is kept for a user between runs, in one file of theirs.

Articles are in Chroma alone. Here are translations of quotes, and the tables of conversations, which
``archive.py`` reads and writes; a later table is one more ``Table`` and one more entry of ``_SCHEMA``.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Column, Connection, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from assistant.answers import Author, Translation
from assistant.errors import RecordsError

_TABLES = MetaData()
_TRANSLATIONS = Table(
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
    Column("owner", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("changed", Text, nullable=False),
)
"""``owner`` is a digest, ``words`` the title as it is searched."""

TURNS = Table(
    "turns",
    _TABLES,
    Column("conversation", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text),
    Column("asked", Text, nullable=False),
    Column("words", Text, nullable=False),
)
"""``answer`` is JSON, ``words`` what is searched of question and answer."""

CITED = Table(
    "cited",
    _TABLES,
    Column("conversation", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("article", Text, primary_key=True, index=True),
)
FEEDBACK = Table(
    "feedback",
    _TABLES,
    Column("conversation", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("thumb", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("model", Text),
    Column("given", Text, nullable=False),
)

_SCHEMA: tuple[tuple[Table, ...], ...] = ((_TRANSLATIONS,), (CONVERSATIONS, TURNS, CITED, FEEDBACK))
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


def default_records() -> Path:
    """The file where none is named: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("article-assistant") / "records.sqlite"


class Records:
    """What is kept between runs. Threads and processes may share the file; it is made when something is first kept.

    Each use opens the file anew and leaves nothing open, so a file that was moved away is begun again.

    Args:
        path: of the file; None for that in the user's data folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = (path or default_records()).expanduser().absolute()
        self._engine = create_engine(
            URL.create("sqlite", database=str(self._path)),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"timeout": _WAITING_SECONDS},
        )

    def find_translation(self, quote: str, language: str, model: str | None = None) -> Translation | None:
        """A translation that was kept; None where there is none.

        Args:
            quote: letter by letter.
            language: it was translated into, ISO 639-1.
            model: that wrote it; None for any, the newest first.

        Raises:
            RecordsError: when the file cannot be read.
        """
        if not self.exists():
            return None
        table = _TRANSLATIONS.c
        wanted = select(table.text, table.model, table.host).where(table.quote == quote, table.language == language)
        if model is not None:
            wanted = wanted.where(table.model == model)
        with self.opened() as connection:
            row = connection.execute(wanted.order_by(table.made.desc()).limit(1)).first()
        return Translation(row.text, language, Author(row.model, row.host)) if row else None

    def keep_translation(self, quote: str, translation: Translation) -> None:
        """Keep a translation; where the same model's is kept already, that one stays.

        Args:
            quote: letter by letter.
            translation: of it.

        Raises:
            RecordsError: when the file cannot be written.
        """
        row = {
            "quote": quote,
            "language": translation.language,
            "model": translation.author.model,
            "host": translation.author.host,
            "text": translation.text,
            "made": datetime.now(UTC).isoformat(),
        }
        with self.opened() as connection:
            connection.execute(insert(_TRANSLATIONS).values(row).on_conflict_do_nothing())

    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self._path.exists()

    @contextmanager
    def written(self) -> Iterator[Connection]:
        """The file, to be changed as a whole or not at all.

        Raises:
            RecordsError: when it cannot be used.
        """
        with self.opened() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        """The file with all its tables.

        Raises:
            RecordsError: when it cannot be used.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                self._prepare(connection)
                yield connection
        except DBAPIError as error:
            raise self._unusable(str(error.orig), getattr(error.orig, "sqlite_errorname", "")) from error
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

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
