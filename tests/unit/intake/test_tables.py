"""Cells and columns, one by one."""

from datetime import date, datetime, time, timedelta

import pytest

from services.intake.domain.tables import (
    COLUMNS,
    CONTACT,
    MOMENTS,
    WORDS,
    Header,
    find_header,
    is_blank,
    row_of,
    value_of,
)

NAMES = ("留言编号", "留言标题", "留言内容")
KEYS = ("tid", "subject", "content")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None), (True, True), (False, False), (17, 17), (17.0, 17), (17.5, 17.5),
        (2.0**53, 2.0**53), (2.0**53 - 1, 2**53 - 1), (-(2.0**60), -(2.0**60)),
        (date(2022, 3, 28), "2022-03-28"), (time(9, 12), "09:12:00"),
        (timedelta(hours=1), "1:00:00"), (datetime(2022, 3, 28, 9, 12), "2022-03-28 09:12:00"),
        ("'0017", "0017"), ('="0017"', "0017"), (" 孝义 ", "孝义"),
        ("n/a", None), ("无", None), ("#N/A", None), ("####", None), ("#城建", "#城建"),
    ],
)  # fmt: skip
def test_a_cell_says_what_json_can_hold(cell: object, value: object) -> None:
    found = value_of("place", cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("cell", "value"), [("无", "无"), (" 停水 ", " 停水 "), ("  ", None)])
def test_the_author_s_words_are_left_as_they_are(cell: str, value: str | None) -> None:
    assert value_of("content", cell) == value


def test_only_a_moment_is_counted_in_days() -> None:
    assert value_of("dateline", 44648.5) == "2022-03-28 12:00:00"
    assert value_of("fid", 44648) == 44648


def test_a_header_is_found_among_the_first_thirty_lines_by_its_number_and_two_more() -> None:
    above = [(n, ("标题",)) for n in range(1, 30)]
    assert find_header([*above, (99, NAMES)]) == Header(99, KEYS)
    assert find_header([*above, (98, ("",)), (99, NAMES)]) is None
    assert find_header([(1, NAMES[:2]), (2, ("网友", *NAMES[1:]))]) is None


def test_columns_are_known_by_their_names_or_their_place() -> None:
    header = find_header([(1, ("留言 编号：", "留言标题", "昵称*", "标题", "标题", "备注", 7, ""))])
    assert header is not None
    assert header.keys == (
        "tid", "subject", "nickName", "标题", "标题 (5)", "备注", "column 7", "column 8",
    )  # fmt: skip


def test_a_line_is_a_row_with_its_contact_apart() -> None:
    header = Header(1, ("tid", "phone", "subject"))
    assert row_of(header, (7, "13000000002", None, "多")) == {
        "tid": 7, "column 4": "多", "contact": {"phone": "13000000002"},
    }  # fmt: skip
    assert row_of(header, (7,)) == {"tid": 7}


def test_a_line_without_anything_is_blank() -> None:
    assert is_blank((None, "", " \u3000"))
    assert not is_blank((None, 0))


COLUMNS_TOLD = """
tid 留言编号 留言id 编号 帖子编号 问题编号 threadid
fid 版块编号 对象编号 forumid
forumName 留言对象 写给 给谁留言 对象 版块 领导
typeId 类型编号
typeName 留言类型 问题类型 类型 类别
domainId 领域编号
domainName 留言领域 问题领域 所属领域 领域
nickName 网友昵称 昵称 网友 网名 留言用户 留言人 用户昵称
subject 留言标题 留言主题 标题 主题
content 留言内容 留言详情 内容 正文 诉求内容
dateline 留言时间 发布时间 提交时间 发帖时间 留言日期
threadsCheckTime 审核时间 审核通过时间 上线时间
stateInfo 办理状态 留言状态 回复状态 状态
processInfo 交办状态
answerId 回复编号
answerContent 回复内容 答复内容 答复意见 官方回复 回复
answerDateline 回复时间 答复时间 回复日期
answerOrganization 回复单位 答复单位 回复机构
grade 综合评分 评分 总评分
gradeLevel 解决程度
gradeManner 办理态度
gradeSpeed 办理速度
gradeText 评价内容 网友评价 评价
incidentTime 事发时间 事件时间 发生时间
incidentPlace 事发地点 事件地点 发生地点 事发地
realName 真实姓名 姓名 联系人
phone 联系电话 电话 手机 手机号 手机号码 电话号码 联系方式
place 所在地 所在地区 地区 留言地区 住址
"""


def test_every_name_of_a_column_is_known_once_more() -> None:
    """As offices name them, and the board itself."""
    told = {key: tuple(names) for key, *names in map(str.split, COLUMNS_TOLD.strip().split("\n"))}
    assert told == COLUMNS
    for key, names in told.items():
        for name in (key, key.upper(), *names):
            header = find_header([(1, ("编号", "标题", "内容", name))])
            assert header is not None
            assert key in header.keys, name


@pytest.mark.parametrize(
    "cell",
    ["", "null", "None", "NaN", "N/A", "-", "--", "—", "无", "#N/A", "#NAME?", "#NULL!", "#NUM!",
     "#REF!", "#VALUE!", "#DIV/0!", "##", "########"],
)  # fmt: skip
def test_what_means_nothing_is_nothing(cell: str) -> None:
    assert value_of("place", cell) is None


def test_names_alone_and_words_and_moments_are_told_apart() -> None:
    assert {"realName", "phone", "place"} == CONTACT
    assert {"subject", "content", "answerContent", "gradeText"} == WORDS
    assert {"dateline", "threadsCheckTime", "answerDateline", "incidentTime"} == MOMENTS


@pytest.mark.parametrize(
    ("days", "moment"),
    [
        (38_718, "2006-01-01 00:00:00"), (73_050, "2099-12-31 00:00:00"),
        (38_717, 38_717), (73_051, 73_051),
    ],
)  # fmt: skip
def test_days_are_counted_from_2006_to_2099(days: int, moment: object) -> None:
    assert value_of("dateline", days) == moment
