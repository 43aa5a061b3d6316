"""Like cases 同类件 of different authors: one base of facts, and a reply for each."""

from typing import TYPE_CHECKING, Any

from deploy.demo.people import eventually
from deploy.demo.script import Like

if TYPE_CHECKING:
    from deploy.demo.life import Life


class Likes:
    """The groups that were made so far, and the cases that are the first of their kind."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._groups: dict[str, dict[str, Any]] = {}

    async def join(self, life: "Life", like: Like) -> None:
        """The second case of a kind makes the group, each later one joins it."""
        first = self._first.setdefault(like.matter, life.case_id)
        if first == life.case_id:
            return
        alike = await _suggested(life)
        group = self._groups.get(like.matter)
        if group is None:
            made = await life.city.do(life.clerk, "intake", "/groups", {
                "subject_matter": like.matter, "fact_base": like.facts,
                "cases": [first, life.case_id]})  # fmt: skip
        else:
            change = {"group_id": group["group_id"], "add": [life.case_id]}
            made = await life.city.do(
                life.clerk, "intake", "/groups/change", change, match=group["etag"]
            )
        self._groups[like.matter] = made
        found = f"，系统提示相似件 {alike} 件" if alike else ""
        life.tell(f"like cases 同类件归并: {like.matter}，共 {len(made['cases'])} 件{found}")


async def _suggested(life: "Life") -> int:
    """How many like cases its words let suppose, once they were read."""

    async def found() -> Any:
        answer = await life.city.ask(life.clerk, "intake", f"/cases/{life.case_id}/like")
        return answer if answer["read"] else None

    answer = await eventually(found, f"{life.case_id}: its words read")
    return len(answer["items"])
