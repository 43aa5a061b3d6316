"""Broken rules, by name.

`Refused` is the one exception a domain raises: the name of the rule that was broken, a sentence for the
person who broke it, and the HTTP status.  It never carries what a citizen wrote.
"""

from typing import Any

from shared.masks import masked


class Refused(Exception):
    """A command was refused.

    Parameters
    ----------
    rule : the rule's name, lower case with underscores, such as ``held_by_another``
    detail : one sentence for the person, without private data
    status : HTTP status, 4xx
    extra : more members of the problem document, such as ``holder``; long runs of digits are masked,
        for among what is named may be what somebody pasted
    """

    def __init__(self, rule: str, detail: str, status: int = 409, **extra: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.detail = detail
        self.status = status
        self.extra: dict[str, Any] = masked(extra)


class NotYet(Exception):
    """A handler misses a fact of another publisher: the event waits, without counting as failed.

    Parameters
    ----------
    fact : the event type that is awaited
    """

    def __init__(self, fact: str) -> None:
        super().__init__(f"waits for {fact}")
        self.fact = fact


def unknown(what: str) -> Refused:
    """The thing that was named does not exist."""
    return Refused(f"{what}_unknown", f"there is no such {what}", status=404)
