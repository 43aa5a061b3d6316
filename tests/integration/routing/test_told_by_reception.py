"""What reception tells besides arrival and acceptance, and who sees it here."""

from shared.contracts.intake import Demand, DemandsListed
from tests.integration.routing.conftest import CASE, CLERK


def demands(*texts: str) -> DemandsListed:
    listed = [Demand(no=no, text=text, expected="尽快") for no, text in enumerate(texts, start=1)]
    return DemandsListed(case_id=CASE, demands=tuple(listed), by=CLERK)


async def test_demands_are_kept_as_listed_last_and_shown_without_contacts(routing):
    await routing.hear(demands("补发车牌", "多余的一条"))
    await routing.to_dispatched()
    await routing.hear(demands("补发车牌，打13000000035"))
    [shown] = (await routing.case())["demands"]
    assert (shown["no"], shown["text"], shown["expected"]) == (1, "补发车牌，打13000000035", "尽快")
    [seen] = (await routing.case(who="ll-police"))["demands"]
    assert "13000000035" not in seen["text"]


async def test_erasure_blanks_demands_here_too(routing):
    await routing.open()
    await routing.hear(demands("补发车牌"))
    await routing.erased()
    assert [d["text"] for d in (await routing.case())["demands"]] == [""]
