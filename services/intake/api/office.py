"""Which unit the office itself is: what accuses it is there for the holder alone."""

from shared.http import Reader


def office(read: Reader) -> str:
    """The office's own unit, as this service is told it."""
    unit: str = read.runtime.settings.office_unit
    return unit
