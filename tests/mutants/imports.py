"""Who imports whom, read from the source: which tests a module's tables can concern."""

import ast
from functools import cache
from pathlib import Path

FOLLOWED = "services.", "tests.", "deploy."


def name_of(path: Path) -> str:
    """The module that a file is, its path relative to the project."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _path_of(name: str) -> Path | None:
    stem = Path(*name.split("."))
    return next((p for p in (stem.with_suffix(".py"), stem / "__init__.py") if p.is_file()), None)


def _inside(name: str) -> list[str]:
    """The modules of a package; who imports a package as such looks at all of them."""
    return [name_of(path) for path in sorted(Path(*name.split(".")).glob("*.py"))]


@cache
def imported(name: str) -> frozenset[str]:
    """The modules of ours that a module names itself."""
    path = _path_of(name)
    if path is None:
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.update([alias.name, *_inside(alias.name)])
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(m for m in found if m.startswith(FOLLOWED) and _path_of(m))


@cache
def reached(name: str) -> frozenset[str]:
    """All modules of ours that are loaded together with it."""
    seen: set[str] = set()
    todo = [name]
    while todo:
        for other in imported(todo.pop()) - seen:
            seen.add(other)
            todo.append(other)
    return frozenset(seen)
