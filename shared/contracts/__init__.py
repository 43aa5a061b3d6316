"""The events of every publisher, one file each.  The publisher owns its file; others only import it."""

from collections.abc import Iterator
from importlib import import_module

from shared.contracts.envelope import Event

PUBLISHERS = ("intake", "routing", "deadlines", "notify", "satisfaction")


def _leaves(cls: type[Event]) -> Iterator[type[Event]]:
    for sub in cls.__subclasses__():
        if "topic" in sub.__dict__:
            yield sub
        yield from _leaves(sub)


def catalogue() -> dict[str, type[Event]]:
    """Every known event by its topic."""
    for publisher in PUBLISHERS:
        import_module(f"shared.contracts.{publisher}")
    return {cls.topic: cls for cls in _leaves(Event)}
