"""What may be said of an exception: where and what kind, never the values it carries.

Messages of database and validation errors quote the data that broke them, so no message is ever
logged, stored or sent.
"""

import traceback

import asyncpg
from pydantic import ValidationError

from shared.masks import field
from shared.rules import NotYet, Refused


def describe(error: BaseException) -> str:
    """One line without private data: the rule, the broken fields, or the type and its place."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(describe(one) for one in error.exceptions)
    if isinstance(error, Refused):
        return f"refused: {error.rule}"
    if isinstance(error, NotYet):
        return str(error)
    if isinstance(error, ValidationError):
        faults = (f"{field(e['loc'], e['type'])}: {e['type']}" for e in error.errors())
        return f"invalid: {', '.join(faults)}"
    if isinstance(error, asyncpg.PostgresError):
        place = error.as_dict().get("constraint_name") or error.as_dict().get("table_name") or ""
        return f"database: {error.sqlstate} {place}".strip()
    return f"{type(error).__name__} at {_place(error)}"


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/site-packages/" not in f.filename] or frames
    if not ours:
        return "unknown"
    *_, folder, file = ("", *ours[-1].filename.split("/"))
    return f"{folder}/{file}:{ours[-1].lineno}"
