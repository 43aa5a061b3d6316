"""Looking for cases: by a number for whoever reads cases, by the author for a purpose."""

from typing import Any

from services.intake.domain.search import SearchAuthor
from services.intake.store import searches as store
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.ids import uuid7
from shared.numbers import as_written, case_number
from shared.outcome import Entry, Outcome


async def by_number(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    number: str,
    actor: Actor,
    office: str,
    state: str | None,
) -> list[dict[str, Any]]:
    """按编号查找: ours, the board's, or that of the office which handed the case down."""
    return await store.by_number(
        tx, after, limit, case_id=case_number(number), numbers=as_written(number),
        actor=actor, office=office, state=state,
    )  # fmt: skip


async def by_author(ctx: Ctx, command: SearchAuthor, _: None) -> Outcome:
    """按留言人查找: who asked, for what purpose, and how many cases were shown stays on record."""
    sought = command.sought()
    key = ctx.settings.ring.blind_index(sought) if command.by == "phone" else sought
    found = await store.by_author(
        ctx.tx, command.by, key, below=command.below, limit=command.limit + 1, actor=ctx.actor,
        office=ctx.settings.office_unit,
    )  # fmt: skip
    items = [{k: v for k, v in row.items() if k != "cursor"} for row in found[: command.limit]]
    search_id = str(uuid7())
    added = store.add_search(search_id, command.by, command.purpose, len(items), ctx.actor, ctx.now)
    entry = Entry(
        f"search/{search_id}", "search_author", ctx.actor, why=command.purpose,
        facts={"by": command.by, "cases": [item["case_id"] for item in items]},
        private={command.by: sought},
    )  # fmt: skip
    more = len(found) > command.limit
    return Outcome(
        changes=[added],
        journal=[entry],
        answer={
            "search_id": search_id,
            "items": items,
            "next": items[-1]["case_id"] if more else None,
        },
    )
