"""``case`` and ``verify-history``: what happened, from all services' journals."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.cli.connect import SERVICES, schema_of
from deploy.cli.show import pad, say, when, width
from shared.contracts import catalogue
from shared.history import Fault, timeline, verify
from shared.rules import unknown


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands' grammar."""
    case = commands.add_parser("case", help="one case's whole timeline")
    case.add_argument("number", help="such as LL2022-000017")
    case.set_defaults(run=run_case)
    check = commands.add_parser("verify-history", help="prove that no journal row was touched")
    check.set_defaults(run=run_verify)


async def run_case(arguments: argparse.Namespace) -> int:
    """Print the timeline."""
    entries = await whole_timeline(arguments.number)
    if not entries:
        raise unknown("case")
    say(lines_of(arguments.number, entries))
    return 0


async def whole_timeline(number: str) -> list[dict[str, Any]]:
    """Every service's journal of one case, in the order in which it happened."""
    entries: list[dict[str, Any]] = []
    for name in SERVICES:
        async with schema_of(name) as tx:
            entries += [{"service": name, **e} for e in await timeline(tx, f"case/{number}")]
    return sorted(entries, key=lambda e: (e["recorded_at"], e["no"]))


def lines_of(number: str, entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """A timeline as text: when, where, who, what, and from which state to which."""
    cells = [
        (when(e["at"]), e["service"], _who(e["actor"]), _what(e), _moved(e), _facts(e))
        for e in entries
    ]
    widths = [max(width(row[i]) for row in cells) for i in range(5)]
    lines = [f"{number}  {len(entries)} entries"]
    for row in cells:
        fixed = "  ".join(pad(text, w) for text, w in zip(row[:5], widths, strict=True))
        lines.append(f"  {fixed}  {row[5]}".rstrip())
    return lines


def _who(actor: Mapping[str, Any]) -> str:
    behalf = f" 代 {actor['on_behalf_of']}" if actor.get("on_behalf_of") else ""
    return "系统" if actor["role"] == "system" else f"{actor['name']}({actor['role']}){behalf}"


def _what(entry: Mapping[str, Any]) -> str:
    known = catalogue()
    said = [known[topic].hanzi if topic in known else topic for topic, *_ in entry.get("says", [])]
    return f"{entry['action']} {'、'.join(said)}".strip()


def _moved(entry: Mapping[str, Any]) -> str:
    if "to" not in entry:
        return ""
    return f"{entry.get('from', '·')} → {entry['to']}"


def _facts(entry: Mapping[str, Any]) -> str:
    shown = [f"{name}={value}" for name, value in entry.get("facts", {}).items()]
    return " ".join([*([f"[{entry['why']}]"] if "why" in entry else []), *shown])


async def run_verify(_: argparse.Namespace) -> int:
    """Verify every schema's chains; status 1 and the subject's name where one is broken."""
    faults = 0
    for name in SERVICES:
        whole = 0
        async with schema_of(name) as tx:
            async for found in verify(tx):
                if isinstance(found, Fault):
                    faults += 1
                    say(f"BROKEN   {name}: {found.subject}: {found.what}")
                else:
                    whole += found
        say(f"{name}: {whole} subjects whole")
    return 1 if faults else 0
