"""How letters are numbered: each office has a series of its own, and each year begins at one."""

import re
from typing import NamedTuple

from services.routing.domain.organisation import OFFICE_TYPE, Unit
from shared.rules import Refused

FORM = "{series}〔{year}〕{number}号"
"""发文字号 as the standard has it: no noughts before the number, no 第."""

OFFICE_SERIES = "吕社情交"

PLACES = ("{series}", "{year}", "{number}")


class Series(NamedTuple):
    """发文代字, and the form of the whole number."""

    series: str
    form: str = FORM

    def number(self, year: int, number: int | str) -> str:
        """吕社情交〔2022〕17号."""
        values = {"{series}": self.series, "{year}": str(year), "{number}": str(number)}
        return re.sub(r"\{\w+\}", lambda place: values[place.group()], self.form)


def usual_series(unit: Unit) -> Series:
    """The series of an office that was given none: after its county, such as 孝义社情转."""
    if unit.unit_type == OFFICE_TYPE:
        return Series(OFFICE_SERIES)
    named = re.match(r"(?:中共)?(.+?)[市县区]", unit.name)
    return Series(f"{named.group(1) if named else unit.name}社情转")


def must_be_a_form(form: str) -> None:
    """A form names the series, the year and the number once each, and nothing else."""
    pieces = re.split(r"(\{\w*\})", form)
    if sorted(pieces[1::2]) != sorted(PLACES) or set("{}") & set("".join(pieces[::2])):
        raise Refused(
            "form_unfit",
            "a form names {series}, {year} and {number}, each once",
            status=422,
            places=list(PLACES),
        )


def must_be_free(holder: str | None, unit_id: str) -> None:
    """Two offices never number in one series."""
    if holder not in {None, unit_id}:
        raise Refused("series_taken", "another office numbers in this series", unit=holder)
