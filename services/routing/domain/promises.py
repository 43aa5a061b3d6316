"""A promise 承诺办理: by when, why not at once, and that its author was told."""

from datetime import date

from services.routing.domain.commands import Code, Command
from services.routing.domain.findings import Method, Words
from shared.rules import Refused


class Told(Command):
    """告知: the author was told, or was not reached, which is nobody's fault."""

    told_on: date
    method: Method
    reached: bool


class Promise(Command):
    """承诺办理: by when, why not at once, and that the author was told."""

    promise_on: date
    ground: Words
    told: Told


class PermitPromise(Command):
    """准予再次承诺: the office head lets the unit promise once more."""

    reason: Code


def must_promise_ahead(promise: Promise | None, today: date) -> None:
    """承诺 names a day still to come."""
    if promise is not None and promise.promise_on <= today:
        raise Refused("promise_date_past", "a promise names a day to come", status=422)


def must_be_permitted(*, promised_before: bool, permitted: bool) -> None:
    """A second promise on one case needs the office head's word, beside the unit's own head's."""
    if promised_before and not permitted:
        raise Refused("second_promise", "it was promised before: the office head must permit it")
