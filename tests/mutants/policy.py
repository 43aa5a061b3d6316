"""What is left as it is: it says nothing that a test should hold."""

import libcst as cst

Parents = tuple[cst.CSTNode, ...]

DETAIL = {"Refused": 1, "ValueError": 0, "PydanticCustomError": 1, "NotYet": 0}
"""Which argument of an exception is a sentence for people."""

DESCRIBES = {"description", "title", "examples", "detail"}
"""Arguments of that name are for who reads the page of the API."""

NO_TEST_SEES = {"len", "isinstance", "cast", "TypeVar", "NewType"}


def is_for_people(call: cst.Call, arg: cst.Arg) -> bool:
    """Whether an argument is a sentence that somebody reads and no program compares."""
    if arg.keyword is not None and arg.keyword.value in DESCRIBES:
        return True
    if not isinstance(call.func, cst.Name) or arg.keyword is not None:
        return False
    return call.args.index(arg) == DETAIL.get(call.func.value, -1)


def left_alone(node: cst.CSTNode, parents: Parents) -> bool:
    """Whether a node stays as it is, and all that it holds."""
    match node:
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return True  # a docstring
        case cst.ImportFrom() | cst.Import() | cst.Decorator(decorator=cst.Name()):
            return True
        case cst.Decorator(decorator=cst.Call(func=cst.Name("dataclass"))):
            return True  # frozen, slots: the types say so already
        case cst.Call(func=cst.Name(name)):
            return name in NO_TEST_SEES
        case cst.Arg():
            call = parents[-1]
            return isinstance(call, cst.Call) and is_for_people(call, node)
    return False


def is_type(node: cst.CSTNode, parents: Parents) -> bool:
    """Types are mypy's; but what pydantic reads in them, a Field or the choices, is a rule."""
    places = [i for i, p in enumerate(parents) if isinstance(p, cst.Annotation)]
    if isinstance(node, cst.Annotation):
        return True
    if not places or any(isinstance(p, cst.Call) for p in (*parents[places[-1] :], node)):
        return False
    return not (isinstance(node, cst.Subscript) and _is_literal(node.value))


def _is_literal(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "Literal"
