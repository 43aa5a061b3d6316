"""SMS texts: what they say, what they must not say, and how many pieces they take."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.channels import sms
from services.notify.domain.deliveries import AUTHOR, Addressee, Notice
from services.notify.domain.templates import CITIZEN_KINDS, SIGNATURE, TEMPLATES, pieces

FIELDS = {"case_id": "LL2022-000017", "letter_no": "吕民意函〔2022〕17号", "due": "11月30日18:00",
          "since": "11月30日18:00"}  # fmt: skip


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (160, 3), (201, 3), (202, 4)],
)
def test_chinese_pieces(length, expected):
    assert pieces("民" * length) == expected


def test_an_emoji_takes_two_units():
    assert pieces("😀" * 35) == 1
    assert pieces("😀" * 36) == 2


def test_only_what_lies_beyond_the_first_plane_takes_two_units():
    assert [pieces(character * 70) for character in ("\uffff", "\U00010000")] == [1, 3]


def test_an_emoji_is_never_cut_at_a_boundary():
    # 66 characters fill the first part but for one unit, which an emoji does not fit into.
    assert pieces("民" * 66 + "😀" + "民" * 65) == 2
    assert pieces("民" * 66 + "😀" + "民" * 66) == 3


@given(st.text())
def test_pieces_are_never_fewer_than_the_units_need(text):
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units <= 70:
        assert pieces(text) == 1
    else:
        assert -(-units // 67) <= pieces(text) <= -(-units // 66)


def test_the_signature_counts():
    [delivery] = sms.plan(Notice("LL2022-000017", "accepted"), [AUTHOR])
    assert not delivery.text.startswith("【")
    assert delivery.pieces == pieces(SIGNATURE + delivery.text) == 1


def test_citizens_get_only_the_kinds_that_keep_their_peace():
    kinds = {t.kind for t in TEMPLATES.values() if t.audience == "citizen"}
    assert kinds <= set(CITIZEN_KINDS) == {"受理", "延期或承诺", "已回复", "评价"}


APPROVED = """
accepted citizen 受理 您的留言（编号LL2022-000017）已受理，我们将尽快办理并答复您。
replied citizen 已回复 您的留言（编号LL2022-000017）已公开答复，请您查看。感谢您的支持。
promised_again citizen 延期或承诺 您的留言（编号LL2022-000017）已公开答复，原承诺的办结时间有变更，请您查看。
dispatched unit 交办 贵单位有新的交办件LL2022-000017（函号吕民意函〔2022〕17号），请及时签收、按时办理。
forwarded unit 转办 贵单位有新的转办件LL2022-000017，请及时签收、按时办理。
due_soon unit 临期提醒 办理件LL2022-000017将于11月30日18:00到期，请抓紧办理。
reminder unit 催办 办理件LL2022-000017已于11月30日18:00到期，尚未答复，请立即办理。
emergency office 紧急警示 留言LL2022-000017疑似涉及人身安全或险情，请立即查看并处置。
emergency_stands office 警示重发 留言LL2022-000017的险情警示自11月30日18:00起无人处置，请立即查看并处置。
"""


def test_the_texts_are_those_that_the_provider_approves():
    """Another letter, and the provider sends none of them."""
    sent = [(t.template_id, t.audience, t.kind, t.render(**FIELDS)) for t in TEMPLATES.values()]
    assert sent == [tuple(line.split()) for line in APPROVED.strip().splitlines()]


def test_what_is_planned_waits_and_was_never_tried():
    [delivery] = sms.plan(Notice("LL2022-000017", "accepted"), [AUTHOR])
    assert (delivery.unit_id, delivery.place) == (None, 0)
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    assert not delivery.due
    assert not delivery.expired


def test_no_sms_names_a_subject_and_none_to_a_citizen_names_a_unit():
    for template in TEMPLATES.values():
        fields = {name for _, name, _, _ in string.Formatter().parse(template.text) if name}
        assert fields <= set(FIELDS)
        if template.audience == "citizen":
            assert fields == {"case_id"}
            assert "单位" not in template.text


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_every_template_renders_into_at_most_two_pieces(template_id):
    text = TEMPLATES[template_id].render(**FIELDS)
    assert "{" not in text
    assert pieces(SIGNATURE + text) <= 2


@pytest.mark.parametrize(
    ("template", "addressee", "urgent"),
    [
        ("emergency", Addressee("ll-office", 1), True),
        ("due_soon", Addressee("ll-police", 1), False),
        ("accepted", AUTHOR, False),
    ],
)
def test_what_the_office_s_own_officers_get_is_urgent(template, addressee, urgent):
    fields = {name: value for name, value in FIELDS.items() if name != "case_id"}
    [delivery] = sms.plan(Notice("LL2022-000017", template, fields), [addressee])
    assert delivery.is_urgent is urgent


def test_a_missing_field_is_refused_before_anything_is_sent():
    with pytest.raises(KeyError):
        sms.plan(Notice("LL2022-000017", "dispatched"), [Addressee("ll-police", 1)])


def test_one_delivery_for_each_addressee():
    officers = [Addressee("ll-police", 1), Addressee("ll-police", 2)]
    planned = sms.plan(Notice("LL2022-000017", "forwarded"), officers)
    assert [(d.unit_id, d.place) for d in planned] == [("ll-police", 1), ("ll-police", 2)]
    assert len({d.delivery_id for d in planned}) == 2
