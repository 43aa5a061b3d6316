"""The second stage of a life: from the opened case to the units that have it, or to the office's answer."""

from deploy.demo.answering import answer, answer_again, answer_directly
from deploy.demo.leader import before_the_county_leader, before_the_leader, orders_of
from deploy.demo.life import Life
from deploy.demo.notices import tell_news
from deploy.demo.publishing import publish
from deploy.demo.script import Letter
from deploy.demo.work import use_measures, work


async def handle(life: Life) -> None:
    """From the opened case to the published answer."""
    await life.until_opened()
    if life.script.route == "dispatch":
        await _dispatch(life)
        await work(life)
        await answer(life)
        await answer_again(life)
    else:
        await use_measures(life)
        await answer_directly(life)
    await publish(life)
    if life.script.news:
        life.director.start(tell_news(life, life.script.news))


async def handle_again(life: Life) -> None:
    """The redo round: signed for, answered and published once more."""
    for unit_id in _units(life.script.letter):
        await _sign(life, unit_id)
    await answer(life)
    await publish(life)


async def _dispatch(life: Life) -> None:
    letter = life.script.letter
    if letter is None:
        raise ValueError(f"{life.case_id} has no letter in the script")
    if life.organisation.county_office(life.fid) is None:
        await before_the_leader(life, letter, life.script.refused_first or letter.lead)
    await life.later(1)
    if life.script.refused_first:
        await _dispatch_to(life, (life.script.refused_first,))
        await _refuse(life, life.script.refused_first)
        await life.later(2)
    await _dispatch_to(life, _units(letter))
    for unit_id in _units(letter):
        await life.later(2)
        await _sign(life, unit_id)
        if life.script.found and unit_id == letter.lead:
            await _find_author(life, unit_id, life.script.found)
        if unit_id in letter.below:
            await _forward(life, unit_id, letter.below[unit_id])


async def _dispatch_to(life: Life, units: tuple[str, ...]) -> None:
    """The letter: drafted, checked by another, signed by the office head."""
    body = {"assignments": orders_of(units)}
    drafted = await life.act(life.clerk, "routing", "letters", body)
    path = f"/letters/{drafted['letter_id']}"
    await life.city.do(life.reviewer, "routing", f"{path}/check", match=drafted["etag"])
    head = life.organisation.office_head(life.now.date())
    await life.city.do(head, "routing", f"{path}/issue", match=drafted["etag"] + 1)


async def _refuse(life: Life, unit_id: str) -> None:
    await life.later(3)
    await life.on_assignment(unit_id, "refuse", {
        "reason": "not_our_matter", "text": "该事项属住建部门职责。",
        "suggested_unit": life.script.letter.lead if life.script.letter else None,
    })  # fmt: skip
    day = await life.later(2)
    head = life.organisation.office_head(day.date())
    await life.on_assignment(
        unit_id, "rule", {"uphold": True, "reason": "matter_of_housing"}, by=head
    )
    life.tell(f"refusal 退件: {life.organisation.name(unit_id)}，经裁定改派")


async def _sign(life: Life, unit_id: str) -> None:
    await life.on_assignment(unit_id, "sign")


async def _find_author(life: Life, unit_id: str, phone: str) -> None:
    """The number told was a virtual one: the unit looks up a better one and calls."""
    await life.later(2)
    officer = life.organisation.officer(unit_id)
    await life.act(officer, "intake", "contacts", {
        "phone": phone, "provenance": "unit_records", "legal_basis": "机动车登记规定",
        "looked_up_by": officer.name})  # fmt: skip
    await life.act(officer, "intake", "attempts", {"channel": "phone", "outcome": "reached"})
    life.tell(
        f"contact 查得联系方式: 虚拟号码无法拨通，{life.organisation.name(unit_id)}查得真实号码"
    )


async def _forward(life: Life, unit_id: str, below: tuple[str, ...]) -> None:
    """转办: a county's office after its leader instructed, a bureau to its own sub-unit as it is."""
    if life.organisation.is_county_office(unit_id):
        await before_the_county_leader(life, unit_id, below)
    await life.later(1)
    drafted = await life.on_assignment(unit_id, "forward", {"assignments": orders_of(below)})
    if "letter_id" in drafted:  # a county's letter is signed by its office's head
        head = life.organisation.unit_head(unit_id)
        path = f"/letters/{drafted['letter_id']}/sign"
        await life.city.do(head, "routing", path, match=drafted["etag"])
    for child in below:
        await life.later(1)
        await _sign(life, child)


def _units(letter: Letter | None) -> tuple[str, ...]:
    return (letter.lead, *letter.assisting) if letter else ()
