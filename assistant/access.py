"""Frozen: what a Chroma server asks of whoever connects to it."""

from dataclasses import dataclass

from pydantic import SecretStr

DEFAULT_TENANT = "default_tenant"
DEFAULT_DATABASE = "default_database"


@dataclass(frozen=True, slots=True)
class Access:
    """How a Chroma server knows its user.

    Attributes:
        key: its token; None for a server that asks for none.
        tenant: whose database it is; None for that of the key, else Chroma's default.
        database: that holds the library; None as for the tenant.
    """

    key: SecretStr | None = None
    tenant: str | None = None
    database: str | None = None

    @property
    def names_database(self) -> bool:
        """Whether a tenant or a database is given."""
        return self.tenant is not None or self.database is not None

    def name_of(self, location: str) -> str:
        """What tells a library from all others: its location, and the database where one is given.

        Args:
            location: of the library, a folder or an address.
        """
        if "://" not in location or not self.names_database:
            return location
        return f"{location.rstrip('/')}/{self.tenant or DEFAULT_TENANT}/{self.database or DEFAULT_DATABASE}"
