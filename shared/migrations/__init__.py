"""Which migrations a schema should have had, and which it has not.

A service's schema takes the kit's migrations first, then its own; the schema ``clock`` has its own.
"""

from importlib.resources import files
from pathlib import Path

from shared.db import Tx

APPLIED = "SELECT origin || '/' || name AS migration FROM migration"

HERE = Path(str(files(__name__)))


def folders(schema: str) -> list[tuple[str, Path]]:
    """(origin, folder) of the migrations of a schema, in the order in which they are applied."""
    if schema == "clock":
        return [("clock", HERE / "clock")]
    own = HERE.parent.parent / "services" / schema / "migrations"
    return [("kit", HERE / "kit"), (schema, own)]


def expected(schema: str) -> list[tuple[str, Path]]:
    """(origin, file) of each migration, in order."""
    return [
        (origin, file)
        for origin, folder in folders(schema)
        for file in sorted(folder.glob("*.sql"))
    ]


async def missing(tx: Tx, schema: str) -> set[str]:
    """The migrations this code needs and the schema on the search path lacks."""
    applied = {r["migration"] for r in await tx.fetch(APPLIED)}
    return {f"{origin}/{file.name}" for origin, file in expected(schema)} - applied
