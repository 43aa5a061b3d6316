"""异常行: rows of an import that became no case, looked at and settled by a person."""

from typing import NamedTuple

from services.intake.domain.accusations import is_hidden_from
from services.intake.domain.imports import RevealRow, SettleRow, must_be_open
from services.intake.store import cases
from services.intake.store import imports as store
from shared.context import Ctx
from shared.outcome import Entry, Outcome
from shared.rules import Refused
from shared.secrets import Keyring


class Place(NamedTuple):
    """Where a row stands."""

    import_id: str
    row_no: int

    @property
    def subject(self) -> str:
        return f"import/{self.import_id}"


class Look(NamedTuple):
    """Look at one row."""

    place: Place
    command: RevealRow


class Settle(NamedTuple):
    """Say what one row is."""

    place: Place
    command: SettleRow


async def reveal_row(ctx: Ctx, asked: Look, _: object) -> Outcome:
    """异常行查阅: it may hold a name and a phone, so each look is journalled."""
    place = asked.place
    kept = must_be_open(await store.kept_row(ctx.tx, *place))
    entry = Entry(
        place.subject, "reveal_row", ctx.actor, why=asked.command.purpose,
        facts={"row": place.row_no},
    )  # fmt: skip
    sealed = {"key_id": kept.key_id, "sealed": kept.sealed}
    return Outcome(
        journal=[entry], answer={"import_id": place.import_id, "row": place.row_no} | sealed
    )


def opened(answer: dict[str, str | None], ring: Keyring) -> dict[str, str | None]:
    """The answer with the row as it came: never stored, not even for a repetition."""
    key_id, sealed = answer.pop("key_id"), answer.pop("sealed")
    place = f"{answer['import_id']}|{answer['row']}"
    came = ring.open(key_id, sealed, place) if key_id and sealed else None
    return answer | {"came": came}


async def settle_row(ctx: Ctx, asked: Settle, _: object) -> Outcome:
    """异常行处置: none vanishes; what a message became is named."""
    place, command = asked
    must_be_open(await store.kept_row(ctx.tx, *place))
    if command.case_id is not None:
        case = await cases.look(ctx.tx, command.case_id)
        if case is None or is_hidden_from(case, ctx.actor, ctx.settings.office_unit):
            raise Refused("case_unknown", "there is no such case", status=422)
    entry = Entry(
        place.subject, "settle_row", ctx.actor, why=command.settled_as,
        facts={"row": place.row_no, "case_id": command.case_id},
    )  # fmt: skip
    return Outcome(
        changes=[store.settle_row(*place, command, ctx.actor, ctx.now)],
        journal=[entry],
        answer={
            "import_id": place.import_id,
            "row": place.row_no,
            "settled_as": command.settled_as,
        },
    )
