"""Copied answers are found by fingerprints, and the two wordings of one reply are compared."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.copies import (
    COPIED,
    core,
    fingerprints,
    is_comparable,
    share,
    words_digest,
)
from services.routing.domain.difference import difference

LAMP = (
    "网友您好！您的留言收悉。经核实，吕梁大道北段十二盏路灯因电缆被挖断不亮，我局于3月28日组织抢修队更换电缆"
    "六十米，并责令施工单位赔偿，当晚全部恢复照明。感谢您的监督！"
)
COPY = (
    "尊敬的网友：您好！经调查核实，吕梁大道北段十二盏路灯因电缆被挖断不亮，我局于4月15日组织抢修队更换电缆"
    "八十米，并责令施工单位赔偿，当晚全部恢复照明。祝您生活愉快！"
)
HEAT = (
    "网友您好！您的留言收悉。经核实，小区换热站水泵老化导致室温不达标，供热公司已更换水泵并清洗管网，"
    "入户测温达到十八度以上，按规定退还了低温期间的热费。感谢您的监督！"
)


def test_a_copy_with_another_date_and_greeting_is_a_copy() -> None:
    assert share(COPY, LAMP) >= COPIED
    assert set(fingerprints(COPY)) & set(fingerprints(LAMP))


def test_two_answers_of_one_mould_on_different_matters_are_not() -> None:
    assert share(HEAT, LAMP) < 0.2
    assert len(set(fingerprints(HEAT)) & set(fingerprints(LAMP))) <= 1


def test_short_answers_are_alike_by_nature() -> None:
    assert not is_comparable("路灯已经修好。")
    assert fingerprints("路灯已经修好。") == []
    assert is_comparable(LAMP)


def test_no_digit_is_ever_hashed() -> None:
    assert fingerprints(LAMP.replace("28日", "13000000035日")) == fingerprints(LAMP)
    assert "3" not in core(LAMP)


def test_a_copied_stretch_of_nine_letters_always_leaves_a_common_fingerprint() -> None:
    letters = [chr(c) for c in range(0x4E00, 0x5E00)]
    rng = random.Random(7)
    for _ in range(200):
        stretch = "".join(rng.choices(letters, k=9))
        one, two = ("".join(rng.choices(letters, k=60)) for _ in range(2))
        assert set(fingerprints(one + stretch + one)) & set(fingerprints(two + stretch + two))


def test_the_longest_reply_costs_little() -> None:
    letters = [chr(c) for c in range(0x4E00, 0x5E00)]
    text = "".join(random.Random(7).choices(letters, k=8000))
    began = time.process_time()
    assert len(fingerprints(text)) < 4000
    difference(text, text[::-1])
    difference("好。" * 4000, "坏。" * 4000)
    assert time.process_time() - began < 2


def test_the_same_words_are_the_same_however_they_are_set() -> None:
    assert words_digest("您好！ 已办理，\n谢谢。") == words_digest("您好，已办理。谢谢！")
    assert words_digest("已办理。") != words_digest("未办理。")


def test_the_difference_names_what_was_cut_and_added() -> None:
    pieces = difference("已核实。将尽快办理。谢谢。", "已核实。将于4月15日前办理。谢谢。")
    assert [p.text for p in pieces if p.op == "cut"] == ["尽快"]
    assert [p.text for p in pieces if p.op == "add"] == ["于4月15日前"]


@given(st.text("甲乙丙。！\n", max_size=80), st.text("甲乙丙。！\n", max_size=80))
def test_the_difference_rebuilds_both_wordings(before, after) -> None:
    pieces = difference(before, after)
    assert "".join(p.text for p in pieces if p.op != "add") == before
    assert "".join(p.text for p in pieces if p.op != "cut") == after
    assert all(p.text for p in pieces)
