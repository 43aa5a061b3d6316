"""How a unit's reply comes about: draft, countersigning, the head's signature, the county's reading."""

import json
from pathlib import Path
from typing import Any

import httpx

DATA = Path(__file__).parents[3] / "deploy/demo/data"
FILE = json.loads((DATA / "organisation.json").read_text())
HEADS = {unit["id"]: unit["head"]["name"] for unit in FILE["units"]}
COUNTY_POSTS = {post["unit"]: post for post in FILE["posts"] if post["level"] == "county"}


def person_of(who: str) -> dict[str, Any]:
    """A unit's officer, ``unit/head`` for its head, ``unit/leader`` for its county's leader."""
    unit, _, seat = who.partition("/")
    if seat == "head":
        return {"name": HEADS[unit], "roles": ["unit_head"], "unit": unit}
    if seat == "leader":
        post = COUNTY_POSTS[unit]
        name = post["holders"][0]["name"]
        return {"name": name, "roles": ["county_leader"], "post": post["id"]}
    role = "county_office" if unit.endswith("-office") else "unit"
    return {"name": f"{unit} 经办", "roles": [role], "unit": unit}


class RefusedError(Exception):
    """A step of the chain was refused."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.text)
        self.status = response.status_code
        self.rule = response.json()["rule"]


async def told(routing: Any, who: str, path: str, body: Any = None, *, match: int) -> Any:
    """A command's answer.  Raises RefusedError."""
    response = await routing.send(who, "POST", path, body or {}, match=match)
    if response.status_code >= 400:
        raise RefusedError(response)
    return response.json()


async def draft_as(routing: Any, unit_id: str, body: Any) -> dict[str, Any]:
    """The unit's draft, written or written anew: its id and version."""
    mine = await routing.assignment(unit_id)
    view = await routing.case()
    ended = ("sent", "dropped")
    there = [
        d
        for d in view["drafts"]
        if d["assignment_id"] == mine["assignment_id"] and d["state"] not in ended
    ]
    if there:
        path, version = f"/drafts/{there[-1]['draft_id']}/revise", there[-1]["version"]
        answer = await told(routing, unit_id, path, body, match=version)
        return {"draft_id": there[-1]["draft_id"], **answer}
    path = f"/assignments/{mine['assignment_id']}/draft"
    drafted: dict[str, Any] = await told(routing, unit_id, path, body, match=mine["version"])
    return drafted


async def submit_as(routing: Any, unit_id: str, draft: dict[str, Any]) -> dict[str, Any]:
    """送签, with every countersignature that is asked for."""
    path = f"/drafts/{draft['draft_id']}"
    answer = await told(routing, unit_id, f"{path}/submit", match=draft["etag"])
    for unit in answer["units"]:
        agreed = {"agrees": True}
        answer = await told(routing, unit, f"{path}/countersign", agreed, match=answer["etag"])
    return {"draft_id": draft["draft_id"], **answer}


async def sign_as(routing: Any, unit_id: str, draft: dict[str, Any]) -> dict[str, Any]:
    """签发 by the unit's head, and the county leader's reading where there is one."""
    path = f"/drafts/{draft['draft_id']}"
    answer = await told(routing, f"{unit_id}/head", f"{path}/sign", match=draft["etag"])
    if answer["state"] == "signed":
        opinion = {"opinion": "同意报送。"}
        leader = f"{unit_id}/leader"
        answer = await told(routing, leader, f"{path}/read", opinion, match=answer["etag"])
    return dict(answer)


async def reply_as(routing: Any, unit_id: str, body: Any) -> dict[str, Any]:
    """A unit's reply, all the way up; who handed the matter down accepts it."""
    draft = await draft_as(routing, unit_id, body)
    answer = await sign_as(routing, unit_id, await submit_as(routing, unit_id, draft))
    mine = await routing.assignment(unit_id)
    if mine["parent_id"] is not None:
        view = await routing.case()
        [above] = [a for a in view["assignments"] if a["assignment_id"] == mine["parent_id"]]
        await told(routing, above["unit_id"], f"/replies/{answer['reply_id']}/accept", match=1)
    return answer


async def refused_reply(routing: Any, unit_id: str, body: Any) -> tuple[int, str]:
    """Status and rule of the first step on the way up that is refused."""
    try:
        await reply_as(routing, unit_id, body)
    except RefusedError as refused:
        return refused.status, refused.rule
    raise AssertionError(f"the reply of {unit_id} went up")
