"""The page docs/proofs.md, made from what the long walks found."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "proofs.md"
RESULTS = Path(__file__).parent / "results.json"

HEAD = """# What is proved by walking

Made by `make walk` from `tests/walk/results.json`.

A model of handling is written a second time in `tests/walk/handling`, from the pages and from the office's practice,
and without asking the service: who may do what, on what, in which order, and which rule a command breaks. Cases are
then walked on the real routing service with a real Postgres: clerks, reviewers, heads, leaders and their secretaries,
deputies and units send commands that are legal and commands that are not, to things that are there and that are not,
with the right version, an old one or none; meanwhile other services tell of withdrawals, accusations, interests,
erasures and after-checks, and the days go by. After each command

- one that breaks no rule of the model must have been accepted, and one that breaks any must have been refused, with a
  problem document that names one of the rules it breaks;
- the states and versions of the case and all its parts in the database must be the model's; what was refused must have
  left nothing, and a command that is sent again must have the same answer and no effect;
- the journal must name who acted.

At its end, each case is brought to a close by legal moves alone. Then all journals and event logs are replayed on the
workflow tables ([workflows.md](workflows.md)): every row and every event must be explained, which is a fitness of 1,
and every hash chain must be whole.

In a *meeting*, two reviewers, two people of units, one on a leader's side and a clerk send their commands at the same
moment to two replicas, some of them twice, and sometimes an event comes between. Nobody knows beforehand who comes
first; the journal tells it afterwards. Who was accepted must have been allowed to where the journal has it, who was
refused must break the rule that was named at some place in that order, and all together must leave what the model
says: one history, no lost update. With the lock of a case taken away, the test that does the same in short is red.

The same is done with receptions on the real intake service, by a model of their own in `tests/walk/reception`: from
what is entered, over its claim, its calls and its classification, to its route or its withdrawal, with all that is done
at the desk meanwhile. Each walk has its meetings on the way: three clerks, the office head, an agent and one of a unit
act at once.
"""


def page(results: Mapping[str, Any]) -> str:
    """The whole page."""
    lines = (HEAD, *_figures(results), "", *_refusals(results), "", *_rows(results))
    return "\n".join(lines) + "\n"


KINDS = {"walk": "one by one", "meetings": "with meetings", "reception": "receptions"}
"""What was walked, and how its column is headed."""


FIGURES = {
    "date": "measured",
    "commit": "on commit",
    "seed": "with seed",
    "cases": "cases",
    "ended": "of these brought to an end",
    "moves": "commands",
    "accepted": "accepted",
    "repeated": "sent again under the same key",
    "heard": "events heard",
    "meetings": "meetings",
    "met": "commands sent at once",
    "conflicts": "meetings in which somebody was refused who alone would not have been",
    "replayed": "rows and events replayed",
    "fitness": "fitness",
}


def _figures(results: Mapping[str, Any]) -> Iterator[str]:
    yield "## Figures"
    yield ""
    yield _row("", KINDS.values())
    yield _rule(KINDS)
    for name, title in FIGURES.items():
        yield _row(title, (_told(results[kind][name]) for kind in KINDS))
    yield ""
    yield "No command strayed from the model, and no chain was broken: else nothing is published."


def _told(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _row(first: str, cells: Iterable[str]) -> str:
    return f"| {first} | {' | '.join(cells)} |"


def _rule(columns: Collection[str]) -> str:
    return "|---|" + "---:|" * len(columns)


def _refusals(results: Mapping[str, Any]) -> Iterator[str]:
    yield "## Refusals by rule"
    yield ""
    yield _row("rule", KINDS.values())
    yield _rule(KINDS)
    refused = [results[kind]["refused"] for kind in KINDS]

    def often(rule: str) -> tuple[Any, ...]:
        return (*(-one.get(rule, 0) for one in refused), rule)

    for rule in sorted(set().union(*refused), key=often):
        yield _row(f"`{rule}`", (f"{one.get(rule, 0):,}" for one in refused))


LEFT = """Of the others, a proposal's are told by the case's,
which say the same; a county's office forwards by itself only where the practice lets its letters go at once, and in the
walks its head signs them; to the rest chance never came, below a county's office because few cases go down so far. To
six of these `tests/walk/test_below.py` goes by name. Walks on the tables alone (`tests/unit/test_lives.py`) take rows
at random from every state."""


LEFT_AT_RECEPTION = """Of the others, no case
comes to the rows of a historic one, which nobody alarms or groups, nor to that of a received one that leaves a group,
and no author is asked before he was reached; the table has them so that a refusal tells what is wrong rather than the
state. To the rest chance never came. Rules that chance seldom breaks alone `tests/walk/test_seldom.py` breaks by name."""


def _rows(results: Mapping[str, Any]) -> Iterator[str]:
    yield "## Rows of the tables"
    yield ""
    yield from _left(results, ("walk", "meetings"), "the workflow tables of handling", LEFT)
    yield ""
    yield from _left(results, ("reception",), "reception's and the desk's", LEFT_AT_RECEPTION)


def _left(results: Mapping[str, Any], kinds: Sequence[str], tables: str, why: str) -> Iterator[str]:
    """Rows that none of these walks followed."""
    never = [set(results[kind]["rows_never_taken"]) for kind in kinds]
    left = sorted(set.intersection(*never))
    rows = results[kinds[0]]["rows"]
    yield f"{rows - len(left)} of the {rows} rows of {tables} were followed. {why}"
    yield ""
    yield from (f"- {row}" for row in left)
