"""The callback agents: they take whatever call is next and do as the case's script says."""

import asyncio
from typing import Any

from deploy.demo.people import City, Organisation, RefusedError
from deploy.demo.script import Script


class Desk:
    """All agents together; one call at a time."""

    def __init__(self, city: City, organisation: Organisation) -> None:
        self._city = city
        self._agents = organisation.agents
        self._turn = 0
        self._lock = asyncio.Lock()
        self.scripts: dict[str, Script] = {}
        self._checked: set[str] = set()

    async def answer_all(self) -> int:
        """Place every call that may be placed now; return how many."""
        async with self._lock:
            placed = 0
            while task := await self._lease():
                await self._place(task)
                placed += 1
            return placed

    async def _lease(self) -> dict[str, Any] | None:
        self._turn += 1
        self._agent = self._agents[self._turn % len(self._agents)]
        try:
            return await self._city.do(self._agent, "notify", "/callbacks/lease")
        except RefusedError as refused:
            if refused.status == 404:
                return None
            raise

    async def _place(self, task: dict[str, Any]) -> None:
        script = self.scripts.get(task["case_id"], Script())
        checks = task["purpose"] == "after_check"
        outcome = script.check_call if checks else script.call
        result: dict[str, Any] = {"lease": task["lease"], "outcome": outcome}
        if checks and outcome == "reached":
            result["answers"] = self._answers(task["case_id"], script)
        path = f"/callbacks/{task['task_id']}/complete"
        await self._city.do(self._agent, "notify", path, result)

    def _answers(self, case_id: str, script: Script) -> dict[str, Any]:
        """What the author says; a script with a redo finds the work undone the first time."""
        done = not script.redo or case_id in self._checked
        self._checked.add(case_id)
        answers: dict[str, Any] = {"handled": done, "reply_true": True}
        if done and script.rating:
            answers["rating"] = script.rating
        return answers
