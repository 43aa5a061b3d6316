"""What notify does with each event and each command, one file per noun.

A handler gets the open transaction and returns what changes.  All deliveries and tasks of one event
are written in its one transaction; nothing remote happens in it.
"""

from collections.abc import Iterable

from shared.outcome import Outcome


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """What several deliveries or tasks change, as one outcome."""
    all_of = tuple(outcomes)
    return Outcome(
        changes=[change for o in all_of for change in o.changes],
        journal=[entry for o in all_of for entry in o.journal],
        events=[event for o in all_of for event in o.events],
        work=[work for o in all_of for work in o.work],
    )
