"""Writes the pages that are made from the code: the catalogue of events, and the workflows' diagrams.

``python -m deploy.docs`` writes them; a test compares what is written with what the code says.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from deploy.cli.connect import PROJECT, services
from shared.contracts import catalogue
from shared.workflow import Workflow

LIVES = (
    ("services.intake.domain.reception", "the reception of a case 接收"),
    ("services.intake.domain.desk", "what is done to a case at the desk 登记"),
    ("services.routing.domain.cases", "the handling of a case 办理"),
    ("services.routing.domain.proposals", "a proposal 拟办意见"),
    ("services.routing.domain.letters", "a dispatch letter 交办函"),
    ("services.routing.domain.assignments", "an assignment to a unit 承办任务"),
    ("services.routing.domain.drafts", "a unit's draft of its reply 答复稿"),
    ("services.routing.domain.further", "one more public reply 后续回复"),
    ("services.routing.domain.promises", "a public promise 承诺"),
    ("services.routing.domain.measures", "a policy measure 共性措施"),
    ("services.deadlines.domain.clocks", "a clock 计时"),
    ("services.notify.domain.deliveries", "a delivery 短信通知"),
    ("services.notify.domain.callbacks", "a callback task 电话任务"),
    ("services.satisfaction.domain.checks", "an after-check 回访"),
)


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    return {
        PROJECT / "docs" / "events.md": "\n".join(_events()) + "\n",
        PROJECT / "docs" / "workflows.md": "\n".join(_workflows()) + "\n",
    }


def _events() -> Iterator[str]:
    heard_by: dict[str, list[str]] = {}
    for service in services():
        for event in service.hears:
            heard_by.setdefault(event.topic, []).append(service.name)
    yield "# Events"
    yield ""
    yield "Made by `python -m deploy.docs` from the contracts and the services' subscriptions."
    yield ""
    yield "| event | hanzi | personal | heard by |"
    yield "|---|---|---|---|"
    for topic, cls in sorted(catalogue().items(), key=lambda e: e[0]):
        hearers = ", ".join(heard_by.get(topic, [])) or "nobody inside: for the record"
        yield f"| `{topic}` | {cls.hanzi} | {'yes' if cls.personal else ''} | {hearers} |"


def _workflows() -> Iterator[str]:
    yield "# Workflows"
    yield ""
    yield "Made by `python -m deploy.docs` from the workflow tables. What has no arrow is refused."
    for module, title in LIVES:
        yield ""
        yield f"## {title[0].upper()}{title[1:]}"
        yield ""
        yield "```mermaid"
        yield workflow(module).diagram()
        yield "```"


def workflow(module: str) -> Workflow:
    """The one workflow table of a domain module."""
    found = [v for v in vars(import_module(module)).values() if isinstance(v, Workflow)]
    if len(found) != 1:
        raise ValueError(f"{module} has {len(found)} workflow tables")
    return found[0]


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        print(path.relative_to(PROJECT))


if __name__ == "__main__":
    main()
