"""The journal: a hash chain per subject that shows any row altered, deleted or put elsewhere.

An entry is canonical JSON.  It holds no personal value: what is private is kept as a digest salted
per subject, so that erasing the salt with the data leaves the chain whole and the value unprovable.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.contracts.envelope import Envelope
from shared.outcome import Entry


def digest(salt: bytes, value: bytes) -> str:
    """A salted digest, hex."""
    return hmac.new(salt, value, hashlib.sha256).hexdigest()


def link(before: bytes, entry: str) -> bytes:
    """The hash of a row: sha256 over the hash of the row before it and the stored bytes."""
    return hashlib.sha256(before + entry.encode()).digest()


def canonical(
    entry: Entry,
    *,
    no: int,
    at: datetime,
    salt: bytes,
    cause: Envelope | None,
    says: Sequence[tuple[str, int, str]],
) -> str:
    """The stored text of one entry; `says` are (type, version, payload digest) of its events."""
    row: dict[str, Any] = {
        "subject": entry.subject,
        "no": no,
        "at": at.isoformat(),
        "action": entry.action,
        "actor": entry.actor.model_dump(exclude_none=True),
    }
    optional: Mapping[str, Any] = {
        "from": entry.from_state,
        "to": entry.to_state,
        "why": entry.why,
        "facts": dict(entry.facts),
        "private": {k: digest(salt, v.encode()) for k, v in entry.private.items()},
        "says": [list(s) for s in says],
        "cause": {"id": str(cause.id), "type": cause.type} if cause else None,
    }
    row |= {name: value for name, value in optional.items() if value}
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def broken_link(rows: Iterable[tuple[int, str, bytes]], last_no: int, head: bytes) -> str | None:
    """Name what is wrong with one subject's chain of (no, entry, hash), or None if it is whole."""
    before, expected = b"", 1
    for no, entry, found in rows:
        if no != expected:
            return f"row {expected} is missing, row {no} stands in its place"
        if link(before, entry) != found:
            return f"row {no} was altered, or is not where it was written"
        before, expected = found, expected + 1
    if expected - 1 != last_no or before != head:
        return f"the end is missing: {expected - 1} rows of {last_no}"
    return None
