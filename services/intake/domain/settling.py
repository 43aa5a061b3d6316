"""What a person makes of a suggestion: confirms it, or changes it and says why."""

from typing import NamedTuple

from services.intake.domain.classification import Suggestion
from services.intake.domain.commands import Classify
from services.intake.domain.rulebook import Rulebook
from services.intake.domain.taxonomy import CITY, DIVISIONS
from shared.contracts.intake import HandlingClass, Kind
from shared.rules import Refused

AS_SUGGESTED = "as_suggested"
"""The reason of one who confirms: the words that decided are the suggestion's."""


UNKNOWN = ("type_unknown", "domain_unknown")
"""Kept as it came, and put before a person."""


class Settled(NamedTuple):
    """What a case is, field by field."""

    kind: Kind
    domain_name: str
    subdomain_name: str | None
    handling_class: HandlingClass
    division: str | None


def settled_as(suggestion: Suggestion) -> Settled:
    """A suggestion, as if somebody had confirmed it."""
    return Settled(**{name: getattr(suggestion, name) for name in Settled._fields})


def settled_by(command: Classify, division: str | None) -> Settled:
    """What the person says; a division not told stays as it was."""
    return Settled(
        command.kind,
        command.domain_name,
        command.subdomain_name,
        command.handling_class,
        command.division or division,
    )


def check_names(settled: Settled, rules: Rulebook) -> None:
    """A sub-domain belongs to its domain, and a division to the city."""
    if settled.subdomain_name is not None:
        names = rules.subdomain_names(settled.domain_name)
        if settled.subdomain_name not in names:
            raise Refused(
                "subdomain_not_of_domain",
                "that sub-domain belongs to another domain",
                status=422,
                subdomains=sorted(names),
            )
    if settled.division not in {None, CITY, *DIVISIONS}:
        raise Refused(
            "division_unknown", "use a division code of the city", status=422,
            divisions=[CITY, *DIVISIONS],
        )  # fmt: skip


def differences(settled: Settled, suggested: Settled | None) -> tuple[str, ...] | None:
    """The fields in which a person differs from the suggestion.  None: nothing was suggested."""
    if suggested is None:
        return None
    return tuple(
        name for name in Settled._fields if getattr(settled, name) != getattr(suggested, name)
    )


def reason_for(given: str | None, differs: tuple[str, ...] | None) -> str:
    """Who confirms needs no reason; who changes, or decides without a suggestion, does."""
    if given is not None:
        return given
    if differs == ():
        return AS_SUGGESTED
    raise Refused(
        "reason_missing", "what differs from the suggestion needs a reason", status=422,
        differs=list(differs or ()),
    )  # fmt: skip
