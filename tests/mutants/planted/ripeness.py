"""A small domain with rules of every sort, for the trial of the trials."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, field_validator


class Fruit(StrEnum):
    APPLE = "apple"
    PEAR = "pear"


DAYS = {Fruit.APPLE: 30, Fruit.PEAR: 20}
RED = frozenset({"gala", "braeburn"})


class Order(BaseModel):
    """What somebody asks for."""

    pieces: Annotated[int, Field(ge=1, le=12)]
    note: str = ""

    @field_validator("note")
    @classmethod
    def _said_once(cls, note: str) -> str:
        return note.strip()


@dataclass(frozen=True, slots=True)
class Basket:
    """Some of a kind, picked so many days ago."""

    fruit: Fruit
    days: int

    @property
    def is_ripe(self) -> bool:
        return self.days >= DAYS[self.fruit]


def halves(pieces: int) -> int:
    """How often it can be halved."""
    times = 0
    while pieces > 1:
        pieces //= 2
        times += 1
    return times


def must_be_ripe(basket: Basket) -> None:
    """Nobody gets what is green."""
    if not basket.is_ripe:
        raise ValueError("wait some days")
