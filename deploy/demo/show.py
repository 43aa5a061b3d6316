"""The figures, as a person reads them."""

from typing import Any

from deploy.cli.connect import PROJECT
from deploy.cli.show import say
from deploy.demo.people import RefusedError
from deploy.demo.play import Play

STALLS = "15210077"
LETTERS = PROJECT / ".run" / "letters"


async def print_figures(play: Play) -> None:
    """What satisfaction counts, each figure with its scope and its date."""
    figures = await play.city.ask(play.organisation.clerks[0], "satisfaction", "/figures")
    say("figures")
    say(lines_of(figures))


async def save_letter(play: Play) -> None:
    """The dispatch letter of the 孝义 story, as the papers an office would print."""
    case_id = next((r["case_id"] for r in play.imported if str(r["tid"]) == STALLS), None)
    clerk = play.organisation.clerks[0]
    letters = await play.city.ask(clerk, "routing", f"/cases/{case_id}/letters")
    LETTERS.mkdir(parents=True, exist_ok=True)
    for letter in letters["items"] if letters else ():
        for form in ("pdf", "docx"):
            try:
                paper = await play.city.fetch(
                    clerk, "routing", f"/letters/{letter['letter_id']}/{form}"
                )
            except RefusedError as refused:
                print(f"no {form} of {letter['letter_no']}: {refused}")
                continue
            path = LETTERS / f"{letter['letter_no']}.{form}"
            path.write_bytes(paper)
            print(f"letter: {path.relative_to(PROJECT)}")
    print()


def lines_of(value: Any, depth: int = 1) -> list[str]:
    """Nested figures as indented lines."""
    lines: list[str] = []
    for name, figure in value.items():
        if isinstance(figure, dict):
            lines += [f"{'  ' * depth}{name}", *lines_of(figure, depth + 1)]
        else:
            lines.append(f"{'  ' * depth}{name}: {figure}")
    return lines
