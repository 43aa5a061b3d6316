"""The page docs/mutants.md, made from the results and the explanations."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from tests.mutants.verdicts import PROJECT, not_measured, published, score, survivors

PAGE = PROJECT / "docs" / "mutants.md"

HEAD = """# Mutants

Made by `make mutants` from `tests/mutants/results.json` and `tests/mutants/explained.json`.

A mutant is the code of a `domain` with one thing changed: another number, a condition turned round, a step left
out, a row of a table gone. The unit tests of its service are run; if none fails, nobody would notice such a mistake,
and the mutant *survived*. The score is the share of mutants that were found.

## What is changed, and how it is tried

The operators are [mutmut](https://github.com/boxed/mutmut)'s, on every expression: numbers, strings, operators,
comparisons, *and* and *or*, *not*, conditional expressions, assignments. mutmut itself leaves alone what is not in a
plain function: properties, validators, enumerations, tables, models, patterns. Here that is half of what the rules
say, so our own run (`tests/mutants`) applies its operators to the whole module and adds some: a row of a table or a
choice of a `Literal` dropped, an argument left out or None, a validator gone, a call or a `raise` left out, a result
that is None, a condition turned round, one side of an *and*, *or* or *+* alone, a comprehension without its
condition, *any* for *all*, a bound or a choice of a pattern changed.

What a function does is changed in a fork of a run that has loaded everything, and the tests that run that function are
run. What is made once, when a module is read, is tried in a fork that has not read it yet, with the test files whose
imports lead to it. A trial that needs far more time than its tests do is a *timeout*, which counts as found. Verdicts
are kept in `.run/mutants`: what was found is not tried again as long as the statement that holds it is unchanged and
the test that found it is there; `--fresh` tries all anew.

Not changed, as no test should hold it: docstrings and types; the sentence of a refusal (`detail`) or of an error and
the description of a field, which are for people, while a refusal's rule, status and further members are a contract and
are changed; a label in Hanzi beside its code (its row is dropped instead); `frozen` and `slots`, which the types say.
"""


def page(results: Mapping[str, Any]) -> str:
    """The whole page."""
    return "\n".join((HEAD, *_scores(results), "", *_survivors(results))) + "\n"


def _scores(results: Mapping[str, Any]) -> Iterator[str]:
    yield "## Scores"
    yield ""
    yield "| module | mutants | killed | timeout | survived | of these explained | score | measured |"
    yield "|---|---|---|---|---|---|---|---|"
    explained = [module for module, _, why in survivors(results) if why]
    for service, modules in groupby(results.items(), key=lambda r: r[0].split(".")[1]):
        rows = list(modules)
        total = {
            k: sum(r[k] for _, r in rows) for k in ("mutants", "killed", "timeout", "survived")
        }
        total["score"] = score(total["killed"] + total["timeout"], total["mutants"])
        mine = sum(1 for m in explained if m.split(".")[1] == service)
        yield _row(f"**{service}**", total, mine, "")
        for module, result in rows:
            name = module.rpartition(".")[2]
            when = f"{result['measured']}, {result['commit']}"
            yield _row(f"{service} `{name}`", result, explained.count(module), when)
    missing = [f"`{m.removeprefix('services.')}`" for m in not_measured(results)]
    if missing:
        yield ""
        yield f"Not measured yet: {', '.join(missing)}."


def _row(name: str, r: Mapping[str, Any], explained: int, when: str) -> str:
    figures = (r["mutants"], r["killed"], r["timeout"], r["survived"], explained, f"{r['score']} %")
    return f"| {name} | {' | '.join(str(f) for f in figures)} | {when} |"


def _survivors(results: Mapping[str, Any]) -> Iterator[str]:
    yield "## Survivors"
    told = [(m, s, why) for m, s, why in survivors(results) if why]
    untold = [(m, s) for m, s, why in survivors(results) if not why]
    for module, group in groupby(told, key=lambda t: t[0]):
        yield ""
        yield f"### {module}"
        yield ""
        for (where, why), same in groupby(group, key=lambda t: (t[1]["where"], t[2])):
            yield f"- `{where or 'the module'}`: {why}"
            yield from (f"  - {_change(s)}" for _, s, _ in same)
    if untold:
        yield ""
        yield "### Not explained"
        yield ""
        yield from (
            f"- `{m.removeprefix('services.')}` `{s['where']}`: {_change(s)}" for m, s in untold
        )


def _change(survivor: Mapping[str, Any]) -> str:
    """What it was and became, without what both begin and end with."""
    was, now = (_cut(survivor[side]) for side in ("was", "now"))
    return f"{_code(was)} → {_code(now) if now else 'nothing'}"


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def write() -> None:
    """Write the page as the results are now."""
    PAGE.write_text(page(published()), encoding="utf-8")
