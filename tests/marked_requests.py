"""Requests that no service takes, each with something of a citizen's in it where it should not be.

The marks stand where people err: in a field of another kind, under a name that is none, in a path, a
query, a header, in a body that is cut off; and in well-formed words about what does not exist.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx

from shared.gate import AccessTable
from tests.alone import CASE
from tests.marks import MARK, PHONE

MARKS = (MARK, PHONE)
SPELT = {
    spelling
    for mark in MARKS
    for spelling in (mark, quote(mark), json.dumps(mark)[1:-1], mark.encode().hex())
}
"""The marks, however an answer or a log may write them."""

BOTH = f"{MARK} {PHONE}"
CUT_OFF = f'{{"text": "{BOTH}'.encode()
MOMENT = "2022-03-28T09:00:00+08:00"
FORMATS = {
    "date-time": MOMENT,
    "date": "2022-03-28",
    "uuid": "0190f5a0-0000-7000-8000-000000000000",
}
PAST_ALL = "字" * 60_000

NAMES = {
    "case_id": CASE, "assignment_id": f"{CASE}-a1", "draft_id": f"{CASE}-d1", "file_id": f"{CASE}-f1",
    "further_id": f"{CASE}-x1", "instruction_id": f"{CASE}-i1", "letter_id": f"{CASE}-l1",
    "measure_id": "M2022-0001", "press_id": f"{CASE}-t1", "promise_id": f"{CASE}-c1",
    "proposal_id": f"{CASE}-p1", "question_id": f"{CASE}-q1", "reply_id": f"{CASE}-r1",
    "task_id": f"{CASE}-V1", "unit_id": "ll-police", "import_id": FORMATS["uuid"],
    "group_id": FORMATS["uuid"], "row": "1",
}  # fmt: skip
"""What stands in an address by its name."""

JSON = "application/json"
CONTENTS = [
    (JSON, CUT_OFF),
    (JSON, json.dumps(BOTH).encode()),
    (JSON, json.dumps([BOTH, {MARK: PHONE}]).encode()),
    (JSON, json.dumps({MARK: PHONE, PHONE: {MARK: BOTH}}).encode()),
    (JSON, json.dumps({"responseData": BOTH}).encode()),
    (JSON, BOTH.encode("gb18030")),
    (BOTH, b"{}"),
    ("text/csv", f"{MARK},{PHONE}\n{BOTH}".encode()),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        b"PK\3\4" + BOTH.encode(),
    ),
    ("application/pdf", b"%PDF-1.7\n" + BOTH.encode()),
]
HEADERS = [
    {"Authorization": f"Bearer {BOTH}"},
    {"Authorization": BOTH},
    {"If-Match": BOTH},
    {"Idempotency-Key": BOTH},
    {"Idempotency-Key": PHONE * 20},
    {"traceparent": BOTH, "Cookie": BOTH, "X-Request-Id": BOTH, "Accept": BOTH},
]


class Asked(NamedTuple):
    """One request: `query` and `headers` beside what every request has."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    content: bytes = b""

    def told(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """As a client sends it, under the sender's own headers."""
        own = {name.encode(): value.encode() for name, value in {**headers, **self.headers}.items()}
        return {
            "method": self.method, "url": self.path, "params": dict(self.query), "headers": own,
            "content": self.content,
        }  # fmt: skip


def requests(access: AccessTable, document: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
    """All that is sent to a service: in which role, and what.

    Parameters
    ----------
    document : the service's OpenAPI description
    """
    parts = document["components"]["schemas"]
    for (method, path), row in access.items():
        role = "clerk" if row.roles & {"*", "clerk"} else str(min(row.roles))
        for asked in _to(method, path, document["paths"][path][method.lower()], parts):
            yield role, asked


def _to(
    method: str, path: str, described: Mapping[str, Any], parts: Mapping[str, Any]
) -> Iterator[Asked]:
    filled = re.sub(r"\{(\w+)\}", lambda found: NAMES[found[1]], path)
    for mark in MARKS:
        yield Asked(method, re.sub(r"\{\w+\}", quote(mark), path))
        yield Asked(method, f"{filled}/{quote(mark)}")
    asked = [p for p in described.get("parameters", ()) if p["in"] == "query"]
    fine = {p["name"]: str(_fine(p["schema"], parts, MARKS)) for p in asked if p.get("required")}
    for parameter in asked:
        for mark in MARKS:
            yield Asked(method, filled, {**fine, parameter["name"]: mark})
        yield Asked(method, filled, {**fine, parameter["name"]: PHONE * 60})
    yield Asked(method, filled, {**fine, MARK: PHONE})
    for headers in HEADERS:
        yield Asked(method, filled, fine, headers, b"{}")
    if method == "GET":
        return
    for kind, content in CONTENTS:
        yield Asked(method, filled, fine, {"Content-Type": kind}, content)
    for body in bodies(described, parts):
        yield Asked(method, filled, fine, {"Content-Type": JSON}, json.dumps(body).encode())


def repeated(told: str) -> set[str]:
    """Which of the marks stand in what was told."""
    return {spelling for spelling in SPELT if spelling.lower() in told.lower()}


def refusals(answer: httpx.Response) -> Iterator[str]:
    """What an answer refuses, as it stands there: the whole, or each part that is refused."""
    if answer.is_error:
        yield f"{answer.text} {answer.headers}"
    elif "json" in answer.headers.get("content-type", ""):
        document = answer.json()
        items = document.get("items", ()) if isinstance(document, dict) else ()
        yield from (json.dumps(each, ensure_ascii=False) for each in items if "rule" in each)


def bodies(described: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Any]:
    """Bodies that break their description in one place each, and well-formed ones full of marks."""
    content = described.get("requestBody", {}).get("content", {})
    schema = _resolved(content.get(JSON, {}).get("schema", {}), parts)
    fields = schema.get("properties", {})
    for first in (MARKS, MARKS[::-1]):
        fine = _fine(schema, parts, first)
        if not isinstance(fine, dict):
            return
        yield fine
        yield {**fine, MARK: PHONE}
        yield from ({**fine, n: _fine(f, parts, first)} for n, f in fields.items())
    for name in fields:
        for wrong in (BOTH, [BOTH], [{MARK: PHONE}], {MARK: PHONE}, int(PHONE), f"{BOTH}\0",
                      BOTH + PAST_ALL):  # fmt: skip
            yield {**fine, name: wrong}


def _resolved(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    return schema


def _fine(schema: Mapping[str, Any], parts: Mapping[str, Any], first: Iterable[str]) -> Any:
    """What the schema takes, with a mark wherever a text may stand."""
    schema = _resolved(schema, parts)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _fine(choices[0], parts, first)
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", ())
        fields = schema.get("properties", {}).items()
        return {name: _fine(field, parts, first) for name, field in fields if name in needed}
    if kind == "array":
        return [_fine(schema.get("items", {}), parts, first)]
    if kind == "string":
        return _word(schema, first)
    return {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}.get(str(kind))


def _word(schema: Mapping[str, Any], first: Iterable[str]) -> str:
    if "format" in schema:
        return FORMATS.get(schema["format"], MARK)
    for mark in (*first, *NAMES.values(), "141181", f"{CASE}-k1"):
        if re.search(schema.get("pattern", ""), mark) and len(mark) <= schema.get("maxLength", 99):
            return mark.ljust(schema.get("minLength", 0), "字")
    return MARK
