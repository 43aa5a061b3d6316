"""A row of a case's tables as an archive shows it: labels and values, in words that people read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from services.routing.domain.codes import word_of
from services.routing.domain.files import PDF
from services.routing.domain.labels import FIELDS, FIELDS_OF, HIDDEN, HIDDEN_OF, ROLES
from services.routing.domain.letters import OFFICIAL_TIME

Row = Mapping[str, Any]
Pair = tuple[str, str]

FILE_KINDS: Mapping[str, str] = {"image": "图片", "video": "视频", "audio": "录音"}

KILO = 1000

FILES = frozenset({"evidence", "files", "scan", "screenshot"})
"""Fields that name files: shown by their place in the archive."""

_BARE = ("no", "unit_id", "name", "title", "text")
"""What comes first in a part of a row, and needs no label there."""

_USUAL: tuple[tuple[str, Any], ...] = (
    ("version", 1),
    ("accepted", False),
    ("late_days", 0),
)
"""What says nothing: a first version, an answer that nobody below the city had to accept, no day late."""

EMPTY: tuple[Any, ...] = (None, "", [], {})


def pairs_of(row: Row, files: Mapping[str, str], part: str = "") -> Iterable[Pair]:
    """Labels and values of a row, in its order; what is empty is left out.

    `files` are the names of files by their ids, `part` is what of the case the row belongs to.
    """
    hidden = HIDDEN | HIDDEN_OF.get(part, frozenset())
    own = FIELDS_OF.get(part, {})
    for name, value in row.items():
        if value in EMPTY or name in hidden or (name, value) in _USUAL:
            continue
        label = own.get(name) or FIELDS.get(name, name)
        if isinstance(value, list) and isinstance(value[0], Mapping):
            several = len(value) > 1
            for number, one in enumerate(value, start=1):
                yield f"{label}{number}" if several else label, _told(one, files)
        else:
            yield label, shown(name, value, files, part)


def shown(name: str, value: Any, files: Mapping[str, str], part: str = "") -> str:
    """A value as people read it; a file as the archive's list names it."""
    if name == "by" or name.endswith("_by"):
        return person(value)
    if isinstance(value, Mapping):
        return _told(value, files)
    if name in FILES:
        asked = value if isinstance(value, list) else [value]
        return "、".join(files.get(str(one), str(one)) for one in asked)
    return plain(name, value, part)


def _told(part: Row, files: Mapping[str, str]) -> str:
    """A part of a row on one line: what it is first, then the rest with labels."""
    there = {k: v for k, v in part.items() if v not in EMPTY and k not in HIDDEN}
    bare = [
        f"第{there[k]}项" if k == "no" else shown(k, there[k], files) for k in _BARE if k in there
    ]
    rest = [f"{FIELDS.get(k, k)}：{shown(k, v, files)}" for k, v in there.items() if k not in _BARE]
    *all_but_last, last = [*bare, *rest] or [""]
    return "；".join([*(one.rstrip("。；") for one in all_but_last), last])


def plain(name: str, value: Any, part: str = "") -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(plain(name, one, part) for one in value)
    if isinstance(value, datetime) or (name.endswith("_at") and isinstance(value, str)):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return word_of(name, str(value), part)


def moment(value: datetime | str) -> str:
    """An instant by the office's clock."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{instant.astimezone(OFFICIAL_TIME):%Y-%m-%d %H:%M}"


def file_kind(media_type: str) -> str:
    """What kind of file it is, as people call it."""
    if media_type == PDF:
        return "PDF"
    return FILE_KINDS.get(media_type.partition("/")[0], "文档")


def weight(size: int) -> str:
    """How large a file is."""
    if size < KILO:
        return f"{size}字节"
    return f"{size / KILO:.1f} KB" if size < KILO**2 else f"{size / KILO**2:.1f} MB"


def person(value: Any) -> str:
    """Who acted, for whom, and from where."""
    if not isinstance(value, Mapping):
        return str(value)
    for_whom = f"（代{value['on_behalf_of']}）" if value.get("on_behalf_of") else ""
    where = seat(value)
    return f"{value['name']}{for_whom}{f'（{where}）' if where else ''}"


def seat(actor: Row) -> str:
    """Where somebody acted from: the unit, or what he is."""
    return str(actor.get("unit") or ROLES.get(str(actor.get("role")), ""))
