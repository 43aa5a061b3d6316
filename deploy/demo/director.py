"""The director: months of business time in a minute, each thing at its time.

Everybody who acts says when; the director moves the clock to the earliest such time, or to the next
timer of a deadline if that comes first, and lets everything that was due happen before going on.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

NextTimer = Callable[[], Awaitable[datetime | None]]
MoveTo = Callable[[datetime], Awaitable[None]]


class Director:
    """Runs lives side by side in business time.

    Parameters
    ----------
    move_to : moves the business clock
    next_timer : when the next deadline timer is due; None if there is none
    settled : waits until all that was said has been heard
    """

    def __init__(
        self, move_to: MoveTo, next_timer: NextTimer, settled: Callable[[], Awaitable[None]]
    ) -> None:
        self._move_to = move_to
        self._settled = settled
        self._next_timer = next_timer
        self._agenda: list[tuple[datetime, int, asyncio.Event]] = []
        self._count = 0
        self._awake = 0
        self._all_wait = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.now: datetime | None = None

    def start(self, life: Coroutine[Any, Any, Any]) -> None:
        """Let a life run; it waits with `at`."""
        self._awake += 1
        task = asyncio.create_task(life)
        self._tasks.add(task)
        task.add_done_callback(self._rests)

    async def at(self, moment: datetime) -> datetime:
        """Wait until this time comes; a time that is past is now.  Returns the time it is."""
        moment = max(moment, self.now) if self.now else moment
        turn = asyncio.Event()
        self._count += 1
        heapq.heappush(self._agenda, (moment, self._count, turn))
        self._rests()
        await turn.wait()
        return self.now or moment

    async def run(self) -> None:
        """Go on until every life has ended.  Raises the first life's exception."""
        while True:
            await self._everybody_waits()
            await self._settled()
            if not self._agenda:
                break
            timer = await self._next_timer()
            moment = self._agenda[0][0]
            if timer is not None and timer < moment:
                await self._go_to(timer)
                await asyncio.sleep(0.02)  # it fires in the service's own time; then look again
                continue
            await self._go_to(moment)
            while self._agenda and self._agenda[0][0] <= moment:
                self._awake += 1
                heapq.heappop(self._agenda)[2].set()

    async def _go_to(self, moment: datetime) -> None:
        if self.now is None or moment > self.now:
            await self._move_to(moment)
            self.now = moment

    async def _everybody_waits(self) -> None:
        while self._awake:
            self._all_wait.clear()
            await self._all_wait.wait()
            for task in list(self._tasks):
                if task.done():
                    self._tasks.discard(task)
                    task.result()

    def _rests(self, _: Any = None) -> None:
        self._awake -= 1
        self._all_wait.set()
