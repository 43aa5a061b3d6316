"""Puts a mutant in the place of what it changes: a module that is read, or a function that is loaded."""

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import warnings
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.mutants.imports import name_of
from tests.mutants.mutant import Mutant


class Changed(importlib.abc.MetaPathFinder):
    """Finds one module changed, and no other."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Any, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        file = str(file_of(fullname))
        return importlib.util.spec_from_file_location(
            fullname, file, loader=_Loader(self.mutant, file)
        )


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, mutant: Mutant, file: str) -> None:
        super().__init__(mutant.module, file)
        self.mutant = mutant

    def get_code(self, _: str) -> CodeType:
        return compiled(self.mutant)


def file_of(module: str) -> Path:
    return Path(*module.split(".")).with_suffix(".py").resolve()


def compiled(mutant: Mutant) -> CodeType:
    file = file_of(mutant.module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a compiler finds odd, no test has found
        source = mutant.of(file.read_text(encoding="utf-8"))
        return compile(source, str(file), "exec", dont_inherit=True)


def code_in(code: CodeType, where: str) -> CodeType:
    """The code of the function with that name, however deep its class."""
    for part in where.split("."):
        inner = (c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == part)
        code = next(inner)
    return code


def function_at(file: str, qualname: str) -> str:
    """What a trial calls a function: its module, and the outermost function's name."""
    module = name_of(Path(file).relative_to(Path.cwd()))
    return f"{module}:{qualname.partition('.<locals>')[0]}"


def functions_of(modules: set[str]) -> dict[str, list[FunctionType]]:
    """Every function of those modules, however it is wrapped or registered."""
    files = {str(file_of(m)) for m in modules}
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in files:
            found[function_at(thing.__code__.co_filename, thing.__code__.co_qualname)].append(thing)
    return found
