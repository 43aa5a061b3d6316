"""Tries mutants in forks of one pytest run: ``python -m tests.mutants.trial TESTS IN OUT``.

What a function does is changed in a module that is loaded, and the tests that run that function are
run.  What is made once, when a module is read (tables, patterns, models), needs the module read anew:
such a mutant forks before the first import, and the test files that can see the module are collected
there.  The tests that found most before go first; the first that fails ends the trial.
"""

import gc
import importlib
import json
import os
import signal
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType, FunctionType

import pytest

from tests.mutants.changed import Changed, code_in, compiled, function_at, functions_of
from tests.mutants.forks import BROKEN, all_of, be_quiet, fork, wait_for
from tests.mutants.imports import imported, name_of, reached
from tests.mutants.mutant import Mutant

WORKERS = os.cpu_count() or 1
ROOM_S = 5.0
"""A trial may take so much processor time, and five times what its tests need by themselves."""
STUCK_S = 600
"""And so much time of the day: whoever waits for ever uses no processor."""


@dataclass(slots=True)
class Baseline:
    """What the tests do when nothing is changed."""

    seconds: dict[str, float] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)
    """Function (module and name) -> the tests that run it."""
    at_import: list[str] = field(default_factory=list)
    """Functions that ran before the first test."""
    loaded: list[str] = field(default_factory=list)
    """Modules that the tests load, but for tests."""


class Trials:
    """A pytest plugin that tries mutants in place of running tests."""

    def __init__(self, mutants: list[Mutant], out: Path) -> None:
        self.mutants = mutants
        self.out = out
        self.kills: dict[str, Counter[str]] = defaultdict(Counter)
        self.failed: str | None = None

    def pytest_configure(self) -> None:
        from hypothesis import HealthCheck, Phase, settings  # after its plugin

        settings.register_profile(
            "mutants",
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # a failure need not be made small
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        files = sorted(p for a in session.config.args for p in Path(a).rglob("test_*.py"))
        read, write = os.pipe()
        child = fork(partial(self._measure, session, write))
        os.close(write)
        base = Baseline(**json.loads(all_of(read)))
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            raise pytest.UsageError("the tests fail although nothing is changed")
        for name in base.loaded:
            with suppress(ImportError):
                importlib.import_module(name)
        cold, warm = self._parted(base)
        wait_for(fork(partial(self._try_warm, session, base, warm)))
        for module in sorted({m.module for m in cold}):
            mine = [m for m in cold if m.module == module]
            wait_for(fork(partial(self._try_cold, session, base, files, mine)))
        return True

    def pytest_runtestloop(self) -> bool:
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    # ---- without a change ------------------------------------------------------------------------

    def _measure(self, session: pytest.Session, write: int) -> None:
        base = Baseline()
        folders = {str(Path(m.module.replace(".", "/")).parent.resolve()) for m in self.mutants}
        called: set[tuple[str, str]] = set()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename.rpartition("/")[0] in folders:
                called.add((frame.f_code.co_filename, frame.f_code.co_qualname))

        def heard() -> set[str]:
            names = {function_at(*c) for c in called}
            called.clear()
            return names

        with _watched(note):
            session.perform_collect()
            base.at_import = sorted(heard())
            runs: dict[str, list[str]] = defaultdict(list)
            for item in session.items:
                began = time.process_time()
                self._run([item])
                if self.failed:
                    sys.exit(f"{self.failed} fails although nothing is changed")
                base.seconds[item.nodeid] = time.process_time() - began
                for function in heard():
                    runs[function].append(item.nodeid)
        base.runs = dict(runs)
        base.loaded = [m for m in sys.modules if not m.startswith(("tests.", "__main__"))]
        with open(write, "w", encoding="utf-8") as pipe:
            json.dump(asdict(base), pipe)

    def _parted(self, base: Baseline) -> tuple[list[Mutant], list[Mutant]]:
        at_import = set(base.at_import)
        warm = [m for m in self.mutants if m.warm and f"{m.module}:{m.where}" not in at_import]
        inside = set(map(id, warm))
        return [m for m in self.mutants if id(m) not in inside], warm

    # ---- what is made once -----------------------------------------------------------------------

    def _try_cold(
        self, session: pytest.Session, base: Baseline, files: list[Path], mutants: list[Mutant]
    ) -> None:
        module = mutants[0].module
        for name in [n for n in sys.modules if n == module or module in reached(n)]:
            forget(name)
        seen = [f for f in files if module in reached(name_of(f))]
        direct = {f for f in seen if module in imported(name_of(f))}
        spent: dict[str, float] = defaultdict(float)
        for test, seconds in base.seconds.items():
            spent[test.partition("::")[0]] += seconds
        seen.sort(key=lambda f: (f not in direct, spent[str(f)]))
        room = sum(spent[str(f)] for f in seen)
        self._pool(mutants, room, partial(self._cold, session, seen))

    def _cold(self, session: pytest.Session, files: list[Path], mutant: Mutant) -> None:
        sys.meta_path.insert(0, Changed(mutant))
        known = [test for test, _ in self.kills[mutant.module].most_common()]
        first = dict.fromkeys(Path(t.partition("::")[0]) for t in known)
        for file in (*(f for f in first if f in files), *(f for f in files if f not in first)):
            try:
                items = session.perform_collect([str(file)])
            except Exception:  # noqa: BLE001
                self._found(f"{file}::import")
            if session.testsfailed:
                self._found(f"{file}::import")
            rank = {t: i for i, t in enumerate(known)}
            self._run(sorted(items, key=lambda i: rank.get(i.nodeid, len(rank))))

    # ---- what a function does --------------------------------------------------------------------

    def _try_warm(self, session: pytest.Session, base: Baseline, mutants: list[Mutant]) -> None:
        session.perform_collect()
        items = {item.nodeid: item for item in session.items}
        functions = functions_of({m.module for m in mutants})
        gc.freeze()  # forks share what is not looked at again
        by_function: dict[str, list[Mutant]] = defaultdict(list)
        for mutant in mutants:
            by_function[f"{mutant.module}:{mutant.where}"].append(mutant)
        for function, mine in by_function.items():
            tests = sorted(base.runs.get(function, ()), key=base.seconds.__getitem__)
            room = sum(base.seconds[t] for t in tests)
            trial = partial(self._warm, functions[function], [items[t] for t in tests])
            self._pool(mine, room, trial)

    def _warm(
        self, functions: list[FunctionType], items: list[pytest.Item], mutant: Mutant
    ) -> None:
        if items and not functions:
            raise LookupError(f"{mutant.where} runs, but is not found")
        code = code_in(compiled(mutant), mutant.where)
        for function in functions:
            function.__code__ = code
        found = self.kills[mutant.module]
        self._run(sorted(items, key=lambda i: -found[i.nodeid]))

    # ---- trials ----------------------------------------------------------------------------------

    def _pool(self, mutants: list[Mutant], room: float, trial: Callable[[Mutant], None]) -> None:
        """Try each in a fork of its own, as many at once as there are processors."""
        running: dict[int, tuple[Mutant, int, float]] = {}
        todo = iter(mutants)
        while True:
            while len(running) < WORKERS and (mutant := next(todo, None)):
                read, write = os.pipe()
                pid = fork(partial(self._one, mutant, room, write, trial))
                os.close(write)
                running[pid] = mutant, read, time.monotonic()
            if not running:
                return
            pid, status = os.wait()
            mutant, read, began = running.pop(pid)
            self._note(mutant, status, all_of(read).decode(), time.monotonic() - began)

    def _one(
        self, mutant: Mutant, room: float, write: int, trial: Callable[[Mutant], None]
    ) -> None:
        self.write = write
        be_quiet()
        for sig in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(sig, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, ROOM_S + 5 * room)
        signal.setitimer(signal.ITIMER_REAL, STUCK_S)
        trial(mutant)

    def _run(self, items: list[pytest.Item]) -> None:
        for i, item in enumerate(items):
            after = items[i + 1] if i + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.failed:
                self._found(self.failed)

    def _found(self, test: str) -> None:
        if not hasattr(self, "write"):
            return
        os.write(self.write, test.encode())
        os._exit(1)

    def _note(self, mutant: Mutant, status: int, test: str, seconds: float) -> None:
        code = os.waitstatus_to_exitcode(status)
        verdict = {0: "survived", -signal.SIGPROF: "timeout", -signal.SIGALRM: "timeout"}.get(
            code, "killed"
        )
        if test:
            self.kills[mutant.module][test] += 1
        line = {
            "key": mutant.key,
            "verdict": verdict,
            "by": test,
            "around": mutant.around,
            "seconds": round(seconds, 2),
        }
        with self.out.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        if code == BROKEN:
            raise RuntimeError(f"the trial itself failed: {line}")


def forget(name: str) -> None:
    """So that the next import reads the module anew; its package remembers it too."""
    del sys.modules[name]
    package, _, last = name.rpartition(".")
    if package in sys.modules:
        vars(sys.modules[package]).pop(last, None)


@contextmanager
def _watched(note: Callable[[FrameType, str, object], None]) -> Iterator[None]:
    threading.setprofile(note)
    sys.setprofile(note)
    yield
    sys.setprofile(None)
    threading.setprofile(None)


def main(tests: str, given: str, out: str) -> int:
    """Try the mutants in the file `given`; a line of `out` says what became of each."""
    lines = Path(given).read_text(encoding="utf-8").splitlines()
    mutants = [Mutant(**json.loads(line)) for line in lines]
    options = [
        "-q", "-s", "--tb=no", "-p", "no:cacheprovider", "-p", "tests.seed", "--confcutdir", tests,
        "--hypothesis-seed", "0", "-o", "tmp_path_retention_policy=none",
    ]  # fmt: skip
    ended = pytest.main([*options, tests], plugins=[Trials(mutants, Path(out))])
    return 0 if ended == pytest.ExitCode.NO_TESTS_COLLECTED else int(ended)  # all were in forks


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
