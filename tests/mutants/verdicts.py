"""What became of the mutants: kept from run to run, and published."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutants.mutant import Mutant

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
RESULTS = HERE / "results.json"
EXPLAINED = HERE / "explained.json"
KEPT = PROJECT / ".run" / "mutants"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``killed`` by a test, ``survived``, or ``timeout``: noticed because the tests did not end."""

    verdict: str
    by: str = ""
    around: str = ""


def kept(file: Path) -> dict[str, Verdict]:
    """The last verdict on each mutant in a file, by its key."""
    if not file.exists():
        return {}
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {d["key"]: Verdict(d["verdict"], d["by"], d["around"]) for d in lines}


def still_holds(mutant: Mutant, verdict: Verdict | None) -> bool:
    """Whether it need not be tried again; what survived is tried each time.

    It was found before, by a test that is still there, and the statement that holds it is as it was.
    """
    if verdict is None or verdict.verdict == "survived" or verdict.around != mutant.around:
        return False
    file, _, test = verdict.by.partition("::")
    if not file or test == "import":
        return True
    name = test.partition("[")[0].rpartition("::")[2]
    path = PROJECT / file
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")


def summary(mutants: Iterable[Mutant], verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    """The figures of one module, and its survivors as far as the source tells them."""
    judged = [(m, verdicts[m.key].verdict) for m in mutants]
    count = {v: sum(1 for _, w in judged if w == v) for v in ("killed", "survived", "timeout")}
    return {
        "mutants": len(judged),
        **count,
        "score": score(count["killed"] + count["timeout"], len(judged)),
        "survivors": [
            {"where": m.where, "was": m.was, "now": m.now, "nth": m.nth}
            for m, verdict in judged
            if verdict == "survived"
        ],
    }


def score(found: int, of: int) -> float:
    """Per cent, to one decimal; what has no mutants has none that survive."""
    return round(100 * found / of, 1) if of else 100.0


def published() -> dict[str, Any]:
    """The results of the last run of each module."""
    if not RESULTS.exists():
        return {}
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return results


def publish(results: Mapping[str, Any]) -> None:
    """Write them; modules that are gone are left out."""
    there = {
        m: r for m, r in sorted(results.items()) if (PROJECT / f"{m.replace('.', '/')}.py").exists()
    }
    RESULTS.write_text(json.dumps(there, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a survivor is none to hunt.  What it does not name it does not ask for.

    `where` and `was` are as in a mutant; without `now` it speaks of every change to that line, and
    without `was` of all that is changed there.
    """

    module: str
    where: str
    why: str
    was: str | None = None
    now: str | None = None

    def fits(self, module: str, survivor: Mapping[str, Any]) -> bool:
        return (
            module == self.module
            and survivor["where"] == self.where
            and self.was in {None, survivor["was"]}
            and self.now in {None, survivor["now"]}
        )


def explanations() -> list[Explanation]:
    """All that is explained, in the file's order."""
    filed = json.loads(EXPLAINED.read_text(encoding="utf-8"))
    return [Explanation(module, **e) for module, told in filed.items() for e in told]


def survivors(results: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], str | None]]:
    """Every survivor with its module, and why it may survive, if that is said."""
    told = explanations()
    for module, result in results.items():
        for survivor in result["survivors"]:
            yield module, survivor, next((e.why for e in told if e.fits(module, survivor)), None)


def not_measured(results: Mapping[str, Any]) -> list[str]:
    """The modules of domains that no run has published yet."""
    paths = PROJECT.glob("services/*/domain/*.py")
    modules = (".".join(p.relative_to(PROJECT).with_suffix("").parts) for p in paths)
    return sorted(m for m in modules if m not in results and not m.endswith(".__init__"))


def explained_in_vain(results: Mapping[str, Any]) -> list[Explanation]:
    """Explanations of what does not survive, or is not there any more."""
    alive = [(module, s) for module, result in results.items() for s in result["survivors"]]
    return [e for e in explanations() if not any(e.fits(*one) for one in alive)]
