"""What is done to a domain's code to see whether a test notices.

mutmut's own operators work on every expression.  Ours are for what it has none: the rows of a table,
the choices of a `Literal`, a validator, a step that is left out, a condition turned round, one side of
an *and*, *or* or *+*, the bounds of a pattern.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import libcst as cst
from mutmut.mutation import mutators as mutmut

from tests.mutants.policy import Parents, says_nothing

Changed = Iterator[cst.CSTNode]

_AS_MUTMUT: tuple[tuple[type, Callable[[Any], Any]], ...] = tuple(
    (kind, operator)
    for kind, operator in mutmut.mutation_operators
    if operator
    not in {mutmut.operator_string, mutmut.operator_arg_removal, mutmut.operator_assignment}
)

_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}


def changes(node: cst.CSTNode, parents: Parents) -> Changed:
    """What a node becomes, one change at a time."""
    for kind, operator in _AS_MUTMUT:
        if isinstance(node, kind):
            yield from operator(node)
    inside = any(isinstance(p, cst.FunctionDef) for p in parents)
    ours = _in_statement if isinstance(node, _STATEMENTS) else _in_expression
    with suppress(cst.CSTValidationError):
        yield from ours(node, parents, inside=inside)


def _in_expression(node: cst.CSTNode, parents: Parents, *, inside: bool) -> Changed:
    match node:
        case cst.SimpleString():
            yield from _string(node, parents)
        case cst.FormattedStringText():
            yield from (node.with_changes(value=v) for v in _patterns(node.value))
        case cst.Call():
            yield from _call(node, inside=inside)
        case cst.Set() | cst.List() | cst.Tuple() | cst.Dict():
            yield from _rows(node, parents, inside=inside)
        case cst.Subscript(value=cst.Name("Literal")):
            yield from _without(node, "slice")
        case cst.CompFor(ifs=[_, *_]):
            yield from _without(node, "ifs")
        case cst.BooleanOperation() | cst.BinaryOperation(operator=cst.Add() | cst.BitOr()):
            yield from (node.left, node.right)


_STATEMENTS = (
    cst.Assign, cst.AnnAssign, cst.Decorator, cst.Expr, cst.Raise, cst.Return, cst.If, cst.While,
    cst.CompIf,
)  # fmt: skip


def _in_statement(node: cst.CSTNode, _: Parents, *, inside: bool) -> Changed:
    match node:
        case cst.Assign() | cst.AnnAssign() if inside:
            yield from mutmut.operator_assignment(node)
        case cst.Decorator(decorator=cst.Call(func=cst.Name(name))) if name.endswith("validator"):
            yield cst.RemoveFromParent()
        case cst.Expr(value=cst.Call() | cst.Yield()) | cst.Raise():
            yield cst.Pass()
        case cst.Return(value=value) if value and not _is_name(value, "None", "True", "False"):
            yield node.with_changes(value=cst.Name("None"), whitespace_after_return=_SPACE)
        case cst.If() | cst.While() | cst.CompIf():
            yield from _turned_round(node)


_HANZI = re.compile("[\u4e00-\u9fff]")
_SPACE = cst.SimpleWhitespace(" ")


def _is_name(node: cst.CSTNode, *names: str) -> bool:
    return isinstance(node, cst.Name) and node.value in names


def _string(node: Any, parents: Parents) -> Changed:
    """Another word.  A row of a table is dropped instead, which says as much; so is a choice."""
    parent = parents[-1]
    if isinstance(parent, cst.Element | cst.Index):
        return
    if isinstance(parent, cst.DictElement) and (parent.key is node or _HANZI.search(node.value)):
        return  # a label in Hanzi beside its code is text for people
    if node.prefix and "r" in node.prefix.lower():
        yield from _pattern(node)
        return
    yield node.with_changes(value=f"{node.prefix}{node.quote}XX{node.raw_value}XX{node.quote}")
    if "|" in node.raw_value:
        yield from _pattern(node)


def _pattern(node: Any) -> Changed:
    for value in _patterns(node.raw_value):
        yield node.with_changes(value=f"{node.prefix}{node.quote}{value}{node.quote}")


_BOUND = re.compile(
    r"(?<![\\(])[+*?](?!\))|\{\d+(?:,\d*)?\}|\(\?<?[!=]|(?<!\\)[$^](?!\\)|\\[dDsSwW]"
)
_CLASS = re.compile(r"(?<!\\)\[(?:[^\]\\]|\\.)*\]")
_OTHER_BOUND = {
    "+": "*", "*": "+", "?": "", "$": "", "^": "", "(?!": "(?=", "(?=": "(?!", "(?<!": "(?<=",
    "(?<=": "(?<!", "\\d": "\\D", "\\D": "\\d", "\\s": "\\S", "\\S": "\\s", "\\w": "\\W",
    "\\W": "\\w",
}  # fmt: skip


def _patterns(text: str) -> Iterator[str]:
    """The pattern without one of its choices, and with one bound moved."""
    if "|" in text:
        words = re.split(r"(?<!\\)\|", text)
        if all(_compiles(word) for word in words):
            for i in range(len(words)):
                yield "|".join(words[:i] + words[i + 1 :])
    classes = [m.span() for m in _CLASS.finditer(text)]
    for match in _BOUND.finditer(text) if "\\" in text or "(?" in text or "{" in text else ():
        found = match[0]
        if len(found) == 1 and any(start < match.start() < end for start, end in classes):
            continue  # in a class it is a character like any other
        if found in _OTHER_BOUND:
            other = _OTHER_BOUND[found]
        else:
            numbers = re.findall(r"\d+", found)
            other = found.replace(numbers[-1], str(int(numbers[-1]) + 1))
        yield text[: match.start()] + other + text[match.end() :]


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _call(node: cst.Call, *, inside: bool) -> Changed:
    """Without an argument that has a name; with None for one that has a place."""
    for i, arg in enumerate(node.args):
        before, after = node.args[:i], node.args[i + 1 :]
        if says_nothing(node, arg):
            continue
        if arg.keyword is not None:
            yield node.with_changes(args=[*before, *after])
        elif inside and not arg.star and not _is_name(arg.value, "None"):
            none = arg.with_changes(value=cst.Name("None"))
            yield node.with_changes(args=[*before, none, *after])
    if isinstance(node.func, cst.Name) and node.func.value in _SWAPPED:
        yield node.with_changes(func=cst.Name(_SWAPPED[node.func.value]))


def _rows(node: Any, parents: Parents, *, inside: bool) -> Changed:
    """The table without one of its rows."""
    parent: Any = parents[-1]
    if isinstance(node, cst.Tuple):
        walked = isinstance(parent, cst.For | cst.CompFor) and parent.iter is node
        listed = isinstance(parent, cst.ComparisonTarget | cst.Arg | cst.Assign | cst.AnnAssign)
        if inside and not walked and not listed:
            return
        if isinstance(parent, cst.AssignTarget):
            return
    yield from _without(node, "elements")


def _without(node: Any, name: str) -> Changed:
    parts = getattr(node, name)
    for i in range(len(parts)):
        with suppress(cst.CSTValidationError):
            yield node.with_changes(**{name: [*parts[:i], *parts[i + 1 :]]})


def _turned_round(node: Any) -> Changed:
    """The condition's contrary, where swapping a comparison does not say so already."""
    if isinstance(node.test, cst.Comparison | cst.UnaryOperation):
        return
    inner = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inner))
