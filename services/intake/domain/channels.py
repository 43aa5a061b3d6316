"""Channels 渠道: where 留言 come from, what each needs, and where its clocks start.  Data, not rules."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from shared.contracts.intake import Channel

ClockStart = Literal["let_through", "submitted", "told", "reached_the_office"]


class Rule(NamedTuple):
    """One channel."""

    hanzi: str
    comes: str
    """How its 留言 come in: import, poll, submission, entry."""
    clock_starts: ClockStart
    answered: str
    """Where the public answer goes."""
    needs: tuple[str, ...] = ()
    """Fields without which nothing is taken in."""
    wants: tuple[str, ...] = ()
    """Fields whose absence is put before a person."""
    address: str | None = None
    """Where a 留言 stands outside, by its number there."""


CHANNELS: Mapping[Channel, Rule] = {
    "board": Rule(
        "领导留言板", "import, poll", "let_through", "on the board, by a person, with proof",
        needs=("external_id",), address="https://liuyan.people.com.cn/threads/content?tid={number}",
    ),
    "form": Rule("网上表单", "submission, entry", "submitted", "on the office's own pages"),
    "api": Rule("系统对接", "entry", "told", "in the system it came from"),
    "clerk": Rule("人工录入", "entry", "told", "on the office's own pages"),
    "above": Rule(
        "上级转办", "entry", "reached_the_office", "to the office above, and to the author",
        needs=("external_id",), wants=("outside_due_on", "outside_office"),
    ),
}  # fmt: skip


def address_of(channel: Channel, number: str | None) -> str | None:
    """Where a 留言 stands outside; None where nobody can look."""
    address = CHANNELS[channel].address
    return address.format(number=number) if address and number else None


def listed() -> list[dict[str, object]]:
    """The channels as people are shown them."""
    return [{"channel": name, **rule._asdict()} for name, rule in CHANNELS.items()]
