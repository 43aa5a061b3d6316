"""What the year came to, as a person reads it: timelines, measures, groups, events, figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deploy.cli.cases import whole_timeline
from deploy.cli.show import pad, say, table, when
from deploy.cli.timeline import is_told, lines_of
from deploy.demo.play import Play
from services.routing.domain.codes import WORDS
from services.routing.domain.labels import ROUTES, STATES
from shared.contracts import catalogue

BANDS = {"satisfied": "满意", "fairly": "基本满意", "dissatisfied": "不满意"}
ACTS = ("职务", "领导", "批示", "阅批", "回复")
REASONS = {"check_passed": "回访合格", "upheld": "维持", "withdrawn": "撤回"}


async def print_timelines(play: Play, numbers: Sequence[str]) -> None:
    """Every case from its arrival to its close."""
    say([
        "timelines 办件全程: when, service, who (role, unit), what, from → to, [why], facts.",
        "What services only note for themselves is left out: `heartbridge case NUMBER` shows that, too.",
        "",
    ])  # fmt: skip
    for number in numbers:
        await _print_timeline(play, number)


async def _print_timeline(play: Play, number: str) -> None:
    """One case: what it is about, and everything that a person did or that others heard of."""
    entries = await whole_timeline(number)
    told = [entry for entry in entries if is_told(entry)]
    reception, handling = await play.look(number)
    say(f"{number}  {about(reception, handling)}  ({len(told)} of {len(entries)} entries)")
    say([*lines_of(number, told), ""])


async def print_measures(play: Play) -> None:
    """共性措施: for whom, what holds, and which cases it helps."""
    say("measures for all in the same situation 共性措施")
    clerk = play.organisation.clerks[0]
    for found in (await play.city.ask(clerk, "routing", "/measures"))["items"]:
        path = f"/measures/{found['measure_id']}/cases"
        cases = (await play.city.ask(clerk, "routing", path))["items"]
        say([
            f"  {found['measure_id']}  《{found['title']}》 {found['document_no']}",
            f"    {found['issuer_name']}，{found['valid_from']} 至 {found['valid_until']}",
            f"    适用: {found['condition']}",
            f"    办法: {found['rule']}；认可凭证: {'、'.join(found['proof_accepted'])}",
            f"    cases 案卷: {', '.join(c['case_id'] for c in cases)}",
        ])  # fmt: skip
    say("")


async def print_promises(play: Play) -> None:
    """承诺台账: what was promised in public, by when, and whether it was kept."""
    say("promises 承诺台账")
    clerk = play.organisation.clerks[0]
    for promise in (await play.city.ask(clerk, "routing", "/promises"))["items"]:
        kept = {True: "按期兑现", False: "逾期兑现"}.get(promise["kept"], "办理中")
        said = f"承诺 {promise['promise_on']}，完成 {promise['done_on'] or '–'}，{kept}"
        say(f"  {promise['case_id']}  {promise['unit_name']}  {said}")
    say("")


async def print_groups(play: Play) -> None:
    """同类件: what they share, and that each has its own answer."""
    say("like cases 同类件, each with a reply of its own")
    clerk = play.organisation.clerks[0]
    for listed in (await play.city.ask(clerk, "intake", "/groups"))["items"]:
        group = await play.city.ask(clerk, "intake", f"/groups/{listed['group_id']}")
        say([f"  {group['subject_matter']}", f"    共同事实: {group['fact_base']}"])
        for case in group["cases"]:
            _, handling = await play.look(case["case_id"])
            for shown in handling["publications"]:
                say(f"    {case['case_id']}  {when(shown['published_at'])}  {shown['text']}")
    say("")


def print_events(by_type: Mapping[str, int]) -> None:
    """How often each event was said."""
    say("events by type 事件")
    known = catalogue()
    for topic, count in sorted(by_type.items()):
        say(
            f"  {count:5}  {pad(topic, 36)}  {known[topic].hanzi if topic in known else ''}".rstrip()
        )
    say("")


async def print_figures(play: Play) -> None:
    """What satisfaction counts, each figure with its scope and its date; and what leaders did."""
    clerk = play.organisation.clerks[0]
    figures = await play.city.ask(clerk, "satisfaction", "/figures")
    year = {"from": "2022-01-01", "until": "2022-12-31"}
    acts = await play.city.ask(clerk, "routing", "/personal-acts", **year)
    counters = await play.city.ask(clerk, "routing", "/counters", **year)
    say([*lines_of_figures(figures), *lines_of_acts(acts, counters), ""])


def lines_of_figures(figures: Mapping[str, Any]) -> Iterator[str]:
    """Each figure: what it is, how many, of which, and what it counts."""
    yield f"figures 数据, as of 截至 {when(figures['as_of'])}"
    replied, closed, historic = figures["replied"], figures["closed"], figures["historic"]
    yield from _figure("received 接收", str(figures["received"]["count"]), figures["received"])
    yield from _figure("historic 历史件", str(historic["count"]), historic)
    yield from _figure(
        "replied 已公开回复", str(replied["count"]), replied,
        _shares("by kind 类别", replied["by_kind"], WORDS["kind"]),
        _shares("by route 办理方式", replied["by_route"], ROUTES),
    )  # fmt: skip
    yield from _figure(
        "closed 办结", str(closed["count"]), closed,
        _shares("why 办结事由", closed["by_reason"], REASONS),
    )  # fmt: skip
    for name in ("board_satisfaction", "callback_satisfaction"):
        found = figures[name]
        yield from _figure(
            found["name"], _rate(found), found,
            f"参评率 {_rate(found['participation'])}",
            _shares("评价", found["bands"], BANDS),
        )  # fmt: skip


def lines_of_acts(acts: Mapping[str, Any], counters: Mapping[str, Any]) -> Iterator[str]:
    """Replied and handled apart; then what each leader did, and how much of it in person."""
    yield from _figure(
        "replied, handled 回复与办理", f"{counters['replied']} 回复, {counters['handled']} 办理",
        {"scope": "回复: 首次公开回复；办理: 已办结且非承诺办理，按首次公开回复时间计"},
    )  # fmt: skip
    yield f"leaders 领导办件, {acts['from']} 至 {acts['until']}（件数，括号内为亲自）"
    yield from (f"  {line}" for line in table([_acts(leader) for leader in acts["items"]], ACTS))


def _acts(leader: Mapping[str, Any]) -> dict[str, str]:
    counted = {
        word: f"{leader[name]} ({leader[f'{name}_personally']})"
        for word, name in (("批示", "instructed"), ("阅批", "read"), ("回复", "replied"))
    }
    return {"职务": leader["title"], "领导": leader["holder"], **counted}


def _figure(name: str, value: str, figure: Mapping[str, Any], *parts: str) -> Iterator[str]:
    yield f"  {pad(name, 28)}  {value}"
    for part in (*parts, figure["scope"]):
        yield f"  {pad('', 28)}  {part}"


def _rate(ratio: Mapping[str, Any]) -> str:
    if ratio["rate"] is None:
        return "–"
    return f"{ratio['rate']:.2f} % ({ratio['numerator']} ÷ {ratio['denominator']})"


def _shares(name: str, shares: Mapping[str, int], words: Mapping[str, str]) -> str:
    ordered = sorted(shares.items(), key=lambda share: -share[1])
    return f"{name}: {'、'.join(f'{words.get(code, code)} {count}' for code, count in ordered)}"


def about(reception: Mapping[str, Any], handling: Mapping[str, Any]) -> str:
    """A case in a line: its title, whom it is addressed to, its route and its state."""
    parts: Sequence[str] = [reception["title"] or "（无标题）", reception["addressee_name"]]
    if handling:
        parts = [*parts, ROUTES[handling["route"]], STATES[handling["state"]]]
    return " · ".join(parts)
