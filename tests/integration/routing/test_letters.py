"""Letters: numbered without a gap, sent as written, and blank once their author is erased."""

import asyncio
from datetime import UTC, datetime

import pytest

from services.routing.store.letter_book import next_letter_number
from shared.rules import Refused, unknown
from tests.integration.routing.conftest import CASE, Routing, order

LETTER = {"assignments": [order("ll-police")]}


def cases(n: int) -> list[str]:
    return [f"LL2022-{number:06d}" for number in range(1, n + 1)]


async def numbers(routing: Routing, year: int = 2022) -> list[int]:
    rows = await routing.rows("SELECT number FROM letter WHERE year = $1 ORDER BY 1", year)
    return [row["number"] for row in rows]


async def test_letters_sent_at_once_get_numbers_without_gap_or_double(routing: Routing) -> None:
    for case_id in cases(30):
        await routing.open(case_id)
        await routing.do("leader", f"/cases/{case_id}/instruct", {"text": "请尽快处理。"})

    async def dispatch(number: int, case_id: str) -> int:
        drafted = await routing.do("clerk", f"/cases/{case_id}/letters", LETTER)
        letter = drafted["letter_id"]
        await routing.on_letter("reviewer", letter, "check", version=1)
        # every third letter is refused at the signature: it must take no number with it
        seen = 1 if number % 3 == 0 else 2
        path = f"/letters/{letter}/issue"
        return (await routing.send("head", "POST", path, {}, match=seen)).status_code

    outcomes = await asyncio.gather(*(dispatch(n, c) for n, c in enumerate(cases(30))))
    assert outcomes.count(200) == 20
    assert await numbers(routing) == list(range(1, 21))
    rows = await routing.rows("SELECT letter_no, number FROM letter")
    assert all(row["letter_no"] == f"吕社情交〔2022〕{row['number']}号" for row in rows)


async def test_a_number_taken_in_vain_is_taken_again(routing: Routing) -> None:
    """The number is taken, the transaction is lost: the next letter bears it."""

    async def in_vain() -> None:
        async with routing.runtime.transaction() as tx:
            assert await next_letter_number(tx, "吕社情交", 2022) == 1
            raise unknown("unit")

    with pytest.raises(Refused):
        await in_vain()
    answer = await routing.to_dispatched()
    assert answer["letter_no"] == "吕社情交〔2022〕1号"


async def test_each_business_year_begins_at_one(routing: Routing) -> None:
    await routing.to_dispatched()
    new_year_in_the_office = datetime(2022, 12, 31, 16, 0, tzinfo=UTC)
    await routing.move_to(new_year_in_the_office)
    answer = await routing.dispatch(order("ll-edu", "assisting"))
    assert answer["letter_no"] == "吕社情交〔2023〕1号"
    assert (await numbers(routing), await numbers(routing, 2023)) == ([1], [1])


async def test_a_letter_is_kept_as_it_was_sent(routing: Routing) -> None:
    answer = await routing.to_dispatched()
    [letter] = (await routing.get(f"/cases/{CASE}/letters", who="ll-police"))["items"]
    assert letter["letter_no"] == answer["letter_no"] == "吕社情交〔2022〕1号"
    for words in (
        "留言编号：14838301，系统编号：LL2022-000017",
        "吕梁市公安局：\n",
        "吕梁市委书记郑某406（2022年3月28日）：请市公安局尽快妥善处理。",
        "吕梁市公安局：核实办理",
        "须在7日内公开回复。请于2022年4月1日前",
        "留言人网名：吕小玲",
        "\n2022年3月28日",
    ):
        assert words in letter["text"]
    assert "13000000035" not in letter["text"]


async def test_a_wish_not_to_be_named_is_obeyed_in_letter_and_view(routing: Routing) -> None:
    await routing.to_dispatched(wishes={"hide_from_unit": True})
    [letter] = (await routing.get(f"/cases/{CASE}/letters", who="ll-police"))["items"]
    assert "吕小玲" not in letter["text"]
    assert (await routing.case(who="ll-police"))["nickname"] is None
    assert (await routing.case(who="clerk"))["nickname"] == "吕小玲"


async def test_erasure_blanks_the_author_s_words_wherever_they_are(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="已电话13000000035联系当事人。")
    await routing.erased()
    view = await routing.case()
    assert (view["nickname"], view["title"], view["text"]) == ("", "", "")
    assert view["replies"][0]["text"] == "已电话＊＊＊＊＊＊＊＊＊＊＊联系当事人。"
    assert view["assignments"][0]["unit_id"] == "ll-police"
    [letter] = (await routing.get(f"/cases/{CASE}/letters"))["items"]
    assert letter["text"].count("留言人的内容已应其要求删除") == 2
    assert "请市公安局尽快妥善处理。" in letter["text"]
    async with routing.database.connect("routing") as connection:
        for table in await connection.fetch(
            "SELECT table_name AS name FROM information_schema.tables"
            " WHERE table_schema = 'routing' AND table_type = 'BASE TABLE'"
        ):
            rows = await connection.fetch(f'SELECT t::text AS row FROM "{table["name"]}" t')
            for words in ("13000000035", "临牌过期", "吕小玲", "车牌无法邮寄"):
                assert not [r for r in rows if words in r["row"]], (table["name"], words)


async def test_a_case_erased_before_it_was_heard_is_handled_all_the_same(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.rows("DELETE FROM case_text RETURNING 1")
    await routing.dispatch(order("ll-edu", "assisting"))
    assert (await routing.case())["state"] == "dispatched"
