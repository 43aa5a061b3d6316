"""The papers of the stories, as an office would print them: letters, a 呈批单, and the whole archive."""

import asyncio
from pathlib import Path

from deploy.cli.connect import PROJECT
from deploy.demo.people import RefusedError
from deploy.demo.play import Play
from deploy.demo.stories import STALLS

PAPERS = PROJECT / ".run" / "papers"


async def save_papers(play: Play) -> None:
    """Those of the street stalls, by the names that an office would give them."""
    case_id = play.numbers.get(STALLS)
    if case_id is None:
        return  # the play stopped before
    _, handling = await play.look(case_id)
    wanted = {f"{case_id} 一案一档.pdf": f"/cases/{case_id}/archive"}
    for proposal in handling["proposals"]:
        number = proposal["proposal_id"]
        wanted[f"{number} 呈批单.pdf"] = f"/proposals/{number}/sheet"
    for letter in handling["letters"]:
        for form in ("pdf", "docx"):
            wanted[f"{letter['letter_no']}.{form}"] = f"/letters/{letter['letter_id']}/{form}"
    PAPERS.mkdir(parents=True, exist_ok=True)
    print("papers of the street stalls 公文")
    for name, path in wanted.items():
        print(f"  {await _save(play, PAPERS / name, path)}")
    print()


async def _save(play: Play, to: Path, path: str) -> str:
    try:
        paper = await play.city.fetch(play.organisation.clerks[0], "routing", path)
    except RefusedError as refused:
        return f"no {to.name}: {refused}"
    await asyncio.to_thread(to.write_bytes, paper)
    return str(to.relative_to(PROJECT))
