"""Every mutant of a module, as lines of JSON.

Runs in the environment that has mutmut: ``python -m tests.mutants.generate FILE...``.  Left alone are
docstrings, types and what is text for people: the detail of a refusal, the text of an error, the
description of a field.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider

from tests.mutants.mutant import Mutant
from tests.mutants.operators import changes
from tests.mutants.policy import Parents, is_type, left_alone


def mutants(path: Path) -> Iterator[Mutant]:
    """All mutants of one file, in the order of its lines; two changes with one effect are one."""
    source = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source))
    spans: Any = wrapper.resolve(WhitespaceInclusivePositionProvider)
    starts = _line_starts(source)
    seen = {source}
    times: dict[tuple[str, str, str], int] = {}

    def offset(place: Any) -> int:
        return starts[place.line - 1] + int(place.column)

    for node, parents in walk(wrapper.module, ()):
        if node not in spans:
            continue
        start, end = offset(spans[node].start), offset(spans[node].end)
        for changed in changes(node, parents):
            code = (
                ""
                if isinstance(changed, cst.RemovalSentinel)
                else wrapper.module.code_for_node(changed)
            )
            mutated = source[:start] + code + source[end:]
            if mutated in seen or not _is_python(mutated):
                continue
            seen.add(mutated)
            where = ".".join(_names(parents, node))
            was, now = _difference(source, mutated)
            nth = times[where, was, now] = times.get((where, was, now), 0) + 1
            yield Mutant(
                module=".".join(path.with_suffix("").parts),
                where=where,
                was=was,
                now=now,
                nth=nth,
                line=source.count("\n", 0, start) + 1,
                start=start,
                end=end,
                code=code,
                warm=_in_body(parents),
                around=hashlib.sha256(_around(wrapper.module, parents, node)).hexdigest()[:16],
            )


def walk(node: cst.CSTNode, parents: Parents) -> Iterator[tuple[cst.CSTNode, Parents]]:
    """Every node that may be changed, with what stands around it, outermost first."""
    if left_alone(node, parents):
        return
    if not is_type(node, parents):
        yield node, parents
    for child in node.children:
        yield from walk(child, (*parents, node))


def _names(parents: Parents, node: cst.CSTNode) -> Iterator[str]:
    """The function or class that a node stands in, or the table's name."""
    held = False
    for part in (*parents, node):
        if isinstance(part, cst.FunctionDef | cst.ClassDef):
            held = True
            yield part.name.value
        if isinstance(part, cst.FunctionDef):
            return
        if not held and isinstance(part, cst.AnnAssign | cst.Assign):
            target = part.target if isinstance(part, cst.AnnAssign) else part.targets[0].target
            yield target.value if isinstance(target, cst.Name) else ""


def _in_body(parents: Parents) -> bool:
    """Whether it is done each time that a function runs, as against once when the module is read."""
    for i, part in enumerate(parents):
        if isinstance(part, cst.FunctionDef):
            return i + 1 < len(parents) and parents[i + 1] is part.body
    return False


def _around(module: cst.Module, parents: Parents, node: cst.CSTNode) -> bytes:
    """The outermost statement that holds the change: as long as it stays, so does the verdict."""
    outermost = (*parents, node)[1]
    return module.code_for_node(outermost).strip().encode()


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _is_python(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(source: str, mutated: str) -> tuple[str, str]:
    """The lines that are not the same, each side as one."""
    old, new = source.splitlines(), mutated.splitlines()
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    last = 0
    for a, b in zip(old[first:][::-1], new[first:][::-1], strict=False):
        if a != b:
            break
        last += 1
    was, now = (lines[first : len(lines) - last] for lines in (old, new))
    return " ".join(line.strip() for line in was), " ".join(line.strip() for line in now)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for mutant in mutants(Path(name)):
            sys.stdout.write(json.dumps(asdict(mutant), ensure_ascii=False) + "\n")
