"""CSV as spreadsheets, exports and editors write it: several alphabets, several separators."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from services.intake.domain.board import ROW_LIMIT
from services.intake.domain.tables import HEADER_WITHIN, find_header
from shared.rules import Refused

OPEN_AT_MOST = 200
"""Quotes left open that are mended; beyond that the file is no table."""

SEPARATORS = ",\t;|，"

_ALPHABETS = ("utf-8-sig", "gb18030")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

csv.field_size_limit(ROW_LIMIT * 10)


def lines(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    """The records with the numbers of the lines on which they begin.

    A quote that nobody closed would swallow what follows: such a line is read by itself, without
    its quotes, and the next as if nothing were wrong.
    """
    physical = list(io.StringIO(_text(content), newline=""))
    separator, begin = _separator(physical)
    for _ in range(OPEN_AT_MOST):
        reader, end = csv.reader(physical[begin:], delimiter=separator), begin
        for record in _records(reader):
            at, end = end, begin + reader.line_num
            if end > at + 1 and _is_open(physical[at:end], separator):
                break
            yield at + 1, record
        else:
            return
        yield at + 1, physical[at].rstrip("\r\n").replace('"', "").split(separator)
        begin = at + 1
    raise Refused("file_unreadable", "too many quotes are never closed", status=422)


def _records(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise Refused("file_unreadable", "this is no CSV", status=422) from error


def _is_open(record: Sequence[str], separator: str) -> bool:
    """Whether a record of several lines is one only because a quote in it was left open."""
    try:
        list(csv.reader(record, delimiter=separator, strict=True))
    except csv.Error:
        return True
    return False


def _text(content: bytes) -> str:
    """Text in the alphabet it is written in; a broken letter is marked, and stops nothing."""
    for mark, alphabet in _BOMS:
        if content.startswith(mark):
            return content.decode(alphabet, "replace")
    for alphabet in _ALPHABETS:
        try:
            return content.decode(alphabet)
        except UnicodeDecodeError:
            continue
    kept = [content.decode(alphabet, "replace") for alphabet in _ALPHABETS]
    return min(kept, key=lambda text: text.count("\ufffd"))


def _separator(physical: Sequence[str]) -> tuple[str, int]:
    """The separator by which a header is found, and the line to begin with."""
    told = physical[0].strip().lower() if physical else ""
    if told.startswith("sep=") and len(told) == 5:
        return told[4], 1
    for separator in SEPARATORS:
        head = csv.reader(physical[:HEADER_WITHIN], delimiter=separator)
        if find_header(enumerate(_records(head))):
            return separator, 0
    return SEPARATORS[0], 0
