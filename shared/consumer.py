"""The consuming side: FastStream subscribers, deliveries committed in groups, and the sweeper.

FastStream owns connections, channels and subscriptions.  A delivery is only put into a line here; one
writer drains the line into a transaction of up to `group_max` deliveries and acknowledges after the
commit.  While the database is away the deliveries are held, not returned: returning them would spin.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from faststream.middlewares import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from faststream.rabbit.message import RabbitMessage

from shared import metrics
from shared.bus import BUS_OUTAGE, Listener, Undecodable, closure_is_outage, read_envelope
from shared.db import CONTENTION, OUTAGE, Database
from shared.failures import describe
from shared.inbox import Heard, Inbox, Key, Settled

Work = Callable[[Mapping[str, Any]], Awaitable[None]]

PREFETCH = 200
WORK_PREFETCH = 20


async def _as_it_came(message: RabbitMessage) -> RabbitMessage:
    """FastStream's decoder: the body is decoded under the guard, where a bad one is parked."""
    return message


class Consumer:
    """One replica's consumption of its service's queues.

    Parameters
    ----------
    inbox : applies groups under the guard
    work : a handler for each of the service's own work queues
    announced : called after a commit that wrote events
    group_max : deliveries in one transaction at most; 1 is the per-event path
    """

    def __init__(
        self,
        url: str,
        listener: Listener,
        database: Database,
        inbox: Inbox,
        *,
        work: Mapping[str, Work] | None = None,
        announced: Callable[[], None] = lambda: None,
        group_max: int = 100,
        prefetch: int = PREFETCH,
    ) -> None:
        self.url = url
        self.listener = listener
        self.database = database
        self.inbox = inbox
        self.work = work or {}
        self.group_max = group_max
        self.last_heard_time: datetime | None = None
        self.consuming = False
        self._prefetch = prefetch
        self._announced = announced
        self._line: asyncio.Queue[Any] = asyncio.Queue()
        self._sweep = asyncio.Event()
        self._unsettled = 0
        self._broker = RabbitBroker(
            url, apply_types=False, logger=None, reconnect_interval=0.5, timeout=10
        )
        self._log = structlog.get_logger()

    @property
    def connected(self) -> bool:
        """Whether the consuming connection stands."""
        connection = self._broker._connection  # noqa: SLF001 - FastStream's ping asks the same
        return self.consuming and connection is not None and bool(connection.connected.is_set())

    async def run(self) -> None:
        """Consume until cancelled."""
        self._subscribe()
        await self._start()
        self.consuming = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pump())
                tasks.create_task(self._sweeper())
        finally:
            self.consuming = False
            await self._broker.stop()

    async def backlog(self) -> int:
        """Deliveries ready in the queue or held here unsettled.  Raises one of `BUS_OUTAGE`."""
        try:
            with closure_is_outage():
                return await self._ready() + self._unsettled
        except BUS_OUTAGE:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                # The connection closed under a call that was being cancelled: its error would
                # replace the cancellation, and who catches outages would go on for ever.
                raise asyncio.CancelledError from None
            raise

    async def _ready(self) -> int:
        connection = self._broker._connection  # noqa: SLF001 - as in `connected`
        if connection is None:
            raise ConnectionError("not connected")
        async with asyncio.timeout(5):
            channel = await connection.channel()
        async with channel:
            queue = await channel.declare_queue(self.listener.queue, passive=True, timeout=5)
            return int(queue.declaration_result.message_count or 0)

    def _subscribe(self) -> None:
        def subscriber(queue: str, prefetch: int, handler: Any) -> Any:
            made = self._broker.subscriber(
                RabbitQueue(queue, declare=False),
                channel=Channel(prefetch_count=prefetch),
                ack_policy=AckPolicy.MANUAL,
                decoder=_as_it_came,
                no_reply=True,
            )
            made(handler)
            return made

        # Events are many and are only put into a line: they go past FastStream's middlewares, parser
        # and context, which would take longer over each than the guard does.
        subscriber(self.listener.queue, self._prefetch, self._enqueue).consume = self._enqueue
        subscriber(self.listener.dead, 1, self._reenter)
        for queue, handler in self.work.items():
            subscriber(queue, WORK_PREFETCH, self._worker(queue, handler))

    async def _start(self) -> None:
        while True:
            try:
                with closure_is_outage():
                    await self._broker.start()
            except BUS_OUTAGE as error:
                self._log.warning("broker_unreachable", error=type(error).__name__)
                await asyncio.sleep(0.5)
            else:
                return

    # -- events ------------------------------------------------------------------------------------

    async def _enqueue(self, delivery: Any) -> None:
        self._unsettled += 1
        self._line.put_nowait(delivery)

    async def _pump(self) -> None:
        while True:
            group = [await self._line.get()]
            while len(group) < self.group_max and not self._line.empty():
                group.append(self._line.get_nowait())
            await self._settle_deliveries(group)
            self._unsettled -= len(group)

    async def _settle_deliveries(self, deliveries: Sequence[Any]) -> None:
        group: list[Heard] = []
        for delivery in deliveries:
            try:
                group.append(Heard(read_envelope(delivery.headers), delivery.body))
            except Undecodable as error:
                await self._bury(delivery.body, error.reason)
        await self.settle(group)
        await self._ack(deliveries)

    async def settle(self, group: Sequence[Heard], extra: Sequence[Key] = ()) -> Settled:
        """Settle a group in one transaction, trying again until the database took it."""
        singly, pause = False, 0.1
        while True:
            try:
                with metrics.GROUP_SECONDS.labels(self.listener.name).time():
                    async with self.database.transaction() as tx:
                        settled = await self.inbox.settle(tx, group, extra, singly=singly)
            except CONTENTION:
                continue
            except OUTAGE as error:
                self._log.warning("database_unreachable", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
            except Exception as error:  # noqa: BLE001 - the group is tried again, one by one
                if singly:
                    self._log.error("group_stuck", error=describe(error), count=len(group))
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 10.0)
                singly = True
            else:
                break
        metrics.GROUP_SIZE.labels(self.listener.name).observe(len(group))
        if group:
            self.last_heard_time = group[-1].envelope.time
        if settled.announced:
            self._announced()
        if settled.woke:
            self._sweep.set()
        return settled

    async def _bury(self, body: bytes, reason: str) -> None:
        while True:
            try:
                async with self.database.transaction() as tx:
                    await self.inbox.bury(tx, body, reason)
            except Exception as error:  # noqa: BLE001 - held until it is safely put aside
                self._log.error("bury_failed", error=describe(error))
                await asyncio.sleep(0.5)
            else:
                return

    async def _ack(self, deliveries: Sequence[Any]) -> None:
        # One writer settles the line in order, so all earlier tags of a channel are settled too.
        # After a reconnect two channels may meet in one group: the last of each is acknowledged.
        last_of: dict[int, Any] = {}
        for delivery in deliveries:
            try:
                last_of[id(delivery.channel)] = delivery
            except (*BUS_OUTAGE, RuntimeError) as error:
                self._ack_lost(error)  # asking a closed channel for itself raises already
        for delivery in last_of.values():
            await self._settle_one(delivery, multiple=True)

    # -- what is parked, dead or work -----------------------------------------------------------------

    async def _sweeper(self) -> None:
        while True:
            self._sweep.clear()
            try:
                async with self.database.transaction() as tx:
                    keys = await self.inbox.due(tx)
                if keys:
                    await self.settle([], keys)
                    continue
            except OUTAGE as error:
                self._log.warning("database_unreachable", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - what is due is found again next time
                self._log.error("sweep_failed", error=describe(error))
            try:
                async with asyncio.timeout(0.5):
                    await self._sweep.wait()
            except TimeoutError:
                continue

    async def _reenter(self, message: RabbitMessage) -> None:
        """A delivery that died of the delivery limit goes through the guard by itself."""
        delivery = message.raw_message
        try:
            heard = Heard(read_envelope(delivery.headers), delivery.body)
        except Undecodable as error:
            await self._bury(delivery.body, error.reason)
        else:
            await self.settle([heard])
        await self._ack([delivery])

    def _worker(self, queue: str, handler: Work) -> Callable[[RabbitMessage], Awaitable[None]]:
        async def work(message: RabbitMessage) -> None:
            delivery = message.raw_message
            try:
                await self._through_outages(handler, json.loads(delivery.body))
            except Exception as error:  # noqa: BLE001 - counted by the broker's delivery limit
                self._log.error("work_failed", queue=queue, error=describe(error))
                await asyncio.sleep(1)
                await self._return(delivery)
            else:
                await self._settle_one(delivery)

        return work

    async def _through_outages(self, handler: Work, body: Mapping[str, Any]) -> None:
        """Hold the work while the database is away: returning it would use up the delivery limit."""
        while True:
            try:
                await handler(body)
            except OUTAGE as error:
                self._log.warning("database_unreachable", error=type(error).__name__)
                await asyncio.sleep(0.5)
            else:
                return

    async def _settle_one(self, delivery: Any, *, multiple: bool = False) -> None:
        try:
            with closure_is_outage():
                await delivery.ack(multiple=multiple)
        except (*BUS_OUTAGE, RuntimeError) as error:
            self._ack_lost(error)

    def _ack_lost(self, error: Exception) -> None:
        # The channel is gone, so the broker sends these again: the guard drops them.
        self._log.info("ack_lost", error=type(error).__name__)

    async def _return(self, delivery: Any) -> None:
        """Reject with requeue: unlike a nack it counts towards the delivery limit everywhere."""
        try:
            with closure_is_outage():
                await delivery.reject(requeue=True)
        except (*BUS_OUTAGE, RuntimeError) as error:
            self._ack_lost(error)
