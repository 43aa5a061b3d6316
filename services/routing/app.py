"""routing 交办: a case's handling, its assignments to units, and the organisation they stand in."""

from services.routing import api, handlers
from services.routing.store.cases import load_cases
from shared.contracts import intake, satisfaction
from shared.service import Service

SERVICE = Service(
    name="routing",
    hears={
        intake.CaseReceived: handlers.on_case_received,
        intake.CaseClaimed: handlers.on_case_claimed,
        intake.CaseAccepted: handlers.on_case_accepted,
        intake.CaseWithdrawn: handlers.on_case_withdrawn,
        intake.BoardUpdated: handlers.on_board_updated,
        intake.ContactErased: handlers.on_contact_erased,
        satisfaction.CheckPassed: handlers.on_check_passed,
        satisfaction.CheckFailed: handlers.on_check_failed,
    },
    load=load_cases,
    router=api.router,
    access=api.ACCESS,
    derived=None,  # what people decided is told by no event but our own
)
