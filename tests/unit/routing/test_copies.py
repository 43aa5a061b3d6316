"""Copied answers are found by fingerprints, and the two wordings of one reply are compared."""

import random
import time
from hashlib import sha256

import pytest
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
from services.routing.domain.difference import LONGEST, MOST, Piece, difference

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


def test_from_forty_letters_on_a_text_is_somebodys_own() -> None:
    letters = "".join(chr(0x5000 + n) for n in range(40))
    assert is_comparable(letters)
    assert not is_comparable(letters[:-1])
    assert fingerprints(letters)
    assert fingerprints(letters[:-1]) == []


def test_the_greeting_and_all_but_letters_leave_no_gap() -> None:
    assert core("尊敬的网友：您好！路灯（12盏）已 修好。") == "路灯盏已修好"


SAID_BY_ALL = """
    尊敬的 网友您好 网友你好 您好 你好 您的留言收悉 您的留言已收悉 您反映的问题 您反映的事项收悉 您反映的情况已收悉
    收到您的留言后 现答复如下 现回复如下 现将有关情况答复如下 经核实 经调查核实 感谢您的留言 衷心感谢您的支持
    感谢您对我的关注 感谢您对我们工作的理解 感谢您对我市信访工作的监督 感谢您的信任 如有疑问请拨打 如您还有其他问题请您及时联系
    如有需要请与 如有请拨打 祝您生活愉快 祝您工作顺利 祝您身体健康 祝您阖家幸福 联系电话
"""


@pytest.mark.parametrize("phrase", SAID_BY_ALL.split())
def test_what_every_answer_says_is_copied_from_nobody(phrase: str) -> None:
    assert core(f"甲{phrase}乙") == "甲乙"


def test_the_share_is_that_of_the_texts_own_letter_groups() -> None:
    letters = [chr(0x5000 + n) for n in range(60)]
    assert share("".join(letters[:12]), "".join(letters[2:])) == 5 / 7
    assert share("".join(letters[:6]), "".join(letters[:6])) == 1.0
    assert share("".join(letters[:5]), "".join(letters[:5])) == 0.0
    assert share("".join(letters[:12]), "".join(letters[10:22])) == 0.0


def test_of_every_four_letter_groups_the_smallest_hash_is_kept_to_the_end_of_the_text() -> None:
    """Ten letters have five groups, whose two windows leave one or two hashes."""
    letters = "".join(chr(0x5000 + n) for n in range(60))
    kept = fingerprints(letters)
    assert kept == sorted(set(kept))
    assert all(-(2**63) <= h < 2**63 for h in kept)
    assert any(h < 0 for h in kept)
    stored = str([fingerprints(letters[:n]) for n in range(40, 61)])
    assert sha256(stored.encode()).hexdigest()[:16] == "afa27637799930ec"  # as ever: they are kept
    for start in range(51):
        inside = letters[start : start + 9]
        assert set(fingerprints(inside + "甲" * 40)) & set(kept), start


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
    assert words_digest("已办 理") == sha256("已办理".encode()).hexdigest()


def test_the_difference_names_what_was_cut_and_added() -> None:
    pieces = difference("已核实。将尽快办理。谢谢。", "已核实。将于4月15日前办理。谢谢。")
    assert [p.text for p in pieces if p.op == "cut"] == ["尽快"]
    assert [p.text for p in pieces if p.op == "add"] == ["于4月15日前"]


def test_what_stays_what_goes_and_what_comes_stand_side_by_side() -> None:
    assert difference("甲。乙丙。丁。", "甲。乙戊。丁。") == [
        Piece("keep", "甲。乙"),
        Piece("cut", "丙"),
        Piece("add", "戊"),
        Piece("keep", "。丁。"),
    ]
    assert difference("甲。", "甲。乙。丙。") == [Piece("keep", "甲。"), Piece("add", "乙。丙。")]
    assert difference("甲。乙。丙。", "丙。") == [Piece("cut", "甲。乙。"), Piece("keep", "丙。")]


def test_a_long_changed_stretch_is_cut_and_added_whole() -> None:
    def kept(before: int, after: int) -> bool:
        old, new = "甲" * (before - 1) + "。", "乙" + "甲" * (after - 2) + "。"
        pieces = difference(old, new)
        whole = pieces == [Piece("cut", old), Piece("add", new)]
        assert whole or any(p.op == "keep" for p in pieces)
        return not whole

    assert kept(LONGEST, LONGEST)
    for before, after in ((LONGEST + 1, LONGEST), (LONGEST, LONGEST + 1), (LONGEST + 1, 3)):
        assert not kept(before, after), (before, after)


def test_a_text_of_very_many_sentences_is_compared_as_one() -> None:
    def kept(sentences: int) -> int:
        before, after = (
            "".join(f"好{chr(0x5000 + n)}。" for n in range(i, i + sentences)) for i in (0, 1)
        )
        pieces = difference(before, after)
        assert "".join(p.text for p in pieces if p.op != "add") == before
        return sum(len(p.text) for p in pieces if p.op == "keep")

    assert kept(MOST) == 3 * (MOST - 1)
    assert kept(MOST + 1) == 0


def test_what_comes_again_and_again_is_kept_like_all_else() -> None:
    def kept(before: str, after: str) -> int:
        return sum(len(p.text) for p in difference(before, after) if p.op == "keep")

    assert kept("甲乙" * 150, "乙甲" * 150) == 299
    assert kept("再说一遍。" * 250, "不。" + "再说一遍。" * 249 + "就说一遍。") == 5 * 249 + 4


@given(st.text("甲乙丙。！\n", max_size=80), st.text("甲乙丙。！\n", max_size=80))
def test_the_difference_rebuilds_both_wordings(before, after) -> None:
    pieces = difference(before, after)
    assert "".join(p.text for p in pieces if p.op != "add") == before
    assert "".join(p.text for p in pieces if p.op != "cut") == after
    assert all(p.text for p in pieces)
