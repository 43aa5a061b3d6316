"""What makes a reply fit for the public."""

from datetime import timedelta

from services.routing.domain.cases import must_have_failed_check
from services.routing.domain.replies import (
    is_personal,
    must_be_published_between,
    signer_of,
)
from tests.refusals import refused
from tests.unit.routing.builders import MONDAY

# ---- publication -----------------------------------------------------------------------------


def test_publication_is_the_last_act_and_one_that_happened() -> None:
    read, now = MONDAY, MONDAY + timedelta(hours=2)
    must_be_published_between(read, read, now)
    must_be_published_between(read, now, now)
    early, late = read - timedelta(seconds=1), now + timedelta(seconds=1)
    refused("published_before_read", must_be_published_between, read, early, now)
    refused("published_in_future", must_be_published_between, read, late, now)


def test_who_signs_had_a_part_in_it() -> None:
    assert signer_of("dispatch", None, waived=False) == "unit"
    assert signer_of("direct", None, waived=False) == "office"
    assert signer_of("dispatch", "leader", waived=False) == "leader"
    assert signer_of("dispatch", "office", waived=False) == "office"
    assert signer_of("decline", "office", waived=True) == "office"
    refused("signer_did_not_act", signer_of, "direct", "unit", waived=False)
    refused("signer_did_not_act", signer_of, "decline", "leader", waived=True)


def test_the_leader_acts_in_person_by_hand_and_not_by_a_deputy() -> None:
    personal = {mode: is_personal(mode) for mode in ("own", "recorded", "deputy", None)}
    assert personal == {"own": True, "recorded": True, "deputy": False, None: False}


def test_only_a_failed_check_is_overruled() -> None:
    refused("no_failed_check", must_have_failed_check, found=False)
    must_have_failed_check(found=True)
