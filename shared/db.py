"""Postgres: the pool, transactions, and set-wise changes.

Only this package and the services' ``store`` modules speak to the database.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

import asyncpg

from shared.outcome import Change

Record = asyncpg.Record
Result = TypeVar("Result")

CONTENDED_TRIES = 5


class Tx(Protocol):
    """An open transaction."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *args: Any) -> Any: ...
    async def fetchval(self, query: str, *args: Any) -> Any: ...
    async def execute(self, query: str, *args: Any) -> str: ...
    def transaction(self) -> Any: ...


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    """A pooled connection without the reset query, which would cost more than most statements.

    Safe because no pooled connection takes session locks, listens, or sets anything.
    """

    def get_reset_query(self) -> str:
        return ""


OUTAGE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
"""The database cannot be reached: try again later, nothing is wrong with the data."""

CONTENTION = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""Two transactions met: try again at once."""

BAD_VALUE = (asyncpg.DataError, ValueError)
"""A value that no column of that kind can hold, such as a cursor that no page gave."""

BROKEN_STATEMENT = asyncpg.PostgresError
"""The database refused a statement; the transaction is lost."""


class Database:
    """One service's pool, confined to its own schema.

    Parameters
    ----------
    dsn : the service role's address
    schema : the only schema on the search path
    size : connections at most
    """

    def __init__(self, dsn: str, schema: str, size: int = 10) -> None:
        self.dsn = dsn
        self.schema = schema
        self.size = size
        self._pool: asyncpg.Pool[Any] | None = None

    async def open(self) -> None:
        """Connect.  Raises one of `OUTAGE` when the database cannot be reached."""
        self._pool = await asyncpg.create_pool(
            self.dsn,
            min_size=1,
            max_size=self.size,
            connection_class=_Connection,
            command_timeout=60,
            server_settings=self._settings(),
        )

    async def close(self) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None

    async def connect(self) -> Any:
        """A connection of its own, outside the pool, for a session lock."""
        return await asyncpg.connect(self.dsn, command_timeout=60, server_settings=self._settings())

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """Commit at the end, roll back on any exception.  READ COMMITTED."""
        if self._pool is None:
            raise asyncpg.InterfaceError("the pool is closed")
        connection = None
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield connection
        except asyncpg.InternalClientError as error:
            # The driver's word for a connection that was lost between two of its steps.
            if connection is not None:
                connection.terminate()
            raise asyncpg.InterfaceError("the connection was lost") from error
        except RuntimeError as error:
            # The event loop's word for writing to a connection that the server has just lost.
            if connection is None or not connection.is_closed():
                raise
            raise asyncpg.InterfaceError("the connection was lost") from error

    def _settings(self) -> dict[str, str]:
        return {"search_path": self.schema, "application_name": self.schema, "jit": "off"}


async def uncontended(transact: Callable[[], Awaitable[Result]]) -> Result:
    """Run a whole transaction; again when it met another one, some times over.

    Raises one of `CONTENTION` when it met others every time.
    """
    for _ in range(CONTENDED_TRIES):
        try:
            return await transact()
        except CONTENTION:
            continue
    return await transact()


async def apply(tx: Tx, changes: Iterable[Sequence[Change]]) -> None:
    """Run the handlers' changes, gathered by statement; each handler's own order is kept."""
    for sql, rows in _batches(changes):
        await tx.execute(sql, *(list(column) for column in zip(*rows, strict=True)))


def _batches(changes: Iterable[Sequence[Change]]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    batches: list[tuple[str, list[tuple[Any, ...]]]] = []
    for own in changes:
        at = 0
        for change in own:
            found = next((i for i in range(at, len(batches)) if batches[i][0] == change.sql), None)
            if found is None:
                batches.append((change.sql, []))
                found = len(batches) - 1
            batches[found][1].append(change.row)
            at = found
    return batches
