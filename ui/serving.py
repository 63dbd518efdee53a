"""Pure: who can reach the app, and whether they must log in."""

import ipaddress
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError

THIS_MACHINE = "127.0.0.1"

_SECRETS = Path(".streamlit", "secrets.toml")


def is_this_machine(host: str) -> bool:
    """Whether what listens on an address is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def secrets_files() -> list[Path]:
    """Where Streamlit looks for a login: below the user's home, where the app is started, beside ``app.py``."""
    return [folder / _SECRETS for folder in (Path.home(), Path.cwd(), Path(__file__).parent)]


def has_login(files: Iterable[Path]) -> bool:
    """Whether one of the files configures a login.

    Args:
        files: TOML; those that are not there say nothing.

    Raises:
        SettingsError: a file cannot be read. Streamlit would serve everyone then.
    """
    return any("auth" in _read(file) for file in files)


def exposure(host: str, *, login: bool) -> str | None:
    """What whoever serves the app beyond this machine must know; None where there is nothing to know.

    Args:
        host: the address that is listened on.
        login: whether one is configured.
    """
    if login or is_this_machine(host):
        return None
    return (
        f"Listening on {host} without a login: whoever can reach this machine can read the library and ask "
        "questions, at your cost where you have a chat model. Stop with Ctrl+C, or set up a login: docs/app.md"
    )


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.", "Mend it, or remove it.") from error
