"""Business time.  Nothing else in the house reads any clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.db import Tx

SHANGHAI = ZoneInfo("Asia/Shanghai")

NOW = "SELECT clock.now()"


async def now(tx: Tx) -> datetime:
    """The business instant of this statement: the database's clock, moved only in demo and tests."""
    instant: datetime = await tx.fetchval(NOW)
    return instant
