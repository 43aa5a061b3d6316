"""What is left as it is: it says nothing that a test should hold."""

import libcst as cst

Parents = tuple[cst.CSTNode, ...]

DETAIL = {"Refused": 1, "ValueError": 0, "PydanticCustomError": 1, "NotYet": 0}
"""Which argument of an exception is a sentence for people."""

DESCRIBES = {"description", "title", "examples", "detail"}
"""Arguments of that name are for who reads the page of the API."""

NO_TEST_SEES = {"len", "isinstance", "cast", "TypeVar", "NewType"}


def says_nothing(call: cst.Call, arg: cst.Arg) -> bool:
    """Whether an argument is a sentence that no program compares, or says what types say."""
    if arg.keyword is not None:
        return arg.keyword.value in {*DESCRIBES, "frozen"}
    if not isinstance(call.func, cst.Name):
        return False
    return call.args.index(arg) == DETAIL.get(call.func.value, -1)


def left_alone(node: cst.CSTNode, parents: Parents) -> bool:
    """Whether a node stays as it is, and all that it holds."""
    match node:
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return True  # a docstring
        case cst.Assign(value=cst.BinaryOperation() as value):
            return len(parents) == 2 and _is_union(value)
        case cst.Call(func=cst.Name(name)):
            return name in NO_TEST_SEES
        case cst.Arg():
            call = parents[-1]
            return isinstance(call, cst.Call) and says_nothing(call, node)
    return isinstance(node, cst.ImportFrom | cst.Import) or _says_what_types_say(node)


def _says_what_types_say(node: cst.CSTNode) -> bool:
    match node:
        case cst.Decorator(decorator=cst.Name()):
            return True
        case cst.Decorator(decorator=cst.Call(func=cst.Name("dataclass"))):
            return True  # frozen, slots
    return False


def is_type(node: cst.CSTNode, parents: Parents) -> bool:
    """Types are mypy's; but what a model reads in them, a Field or the choices, is a rule."""
    places = [i for i, p in enumerate(parents) if isinstance(p, cst.Annotation)]
    if isinstance(node, cst.Annotation):
        return True
    if not places or any(isinstance(p, cst.Call) for p in (*parents[places[-1] :], node)):
        return False
    return not (
        isinstance(node, cst.Subscript) and _is_literal(node.value) and _in_a_model(parents)
    )


def _in_a_model(parents: Parents) -> bool:
    """Whether a field's type is looked at when the program runs; a parameter's is not."""
    classes = [p for p in parents if isinstance(p, cst.ClassDef)]
    if not classes or any(isinstance(p, cst.FunctionDef) for p in parents):
        return False
    bases = [base.value.value for base in classes[-1].bases if isinstance(base.value, cst.Name)]
    return bool(bases) and "NamedTuple" not in bases


def _is_union(node: cst.CSTNode) -> bool:
    """A name for one of several classes."""
    if isinstance(node, cst.BinaryOperation):
        return (
            isinstance(node.operator, cst.BitOr) and _is_union(node.left) and _is_union(node.right)
        )
    return isinstance(node, cst.Name) and not node.value.isupper()


def _is_literal(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "Literal"
