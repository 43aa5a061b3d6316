"""How like two cases are."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.classification import Cut, Read
from services.intake.domain.matters import (
    LIKE,
    Likeness,
    Matter,
    is_telling,
    liked,
    likeness,
    matter_of,
)
from services.intake.domain.settling import Settled
from tests.unit.intake import labelled

MATTERS = st.dictionaries(
    st.text("暖气路灯停水", min_size=2, max_size=3), st.floats(0.1, 6), max_size=8
).map(Matter)


@given(MATTERS, MATTERS)
def test_likeness_is_mutual_and_between_nothing_and_the_same(one, other):
    assert likeness(one, other).score == likeness(other, one).score
    assert 0 <= likeness(one, other).score <= 1.001
    if one.words:
        assert likeness(one, one).score == pytest.approx(1, abs=0.001)


def test_shared_words_are_told_and_marks_are_told_apart():
    one = Matter({"#城建/供暖": 3.0, "@141102": 2.0, "移民": 2.5, "暖气片": 1.0})
    other = Matter({"#城建/供暖": 3.0, "@141181": 2.0, "移民": 2.5, "暖气片": 1.0})
    like = likeness(one, other)
    assert like.words == ("移民", "暖气片")
    assert (like.same_subdomain, like.same_division) == (True, False)


SEEN_AS = Settled("help", "城建", "供暖", "livelihood", "141102")


def read_as(title: dict[str, float], text: dict[str, float]) -> Read:
    """A title and a text of these words, each with its weight."""
    return Read(Cut(tuple(title)), Cut(tuple(text)), "", text | title)


def test_the_most_telling_words_are_kept_the_title_s_louder_and_no_manners():
    read = read_as({"暖气片": 2.006, "领导": 9.0}, {"冰凉": 2.2, "您好": 9.0, "2022": 9.0})
    kept = matter_of(read, {"领导", "您好"}, SEEN_AS._replace(subdomain_name=None, division=None))
    assert kept.words == {"暖气片": 2.41, "冰凉": 2.2}


def test_only_the_sixteen_heaviest_words_are_kept_and_of_equals_the_first():
    words = {chr(ord("一") + n) * 2: 1.0 + n // 2 for n in range(20)}
    kept = matter_of(read_as({}, words), (), SEEN_AS._replace(subdomain_name=None, division=None))
    assert list(kept.words) == sorted(words, key=lambda word: (-words[word], word))[:16]


@pytest.mark.parametrize(
    ("subdomain", "division", "marks"),
    [
        ("供暖", "141102", {"#城建/供暖": 3.0, "@141102": 2.0, "#@城建/供暖/141102": 5.0}),
        ("供暖", None, {"#城建/供暖": 3.0}),
        (None, "141102", {"@141102": 2.0}),
        (None, None, {}),
    ],
)
def test_what_a_case_is_seen_as_is_kept_among_its_words(subdomain, division, marks):
    seen_as = SEEN_AS._replace(subdomain_name=subdomain, division=division)
    assert matter_of(read_as({}, {}), (), seen_as).words == marks


def test_the_likest_come_first_and_of_equals_the_older_case():
    sought = Matter({"暖气": 3.0, "停水": 4.0})
    both, one = Matter({"暖气": 3.0, "停水": 4.0}), Matter({"停水": 1.0})
    others = [("A", one), ("C", both), ("B", both), ("D", Matter({"路灯": 1.0}))]
    found = liked(sought, others, least=0.8)
    assert [(case_id, like.score) for case_id, like in found] == [
        ("B", 1.0),
        ("C", 1.0),
        ("A", 0.8),
    ]
    assert found[0][1].words == ("停水", "暖气")
    assert liked(sought, others, least=0.801) == found[:2]


def test_a_score_has_three_places():
    assert likeness(Matter({"甲乙": 1.0, "丙丁": 1.0}), Matter({"甲乙": 1.0})).score == 0.707


def test_what_shares_nothing_is_unlike_in_every_way():
    nothing = Likeness(0.0, (), same_subdomain=False, same_division=False)
    assert likeness(Matter({"@141102": 2.0}), Matter({"#城建/供暖": 3.0})) == nothing


def test_nothing_is_like_a_case_without_words():
    assert liked(Matter({}), [("LL2022-000001", Matter({"暖气": 1.0}))], least=0.01) == []


def test_numbers_manners_and_endless_runs_of_letters_tell_nothing():
    assert is_telling("暖气", {"领导"})
    assert is_telling("a" * 12, ())
    for word in ("暖", "领导", "2022", "a" * 13):
        assert not is_telling(word, {"领导"})


def test_cases_of_the_same_matter_are_found_among_all_others(capsys):
    """Groups of the labelled messages: how many of a case's like are among the five shown."""
    rows = labelled.messages("labelled.psv")
    kept = [labelled.matter(row) for row in rows]
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if row.matter:
            groups.setdefault(row.matter, []).append(number)
    pairs = {pair for group in groups.values() for pair in combinations(group, 2)}
    scores = {
        (a, b): likeness(kept[a], kept[b]).score for a, b in combinations(range(len(rows)), 2)
    }
    found = 0
    for a, b in pairs | {(b, a) for a, b in pairs}:
        others = sorted(
            (n for n in range(len(rows)) if n != a),
            key=lambda n: (-scores[min(a, n), max(a, n)], n),
        )
        found += b in others[:5]
    among_five = found / (2 * len(pairs))
    shown = [pair for pair, score in scores.items() if score >= LIKE]
    recall = sum(scores[pair] >= LIKE for pair in pairs) / len(pairs)
    with capsys.disabled():
        print(  # noqa: T201 - it is what one runs it for
            f"\nlike cases: {len(pairs)} pairs, {among_five:.2f} among the five likest, "
            f"{recall:.2f} above {LIKE}, {len(shown)} of {len(scores)} pairs shown"
        )
    assert len(pairs) >= 25
    assert among_five >= 0.8
    assert recall >= 0.6
    assert len(shown) / len(scores) <= 0.002
