"""The figures, as a person reads them."""

from typing import Any

from deploy.cli.show import say
from deploy.demo.play import Play


async def print_figures(play: Play) -> None:
    """What satisfaction counts, each figure with its scope and its date."""
    figures = await play.city.ask(play.organisation.clerks[0], "satisfaction", "/figures")
    say("figures")
    say(lines_of(figures))


def lines_of(value: Any, depth: int = 1) -> list[str]:
    """Nested figures as indented lines."""
    lines: list[str] = []
    for name, figure in value.items():
        if isinstance(figure, dict):
            lines += [f"{'  ' * depth}{name}", *lines_of(figure, depth + 1)]
        else:
            lines.append(f"{'  ' * depth}{name}: {figure}")
    return lines
