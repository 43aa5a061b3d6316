"""The trials themselves: what nobody tests is found out, and what is published is true.

`planted/ripeness.py` has rules of every sort and some holes in its tests; a small domain of ours is
tried anew and compared with what is published of it.
"""

import importlib
import subprocess

import pytest

from tests.mutants.__main__ import generated, tried
from tests.mutants.trial import forget
from tests.mutants.verdicts import PROJECT, published, summary

SMALL = "services.satisfaction.domain.ratings"


@pytest.fixture(scope="module", autouse=True)
def generator() -> None:
    """What makes mutants, if it is not here yet."""
    subprocess.run(["make", "-s", ".venv/mutants/.installed"], cwd=PROJECT, check=True)


def test_exactly_what_no_test_holds_survives(tmp_path) -> None:
    mutants = generated([PROJECT / "tests/mutants/planted/ripeness.py"])
    verdicts = tried(mutants, "tests/mutants/planted", tmp_path / "verdicts.jsonl")
    alive = {(m.where, m.was, m.now) for m in mutants if verdicts[m.key].verdict == "survived"}
    red, ripe = 'RED = frozenset({"gala", "braeburn"})', "return self.days >= DAYS[self.fruit]"
    assert alive == {
        ("RED", red, 'RED = frozenset({"braeburn"})'),
        ("RED", red, 'RED = frozenset({"gala", })'),
        ("Order", 'note: str = ""', 'note: str = "XXXX"'),
        ("Order._said_once", '@field_validator("note")', ""),
        ("Order._said_once", "return note.strip()", "return None"),
        ("Basket.is_ripe", ripe, "return self.days > DAYS[self.fruit]"),
    }


def test_what_runs_for_ever_is_stopped(tmp_path) -> None:
    mutants = [
        m
        for m in generated([PROJECT / "tests/mutants/planted/ripeness.py"])
        if m.now in {"pieces **= 2", "pieces /= 2", "pieces = 2", "times = 1"}
    ]
    verdicts = tried(mutants, "tests/mutants/planted", tmp_path / "verdicts.jsonl")
    assert {m.now: verdicts[m.key].verdict for m in mutants} == {
        "pieces = 2": "timeout", "pieces /= 2": "killed", "times = 1": "killed",
    }  # fmt: skip


def test_a_small_domain_is_no_worse_than_published(tmp_path) -> None:
    """A better test may find more than was published; a rule that changed is measured anew."""
    file = PROJECT / f"{SMALL.replace('.', '/')}.py"
    mutants = generated([file])
    verdicts = tried(mutants, "tests/unit/satisfaction", tmp_path / "verdicts.jsonl")
    now, told = summary(mutants, verdicts), published()[SMALL]
    assert now["mutants"] == told["mutants"], "run make mutants ARGS=satisfaction.ratings"
    assert [s for s in now["survivors"] if s not in told["survivors"]] == []


def test_a_module_that_is_to_be_read_anew_is_forgotten_by_its_package_too(
    tmp_path, monkeypatch
) -> None:
    (tmp_path / "orchard").mkdir()
    (tmp_path / "orchard" / "tree.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    first = importlib.import_module("orchard.tree")
    forget("orchard.tree")
    assert not hasattr(importlib.import_module("orchard"), "tree")
    assert importlib.import_module("orchard.tree") is not first
