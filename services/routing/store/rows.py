"""Columns of JSON, written and read."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel


def listed(values: Sequence[Any]) -> str:
    """Values as a column of JSON keeps them."""
    held = [v.model_dump(exclude_none=True) if isinstance(v, BaseModel) else v for v in values]
    return json.dumps(held, ensure_ascii=False)


def plain(row: Any, columns: Collection[str]) -> dict[str, Any]:
    """A row whose JSON columns are read."""
    return {k: json.loads(v) if k in columns and v is not None else v for k, v in row.items()}
