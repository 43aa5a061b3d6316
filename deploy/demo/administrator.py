"""The demo's one look behind the interfaces: it moves the clock, and sees whether all was heard."""

from typing import Any

import asyncpg

from shared.db import OUTAGE


class Administrator:
    """A connection to the database that is made when it is needed, and again after an outage."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Any = None

    async def row(self, sql: str, *args: Any) -> Any:
        """A statement's one row; None during an outage."""
        try:
            if self._connection is None:
                self._connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=60)
            return await self._connection.fetchrow(sql, *args)
        except OUTAGE:
            self.close()
            return None

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
