"""``make mutants``, ``make mutants ARGS="routing"``, ``ARGS="routing.cases notify --fresh"``.

``--page`` only writes docs/mutants.md anew, such as after an explanation was added.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.mutants import page
from tests.mutants.mutant import Mutant
from tests.mutants.verdicts import (
    KEPT,
    PROJECT,
    Verdict,
    kept,
    publish,
    published,
    still_holds,
    summary,
)

GENERATOR = PROJECT / ".venv" / "mutants" / "bin" / "python"


def chosen(names: Iterable[str]) -> dict[str, list[Path]]:
    """The files of domains by their service; a name is a service, or a service and a module."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(PROJECT.glob("services/*/domain/*.py")):
        service, module = path.parts[-3], path.stem
        if module != "__init__" and (not names or {service, f"{service}.{module}"} & set(names)):
            found[service].append(path)
    return found


def generated(files: Iterable[Path]) -> list[Mutant]:
    """Every mutant of these files."""
    command = [
        str(GENERATOR),
        "-m",
        "tests.mutants.generate",
        *(str(f.relative_to(PROJECT)) for f in files),
    ]
    made = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return [Mutant(**json.loads(line)) for line in made.stdout.splitlines()]


def tried(mutants: Iterable[Mutant], tests: str, file: Path) -> dict[str, Verdict]:
    """A verdict on each, by the tests in a folder; those that still hold in the file are kept."""
    before = kept(file)
    todo = [m for m in mutants if not still_holds(m, before.get(m.key))]
    print(f"{tests}: {len(todo)} mutants to try", flush=True)
    if todo:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as given:
            given.writelines(json.dumps(asdict(m)) + "\n" for m in todo)
            given.flush()
            _try(tests, given.name, file)
    return kept(file)


def _try(tests: str, given: str, out: Path) -> None:
    """In a process that keeps compiled modules, but not among the others', and hashes as ever."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(KEPT / "compiled"), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "tests.mutants.trial", tests, given, str(out)]
    subprocess.run(command, cwd=PROJECT, check=True, env=environment, stdout=subprocess.DEVNULL)


def measure(names: Iterable[str], *, fresh: bool) -> None:
    """Try the mutants of what is named, and publish."""
    told = subprocess.run(
        ["git", "show", "-s", "--format=%cs %h", "HEAD"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    measured, commit = told.stdout.split()
    KEPT.mkdir(parents=True, exist_ok=True)
    for service, files in chosen(names).items():
        mutants = generated(files)
        file = KEPT / f"{service}.jsonl"
        if fresh:
            file.unlink(missing_ok=True)
        verdicts = tried(mutants, f"tests/unit/{service}", file)
        results = published()
        for path in files:
            module = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            figures = summary([m for m in mutants if m.module == module], verdicts)
            results[module] = figures | {"measured": measured, "commit": commit}
            print(f"{module}: {figures['score']} % of {figures['mutants']}")
        publish(results)
        page.write()


def main() -> None:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="a service, or a service and a module: routing.cases"
    )
    parser.add_argument("--fresh", action="store_true", help="try again what was found before")
    parser.add_argument("--page", action="store_true", help="only write docs/mutants.md")
    given = parser.parse_args()
    if given.page:
        page.write()
    else:
        measure(given.names, fresh=given.fresh)


if __name__ == "__main__":
    main()
