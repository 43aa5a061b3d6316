"""The shortest way from wherever a case stands to its end, by legal moves alone."""

from random import Random

from tests.walk.choice import an_ask
from tests.walk.city import (
    CITY_POST,
    CITY_UNITS,
    FENYANG,
    PEOPLE,
    POSTS,
    XIAOYI,
    Person,
    in_role,
    officer,
)
from tests.walk.handling import (
    assignments,
    drafts,
    files,
    further,
    heard,
    instructions,
    letters,
    promises,
    replies,
    results,
    signatures,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import CLEAR, an_order, checkup, findings, of_result, workers
from tests.walk.handling.things import Assignment, Draft, Promise, Reply, Result
from tests.walk.move import Ask, Body, Heard
from tests.walk.words import Pen, Words, words

Step = Ask[Case] | Heard


def next_ask(case: Case, rng: Random) -> Step | None:
    """The next step towards the end; None where the case and all its parts have ended."""
    if case.ended:
        return _tidy(case, rng)
    if case.state == "published" and (promise := case.open_promise()):
        return _write_off(case, promise, rng)
    if case.state == "published":
        return Heard(heard.passing(case), lambda: setattr(case, "state", "closed"))
    if case.state in {"replied", "reviewed", "read"}:
        return _to_the_public(case, rng)
    return _answered(case, rng) if case.office_answers else _handled(case, rng)


def _somebody(case: Case, *roles: str) -> Person:
    return workers(case, *roles)[0]


def _leader(case: Case, post_id: str) -> Person:
    """Whoever holds the post on the day, or else its secretary."""
    post = POSTS[post_id]
    side = [p for p in in_role("leader", "county_leader") if p.post == post_id]
    return next(p for p in side if p.name == post.holder_on(case.day))


# ---- what is left when a case has ended ---------------------------------------------------------


def _tidy(case: Case, rng: Random) -> Step | None:
    """A letter that will not be sent is dropped, and so is a reply that comes too late."""
    for letter in case.letters.values():
        if letter.is_open:
            by = officer(letter.sender) if letter.sender else _somebody(case, "clerk")
            return an_ask(letters.Drop(), case, letter.id, by, rng)
    for one in case.further.values():
        if not one.is_open:
            continue
        if one.state == "written":
            return an_ask(further.DropFurther(), case, one.id, _somebody(case, "clerk"), rng)
        if one.state == "read":
            reviewer = _somebody(case, "reviewer")
            return an_ask(further.ReturnFurther(), case, one.id, reviewer, rng)
        leader = _leader(case, case.reader.post_id)
        return an_ask(further.SendBackFurther(), case, one.id, leader, rng)
    return None


# ---- the answer's way ---------------------------------------------------------------------------


def _to_the_public(case: Case, rng: Random) -> Step:
    reply = case.current_reply()
    assert reply is not None
    past = replies.promise_past(reply.result, case.day)
    if past and case.state != "reviewed":
        return an_ask(replies.Return(), case, reply.id, _somebody(case, "reviewer"), rng)
    if case.state == "reviewed":
        return an_ask(replies.Read(), case, reply.id, _leader(case, case.reader.post_id), rng)
    if case.state == "read":
        ask = an_ask(replies.Publish(), case, reply.id, _somebody(case, "clerk"), rng)
        return _cleared(case, reply, reply.words, ask, rng)
    told = reply.original
    if not told.is_sound:  # the same words each time, so that what is cleared stays cleared
        answers = [text for _, text in reply.result.answers] if reply.result else []
        by = reply.result.promise_on if reply.result else None
        told = words(Pen(reply.id), rng, tells=answers, by=by)
    edited = told.text if told is not reply.original else None
    body = Body({"text": edited}, more={"words": told})
    ask = an_ask(replies.Review(), case, reply.id, _somebody(case, "reviewer"), rng, body)
    return _cleared(case, reply, told, ask, rng)


def _cleared(case: Case, reply: Reply, told: Words, ask: Ask[Case], rng: Random) -> Step:
    """The step itself, or what must be cleared before it."""
    if checkup(case, told, reply.result) is None:
        return ask
    kind, key = next(
        found for found in sorted(findings(case, told, reply.result))
        if (told.text, *found) not in case.cleared
    )  # fmt: skip
    json = {"kind": kind, "key": key, "reason": "well_known"}
    if told is not reply.words:
        json["text"] = told.text
    head = _somebody(case, "office_head")
    return an_ask(replies.Clear(), case, reply.id, head, rng, Body(json, more={"words": told}))


def _answered(case: Case, rng: Random) -> Step:
    """The office answers by itself."""
    clerk = _somebody(case, "clerk")
    ask = an_ask(replies.Answer(), case, case.id, clerk, rng)
    result: Result | None = ask.body.more.get("result")
    if result is not None and set(of_result(case, result)) == {"second_promise"}:
        return _permit(case, rng)
    return ask


def _permit(case: Case, rng: Random) -> Step:
    return an_ask(promises.PermitPromise(), case, case.id, _somebody(case, "office_head"), rng)


def _write_off(case: Case, promise: Promise, rng: Random) -> Step:
    """What was promised is done, shown, and written off."""
    if promise.state == "reported":
        head = _somebody(case, "office_head")
        return an_ask(promises.SettlePromise(), case, promise.id, head, rng)
    clerk = _somebody(case, "clerk")
    if not any(f.purpose == "evidence" and not f.erased for f in case.files.values()):
        return an_ask(files.Upload(), case, case.id, clerk, rng)
    by_office = case.office_answers or case.accuses(promise.unit)
    by = clerk if by_office else officer(promise.unit)
    return an_ask(promises.ReportPromise(), case, promise.id, by, rng)


# ---- the units' way -----------------------------------------------------------------------------


def _handled(case: Case, rng: Random) -> Step:
    if case.state != "dispatched":
        return _letter(case, rng)
    working = [a for a in case.by_letter() if a.state != "released"]
    lead = next((a for a in working if a.part == "lead"), None)
    if lead is None:
        return _letter(case, rng)
    waiting = [a for a in case.in_round() if a.is_open]
    below = [a for a in waiting if a.parent]
    beside = [a for a in waiting if not a.parent and a.part != "lead"]
    for one in (*below[::-1], *beside, lead):
        if step := _answer(case, one, rng):
            return step
    raise LookupError(f"nobody is left to answer: {case}")


def _letter(case: Case, rng: Random) -> Step:
    """A letter to one city unit, by three people, after the city's leader instructed."""
    if "city" not in case.levels() or case.state in {"opened", "proposed", "submitted"}:
        body = Body({"text": CLEAR, "mode": "own", "units": []})
        return an_ask(instructions.Instruct(), case, case.id, _leader(case, CITY_POST), rng, body)
    letter = case.open_letter()
    clerk = _somebody(case, "clerk")
    if letter is None:
        free = [
            u for u in (*CITY_UNITS, XIAOYI, FENYANG)
            if not case.accuses(u) and all(a.unit != u or not a.is_open for a in case.in_round())
        ]  # fmt: skip
        lead, *others = rng.sample(free, k=len(free))
        assisting = [an_order(u, "assisting") for u in others[: rng.choice([0, 0, 1])]]
        body = Body({"assignments": [an_order(lead), *assisting]})
        return an_ask(letters.DraftLetter(), case, case.id, clerk, rng, body)
    reviewer = next(p for p in workers(case, "reviewer") if p.sub != letter.drafted_by)
    head = next(p for p in workers(case, "office_head") if p.sub != letter.drafted_by)
    for move, by in ((letters.Issue(), head), (letters.Check(), reviewer)):
        ask = an_ask(move, case, letter.id, by, rng)
        if not move.refusals(case, ask):
            fit = set(letters.sendable(case, letter.content)) <= {None}
            if fit and letter.quoted == case.given():
                return ask
    return an_ask(letters.Drop(), case, letter.id, clerk, rng)


def _answer(case: Case, one: Assignment, rng: Random) -> Step | None:
    """What one unit does next; None where it must wait for another."""
    by = officer(one.unit)
    if one.state == "issued":
        return an_ask(assignments.Sign(), case, one.id, by, rng)
    if one.state == "refused":
        head = _somebody(case, "office_head")
        return an_ask(
            assignments.Rule(), case, one.id, head, rng, Body({"uphold": False, "reason": "x1"})
        )
    waits_for = [*case.below(one), *(case.beside(one) if one.part == "lead" else ())]
    if any(a.is_open for a in waits_for):
        return None
    if reply := _unaccepted(case, one):
        return an_ask(signatures.Accept(), case, reply.id, by, rng)
    draft = case.open_draft(one)
    if draft is None:
        return _permitted(
            case, an_ask(drafts.Write(), case, one.id, by, rng, _whole(case, rng)), rng
        )
    return _sign(case, draft, rng)


def _unaccepted(case: Case, one: Assignment) -> Reply | None:
    """What somebody below answered, and the unit has not taken."""
    answered = [a for a in case.below(one) if a.state == "answered"]
    replies = (case.last_reply(child) for child in answered)
    return next((reply for reply in replies if reply and not reply.accepted), None)


def _whole(case: Case, rng: Random) -> Body:
    """A text of one's own, whatever others wrote."""
    return results.written(case, rng, wild=False)


def _permitted(case: Case, ask: Ask[Case], rng: Random) -> Step:
    """The draft, or the office head's word that it may promise once more."""
    rules = ask.move.refusals(case, ask)
    return _permit(case, rng) if rules == {"second_promise"} else ask


def _sign(case: Case, draft: Draft, rng: Random) -> Step:
    """A draft's way to its signature."""
    by = officer(draft.unit)
    unsound = set(drafts.ready(case, draft)) - {None}
    if draft.state in {"presented", "signed"} and drafts.unasked(case, draft):
        unsound.add("countersign_missing")
    if draft.state == "drafted":
        if unsound:
            ask = an_ask(drafts.Revise(), case, draft.id, by, rng, _whole(case, rng))
            return _permitted(case, ask, rng)
        return an_ask(drafts.SubmitDraft(), case, draft.id, by, rng)
    if draft.state == "signed":
        posts = [p for p in POSTS.values() if p.unit == draft.unit]
        leader = _leader(case, posts[0].post_id)
        move = signatures.SendBackDraft() if unsound else signatures.ReadDraft()
        return an_ask(move, case, draft.id, leader, rng)
    if unsound:
        return an_ask(drafts.Recall(), case, draft.id, by, rng)
    if draft.state == "presented":
        return an_ask(signatures.SignDraft(), case, draft.id, PEOPLE[f"{draft.unit}/head"], rng)
    silent = [unit for unit in draft.asked if unit not in draft.agreed]
    agrees = Body({"agrees": True, "text": None})
    return an_ask(drafts.Countersign(), case, draft.id, officer(silent[0]), rng, agrees)
