"""Suggestions by the words of a message: what decides, and how often they are right."""

import json

import pytest
from pydantic import ValidationError

from deploy.cli.connect import PROJECT
from services.intake.domain.classification import Reason, Told, suggest
from services.intake.domain.rulebook import Rulebook
from services.intake.domain.taxonomy import CITY, DIVISIONS
from tests.unit.intake import labelled

NOTHING = Told(type_name="", domain_name="", division=None, addressee_name="")


def suggestion(title: str, text: str, **told):
    return suggest(labelled.rules(), labelled.read(title, text), NOTHING._replace(**told))


def test_the_labelled_set_is_large_and_split_the_same_way_every_time():
    tuned, measured = labelled.halves()
    assert len(tuned) + len(measured) >= 300
    assert not set(tuned) & set(measured)
    assert labelled.halves() == (tuned, measured)
    assert {row.domain for row in measured} == {d.name for d in labelled.rules().domains}


FLOORS = {"kind_merged": 0.9, "domain": 0.75, "subdomain": 0.65, "handling_class": 0.9,
          "division": 0.95}  # fmt: skip


def test_messages_the_rules_have_never_seen_are_classified_no_worse_than_promised():
    found = labelled.score(labelled.messages("unseen.psv"))
    for field, floor in FLOORS.items():
        assert getattr(found, field) >= floor, field


@pytest.mark.parametrize("name", ["tuned", "measured", "learned", "unseen"])
def test_the_docs_state_the_accuracy_that_is_measured(name, capsys):
    found = labelled.score(labelled.sets()[name])
    shares = " | ".join(f"{100 * share:.1f} %" for share in found[1:])
    line = f"| {name} | {found.rows} | {shares} |"
    with capsys.disabled():
        print(f"\naccuracy {line}")  # noqa: T201 - it is what one runs it for
    assert line in (PROJECT / "docs/classification.md").read_text(encoding="utf-8")


def test_each_suggestion_tells_the_words_that_decided_the_loudest_first():
    found = suggestion("暖气不热", "离石区某小区供热公司收了取暖费，室温不到十四度，恳请解决。")
    words = [reason.word for reason in found.reasons.domain]
    weights = [reason.weight for reason in found.reasons.domain]
    assert words[0] == "暖气"  # it stands in the title
    assert weights == sorted(weights, reverse=True)
    assert "恳请" in {reason.word for reason in found.reasons.kind}
    assert found.reasons.division[0].word == "离石区"


def test_what_the_author_chose_is_a_voice_and_not_the_verdict():
    text = "离石某小区暖气片冰凉，供热公司不管。"
    assert suggestion("暖气", text, domain_name="三农").domain_name == "城建"
    vague = suggestion("一件事", "希望有人来看一下。", domain_name="三农", type_name="求助")
    assert (vague.domain_name, vague.subdomain_name, vague.kind) == ("三农", None, "help")


def test_a_domain_s_own_words_tell_it_where_no_sub_domain_is_named():
    found = suggestion("班主任", "校长和班主任都说等通知，教育局也没有说法，家长很着急。")
    assert found.domain_name == "教育"
    assert "教育局" in {reason.word for reason in found.reasons.domain}


def test_words_of_a_domain_never_drown_what_one_matter_is_about():
    text = "给教育局、教体局都打过电话，初中、中学的教学都好，只是我家暖气没来。"
    found = suggestion("请看一下", text)
    assert (found.domain_name, found.subdomain_name) == ("城建", "供暖")


def test_a_word_speaks_once_though_domain_and_sub_domain_both_know_it():
    rules = labelled.rules()
    read = labelled.read("", "打工")
    assert {"打工"} & set(rules.for_domains) & set(rules.for_subdomains)
    assert suggest(rules, read, NOTHING).domain_name == "其他"


def test_an_unknown_type_or_domain_leaves_the_words_to_speak():
    found = suggestion("暖气不热", "供热公司不管。", type_name="国美活动", domain_name="两会")
    assert (found.domain_name, found.subdomain_name) == ("城建", "供暖")


@pytest.mark.parametrize(
    ("text", "told", "division"),
    [
        ("绍兴县的亲戚来了。", {}, None),
        ("离石交口街道的人行道坏了。", {}, "141102"),
        ("文水县孝义镇停水了。", {}, "141121"),
        ("孝义中阳楼街道停水了。", {}, "141181"),
        ("罗峪口镇的路断了。", {}, "141123"),
        ("停水了。", {"addressee_name": "孝义市委书记"}, "141181"),
        ("停水了。", {"division": "141182", "addressee_name": "吕梁市委书记"}, "141182"),
        ("离石停水了。", {"division": CITY}, "141102"),
        ("从离石到柳林的路坏了，柳林段最差。", {"division": "141125"}, "141125"),
        ("吕梁全市都停水了。", {}, CITY),
        ("停水了。", {"addressee_name": "吕梁市委书记"}, None),
    ],
)
def test_where_a_matter_lies(text, told, division):
    assert suggestion("", text, **told).division == division


@pytest.mark.parametrize(
    ("addressee", "division"),
    [
        ("离石区委书记", "141102"), ("离石县委书记", "141102"), ("孝义县长", "141181"),
        ("文水市委书记", "141121"), ("文水县长", "141121"), ("太原市委书记", None),
        ("临汾市委书记", None), ("离岛县长", None), ("县委书记", None), ("市委书记", None), ("离市长", None),
    ],
)  # fmt: skip
def test_a_leader_is_addressed_by_the_place_s_name_of_now_or_of_before(addressee, division):
    assert suggestion("", "停水了。", addressee_name=addressee).division == division


def test_a_place_that_was_told_speaks_twice_as_loud_as_a_name_and_the_city_is_a_hint():
    weights = labelled.rules().weights
    told = suggestion("", "停水了。", division="141182").reasons.division
    assert told == (Reason(word="汾阳市", where="place", weight=2 * weights.sure),)
    city = suggestion("", "停水了。", division=CITY).reasons.division
    assert city == (Reason(word="吕梁市", where="place", weight=weights.hint),)


def test_a_domain_that_was_told_speaks_where_any_word_bears_it_out():
    words = ("暖气", "离石某小区暖气片冰凉，供热公司不管，学校也冷。")
    alone, told = suggestion(*words), suggestion(*words, domain_name="城建")
    reason = Reason(word="城建", where="domain", weight=labelled.rules().weights.told)
    assert reason in told.reasons.domain
    assert 0 < alone.certainty < told.certainty < 1
    assert {alone.certainty, told.certainty} == {
        round(alone.certainty, 2),
        round(told.certainty, 2),
    }


def test_nobody_reads_more_than_the_five_loudest_reasons():
    text = "教育局、教体局都说学校、中学、初中、小学、幼儿园的老师、班主任、校长在补课收费。"
    found = suggestion("学校补课收费", text * 2)
    assert len(found.reasons.domain) == 5
    assert max(len(why) for _, why in found.reasons) == 5


def test_where_nothing_speaks_nothing_is_certain():
    assert suggestion("一件事", "希望有人来看一下。").certainty == 0.0


def test_a_type_of_two_names_speaks_for_both():
    found = suggestion("一件事", "有人来看一下。", type_name="建言/感谢")
    assert (found.kind, found.reasons.kind[0].where) == ("suggestion", "type")


def test_a_suggestion_to_the_office_is_never_complex():
    text = "建议解决开发商失联、楼烂尾七年，三百多户业主多次上访的问题，建议设立专班。"
    found = suggestion("建议", text, type_name="建言")
    assert (found.kind, found.handling_class) == ("suggestion", "livelihood")


def test_a_matter_is_complex_by_what_is_told_of_it_and_thanks_never_are():
    text = "开发商失联，楼烂尾七年，三百多户业主多次上访，法院说没有财产。"
    found = suggestion("烂尾楼", text)
    assert found.handling_class == "complex"
    assert {"失联", "多年"} & {reason.word for reason in found.reasons.handling_class}
    thanks = suggestion("感谢", "感谢领导！" + text.replace("烂尾", "交房"), type_name="感谢")
    assert (thanks.kind, thanks.handling_class) == ("thanks", "none")


@pytest.mark.parametrize("text", ["", "？！", "a" * 5000, "🙂🙂", "1234567", "停" * 4000])
def test_any_text_gets_a_suggestion(text):
    found = suggestion(text, text)
    assert found.domain_name
    assert found.division in {None, CITY, *DIVISIONS}


def test_a_rulebook_that_invents_a_domain_or_a_division_is_refused():
    raw = json.loads(labelled.RULES_FILE.read_text(encoding="utf-8"))
    raw["domains"][0]["name"] = "城建建"
    with pytest.raises(ValidationError, match="城建建"):
        Rulebook.model_validate(raw)
    raw = json.loads(labelled.RULES_FILE.read_text(encoding="utf-8"))
    raw["divisions"][0]["code"] = "141199"
    with pytest.raises(ValidationError, match="141199"):
        Rulebook.model_validate(raw)
    raw = json.loads(labelled.RULES_FILE.read_text(encoding="utf-8"))
    raw["domains"][0]["subdomains"][0]["perhaps"] = []
    with pytest.raises(ValidationError, match="perhaps"):
        Rulebook.model_validate(raw)
