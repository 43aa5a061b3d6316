"""routing 交办: a case's handling, its assignments to units, and the organisation they stand in."""

from pathlib import Path

from pydantic import Field

from services.routing import api, handlers
from services.routing.store.cases import load_cases
from services.routing.store.scope import admits
from shared.contracts import intake, notify, satisfaction
from shared.service import Service, Settings, Worker


class RoutingSettings(Settings):
    """What routing is told besides."""

    files: Path = Field(description="folder of the cases' files, the same for all replicas")
    file_limit: int = Field(default=20 * 2**20, ge=1, description="bytes of one file at most")
    files_per_case: int = Field(default=500, ge=1, le=10_000)
    night_poll_s: float = Field(default=20.0, gt=0, description="between looks for a new night")
    file_sweep_s: float = Field(default=5.0, gt=0, description="between removals of erased files")


SERVICE = Service(
    name="routing",
    hears={
        intake.CaseReceived: handlers.on_case_received,
        intake.CaseClaimed: handlers.on_case_claimed,
        intake.DemandsListed: handlers.on_demands_listed,
        intake.ClaimHandedOver: handlers.on_claim_handed_over,
        intake.AccusedNamed: handlers.on_accused_named,
        intake.CaseJoined: handlers.on_case_joined,
        intake.FactsCorrected: handlers.on_facts_corrected,
        intake.InterestDeclared: handlers.on_interest_declared,
        intake.LikeCasesGrouped: handlers.on_like_cases_grouped,
        intake.LikeCaseParted: handlers.on_like_case_parted,
        intake.SupplementReceived: handlers.on_supplement_received,
        intake.WishesChanged: handlers.on_wishes_changed,
        intake.AttemptRecorded: handlers.on_attempt_recorded,
        intake.CaseVerified: handlers.on_case_verified,
        intake.CaseAccepted: handlers.on_case_accepted,
        intake.CaseWithdrawn: handlers.on_case_withdrawn,
        intake.BoardUpdated: handlers.on_board_updated,
        intake.ContactErased: handlers.on_contact_erased,
        notify.CallbackAttempted: handlers.on_callback,
        notify.CallbackCompleted: handlers.on_callback,
        notify.CallbackExhausted: handlers.on_callback_exhausted,
        notify.DeliverySettled: handlers.on_delivery_settled,
        satisfaction.CheckOpened: handlers.on_check_opened,
        satisfaction.CheckRecorded: handlers.on_check_recorded,
        satisfaction.CheckPassed: handlers.on_check_passed,
        satisfaction.CheckFailed: handlers.on_check_failed,
        satisfaction.CaseRated: handlers.on_case_rated,
    },
    load=load_cases,
    admits=admits,
    router=api.router,
    access=api.ACCESS,
    settings=RoutingSettings,
    workers=[Worker("files", handlers.sweep_files), Worker("nights", handlers.look_nightly)],
    derived=None,  # what people decided is told by no event but our own
)
