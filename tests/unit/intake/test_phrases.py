"""Each phrase that a rule looks for, and each that keeps it silent, once more: a phrase lost is missed."""

import pytest

from services.intake.domain.signs import (
    CHASERS,
    EMERGENCIES,
    SUSPICIONS,
    WISHES,
    private_numbers_in,
    spoken,
)

RULES = (*WISHES, *EMERGENCIES, *SUSPICIONS, CHASERS)

SPEAK = """
no_call              别打电话 不要打电话 不要电话 勿打电话 请勿致电 别给我打电话 不要给我打电话 不想接电话 不方便接电话
secret               保密 不要公开我 别公开我 不要泄露我
hide_from_unit       别让单位知道 不要让单位知道 别告诉单位 不要告诉单位 别让他们知道是我 不要让他们知道是我 别透露我 不要透露我
self_harm            跳楼 跳樓 不活了 不想活 活不下去 轻生 自杀 自殺 自尽 寻短见 了结自己 喝农药
violence             同归于尽 杀人 杀了他 砍死 报复社会
gas_leak             燃气泄漏 燃气泄露 燃气味 煤气泄漏 煤气泄露 煤气味 天然气泄漏 天然气泄露 天然气味 燃气漏气 煤气漏气
fire                 着火 起火 失火 火灾
explosion            爆炸
collapse             坍塌 垮塌 塌方 房子塌了 房屋倒塌
live_wire            触电 漏电 电线掉 高压线断
poisoning            食物中毒 一氧化碳中毒 煤气中毒
trapped              被困 被拐 失踪
accusation_suspected 举报 检举 吃拿卡要 受贿 行贿 索贿 贪污 贪腐 腐败 以权谋私 滥用职权 徇私 渎职 保护伞 打击报复 推诿 告诉了被反映
chaser_suspected     没人管 没有人管 无人管 没人理 没有回音 没有答复 没有回复 还没回复 还不回复 不见回复 怎么还没 怎么还不 催一下 催促 再次反映
chaser_suspected     又来反映 天前反映
"""

SILENT = """
secret               保密局 不保密 保密单位
fire                 火灾隐患 预防火灾 防火灾 防止火灾 火灾保险
explosion            爆炸性 信息爆炸 防爆炸 爆炸隐患
collapse             坍塌隐患
live_wire            漏电保护
trapped              被困扰
"""


def listed(table: str) -> set[tuple[str, str]]:
    """The rule and the phrase, for each phrase of a table."""
    lines = [line.split() for line in table.split("\n") if line]
    return {(name, phrase) for name, *phrases in lines for phrase in phrases}


@pytest.mark.parametrize(("name", "phrase"), sorted(listed(SPEAK)))
def test_a_rule_speaks_by_each_of_its_phrases(name: str, phrase: str) -> None:
    assert name in spoken(RULES, f"昨天{phrase}了")


@pytest.mark.parametrize(("name", "phrase"), sorted(listed(SILENT)))
def test_a_rule_is_silent_about_what_is_harmless(name: str, phrase: str) -> None:
    assert name not in spoken(RULES, f"昨天{phrase}了")


def test_no_rule_looks_for_anything_else() -> None:
    phrases = {(rule.name, phrase) for rule in RULES for phrase in rule.phrases}
    assert phrases == listed(SPEAK)
    assert {(rule.name, phrase) for rule in RULES for phrase in rule.unless} == listed(SILENT)


def test_what_is_left_of_a_harmless_phrase_makes_no_other() -> None:
    assert spoken(RULES, "着火灾隐患火") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("身份证14110220150101001x号", ("identity_number_in_text",)),
        ("身份证141102201501010018号", ("identity_number_in_text",)),
        ("单号1411022015010100181", ()),
        ("单号041102201501010018", ()),
        ("电话13000000002。", ("phone_in_text",)),
        ("电话19900000002", ("phone_in_text",)),
        ("电话12000000002", ()),
        ("单号130000000021", ()),
        ("单号913000000002", ()),
        ("电话1300000000", ()),
    ],
)
def test_a_number_that_a_neighbour_could_misuse_is_seen(text: str, found: tuple[str, ...]) -> None:
    assert private_numbers_in(text) == found
