"""Every kind of cell: what it takes, what it refuses and what it says (SECURITY 5.1, UX 5.2)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from import_export.fields import Field

from core.ledgers import cells
from core.ledgers.cells import CellError, CellMark, PartialDate

CAUSES = {"因病": "1", "因残": "2", "缺劳力": "8", "其他": "99", "其它": "99"}
HEALTH = {"健康": "1", "长期慢性病": "2", "患有大病": "3", "残疾": "4"}


def refusal(widget, value):
    with pytest.raises(CellError) as refused:
        widget.clean(value)
    return str(refused.value)


@pytest.mark.parametrize("kind", sorted(cells.KINDS))
def test_blank_is_nothing_and_marks_are_refused_by_every_kind(kind):
    widget = cells.build(kind, {})
    for blank in (None, "", "  ", "\u3000\u00a0\u200b"):
        assert widget.clean(blank) is None
    assert widget.copy_text(None) == r"\N"
    assert widget.render(None) == ""
    assert "粘贴为数值" in refusal(widget, CellMark.FORMULA)
    assert "错误值" in refusal(widget, CellMark.ERROR)


@pytest.mark.parametrize("kind", sorted(cells.KINDS))
def test_a_widget_is_rebuilt_from_its_declaration(kind):
    widget = cells.build(kind, {})
    assert cells.build(kind, widget.params()) == widget


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("是", True),
        ("有", True),
        ("1", True),
        (1, True),
        (1.0, True),
        ("否", False),
        (" 无 ", False),
        ("０", False),
        (0, False),
    ],
)
def test_yes_and_no(value, expected):
    assert cells.YesNo().clean(value) is expected


@pytest.mark.parametrize("value", ["不知道", "TRUE", True, False, 2, "Y", "-", "/", "是的", date(2018, 1, 1)])
def test_anything_else_is_neither_yes_nor_no(value):
    assert refusal(cells.YesNo(), value).startswith("请填「是」或「否」")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3,000", "3000.00"),
        ("１２００", "1200.00"),
        ("1200.5", "1200.50"),
        ("1200.500", "1200.50"),
        (1234.5600000001, "1234.56"),
        (0.1 + 0.2, "0.30"),
        (3000, "3000.00"),
        ("-0", "0.00"),
        (-0.0, "0.00"),
        ("12,345,678.90", "12345678.90"),
    ],
)
def test_money_that_is_understood(value, expected):
    cleaned = cells.Money().clean(value)
    assert str(cleaned) == expected


@pytest.mark.parametrize(
    "value",
    [
        "3000元",
        "0.3万",
        "三千",
        "1_000",
        "12 00",
        "1e308",
        "inf",
        "nan",
        "1.234",
        "-5",
        "30,00",
        ",5",
        "5.",
        "٣",
        "12345678901234567890",
        1e308,
        float("inf"),
        float("nan"),
        1234.567,
        -1,
        True,
        date(2018, 1, 1),
        "=1+1",
        "1e3",
    ],
)
def test_money_that_is_refused(value):
    refusal(cells.Money(), value)


def test_only_net_operating_income_may_be_negative():
    assert cells.Money(negative=True).clean("-1,200.50") == Decimal("-1200.50")


@pytest.mark.parametrize(
    ("value", "yuan"), [("3.2", "32000.00"), ("0.000001", "0.01"), (12.345678, "123456.78"), (5, "50000.00")]
)
def test_ten_thousand_yuan_become_yuan(value, yuan):
    assert str(cells.Wan().clean(value)) == yuan


def test_ten_thousand_yuan_are_shown_as_such():
    assert cells.Wan().render(Decimal("32000.00")) == "3.20"
    assert cells.Wan().render(Decimal("123456.78")) == "12.345678"
    assert "6 位小数" in refusal(cells.Wan(), "0.0000001")


def test_whole_numbers_have_limits():
    months = cells.Whole(high="12")
    assert months.clean("１２") == 12
    assert months.clean(12.0) == 12
    for wrong in ("13", "-1", 1.5, "1.5"):
        refusal(months, wrong)
    assert "0 到 12" in refusal(months, 13)


def test_years():
    assert cells.Year().clean("2018年") == 2018
    assert cells.Year().clean(2018) == 2018
    for wrong in ("18", "18年", "201", 18, 2018.5, "2018.1", "1800"):
        refusal(cells.Year(), wrong)


@pytest.mark.parametrize("value", ["520301001001", 520301001001, 520301001001.0, "５２０３０１００１００１"])
def test_area_codes(value):
    assert cells.AreaCode().clean(value) == 520301001001


@pytest.mark.parametrize("value", ["520301", "5203010010", 520301001.5, "5.203E+11", "020301001001", True, "五二"])
def test_area_codes_are_never_completed(value):
    refusal(cells.AreaCode(), value)


def test_county_codes_are_padded():
    assert cells.AreaCode(lengths="6,12").clean("511921") == 511921000000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2017.6", "2017-06"),
        ("2017.06", "2017-06"),
        ("2017年6月", "2017-06"),
        ("2017/6/1", "2017-06-01"),
        ("2017.6.30", "2017-06-30"),
        ("2017年6月30日", "2017-06-30"),
        ("20170601", "2017-06-01"),
        ("201706", "2017-06"),
        ("2017-6", "2017-06"),
        ("2017.10", "2017-10"),
        ("2017", "2017"),
        ("2017年", "2017"),
        ("２０１７－０６－３０", "2017-06-30"),
        (2017, "2017"),
        (201706, "2017-06"),
        (20170630.0, "2017-06-30"),
        (datetime(2017, 6, 30, 0, 0), "2017-06-30"),  # noqa: DTZ001
        (date(2017, 6, 30), "2017-06-30"),
    ],
)
def test_dates_keep_their_precision(value, expected):
    cleaned = cells.Partial().clean(value)
    assert str(cleaned) == expected
    assert PartialDate.from_text(expected) == cleaned


@pytest.mark.parametrize(
    "value",
    [
        "2017-02-30",
        "0000-00-00",
        "９９年",
        "至今",
        "2017-13",
        43009,
        2017.1,
        True,
        "2017.6.",
        "6/1/2017",
        "1899",
        "20171301",
        CellMark.BAD_DATE,
    ],
)
def test_dates_that_are_refused(value):
    refusal(cells.Partial(), value)


def test_a_number_with_a_lost_zero_is_explained():
    assert "1月或10月不明" in refusal(cells.Partial(), 2017.1)


def test_signs_for_no_date_count_only_where_it_is_optional():
    assert cells.Partial().clean("无") is None
    assert cells.Partial().clean("/") is None
    refusal(cells.Partial(optional=False), "无")


def test_a_whole_day_is_demanded_where_declared():
    assert cells.Date().clean("2017/6/30") == date(2017, 6, 30)
    assert "请填到日" in refusal(cells.Date(), "2017-06")


def test_code_labels_and_their_synonyms():
    widget = cells.Code(choices=CAUSES)
    assert widget.clean(" 因 病 ") == "1"
    assert widget.clean("其它") == "99"
    assert widget.render("99") == "其他"
    assert widget.labels() == ["因病", "因残", "缺劳力", "其他"]
    message = refusal(widget, "懒")
    assert "因病、因残、缺劳力、其他" in message
    assert "「懒」" in message
    refusal(widget, "1")


def test_brackets_of_either_width_are_the_same_label():
    widget = cells.Code(choices={"已脱贫(享受政策)": "1"})
    assert widget.clean("已脱贫（享受政策）") == "1"


def test_a_code_list_may_be_looked_up_late():
    asked = []
    widget = cells.Code(choices=lambda: asked.append(1) or CAUSES)  # type: ignore[func-returns-value]
    assert asked == []
    assert widget.bound() == cells.Code(choices=CAUSES)
    assert widget.clean("因残") == "2"


@pytest.mark.parametrize("value", ["残疾,长期慢性病", "长期慢性病、残疾", "长期慢性病，残疾；残疾"])
def test_several_labels_are_a_set(value):
    widget = cells.MultiCode(choices=HEALTH)
    assert widget.clean(value) == ["2", "4"]
    assert widget.copy_text(["2", "4"]) == "{2,4}"
    assert widget.render(["2", "4"]) == "长期慢性病、残疾"


def test_healthy_excludes_the_others():
    widget = cells.MultiCode(choices=HEALTH, alone="健康", max_count=2)
    assert widget.clean("健康") == ["1"]
    assert "不能与其他" in refusal(widget, "健康、残疾")
    assert "最多选 2 项" in refusal(widget, "长期慢性病、残疾、患有大病")
    refusal(widget, "、")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("张  三", "张三"),
        ("张\u3000三", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 . 买买提", "阿卜杜拉·买买提"),
        ("\U00020bb7野", "\U00020bb7野"),
        ("䶮", "䶮"),
        ("\U00030000\U00031350", "\U00030000\U00031350"),
        ("\ufa0c", "\ufa0c"),
        ("Maria Li", "Maria Li"),
    ],
)
def test_names(value, expected):
    assert cells.Name().clean(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "张\ue000",
        "张三😀",
        "张\u202e三",
        "张\u200d三",
        "a\u0301",
        "<script>",
        "'; DROP",
        "张三·",
        "·张三",
        "张··三",
        "张3",
        12,
        True,
        "张" * 51,
        "\ufffd",
        "张\x07",
    ],
)
def test_names_that_are_refused(value):
    refusal(cells.Name(), value)


def test_private_use_characters_are_explained():
    assert "GB18030" in refusal(cells.Name(), "张\ue000")
    assert "表情" in refusal(cells.Text(), "好😀")


def test_free_text_is_kept_literally():
    widget = cells.Text(multiline=True)
    for text in ("=cmd|'/c calc'!A1", "@SUM", "+86138", "＝1+1", "<script>", "面积 3 亩"):
        assert widget.clean(text) == text
    assert widget.clean("一\r\n二\t三") == "一\n二\t三"
    assert widget.copy_text("一\n二\t\\N") == "一\\n二\\t\\\\N"
    assert cells.copy_unescaped(widget.copy_text("一\n二\t\\N")) == "一\n二\t\\N"
    assert cells.Text().clean(3.5) == "3.5"
    assert "最多 100 个字" in refusal(cells.Text(), "长" * 101)


def test_register_numbers_are_text_and_lose_nothing():
    assert cells.RegisterNo().clean(" ５１１９21-001 ") == "511921-001"
    assert cells.RegisterNo().clean(511921) == "511921"
    refusal(cells.RegisterNo(), 5119211002010001e3)
    refusal(cells.RegisterNo(), "户1")
    refusal(cells.RegisterNo(), 1.5)


@pytest.mark.parametrize("value", [1.101011990030745e17, 110105194912310020, True, date(2018, 1, 1)])
def test_an_id_number_stored_as_number_is_never_repaired(value):
    assert "以数值存储，末位已丢失" in refusal(cells.IdNumber(), value)


def test_id_numbers():
    widget = cells.IdNumber(today="2026-11-24")
    assert widget.clean("11010519491231002x") == "11010519491231002X"
    assert widget.clean("11010519491231002X41") == "11010519491231002X41"
    assert "2013" in refusal(widget, "110105491231002")


def test_phones():
    widget = cells.Phone()
    assert widget.clean("138 0000 0000") == "13800000000"
    assert widget.clean(13800000000) == "13800000000"
    assert widget.clean("/") is None
    assert widget.doubt("13800000000") is None
    assert "固定电话" in (widget.doubt(widget.clean("0827-7212345")) or "")
    for wrong in (
        "+8613800000000",
        "1380000000",
        "138000000001",
        "12800000000",
        1.5,
        "13800000000/13900000000",
    ):
        refusal(widget, wrong)


def test_bank_cards():
    widget = cells.BankCard()
    assert widget.clean("6228 4800 0000 0000 019") == "6228480000000000019"
    assert widget.doubt("4111111111111111") is None
    assert "校验规则" in (widget.doubt("4111111111111112") or "")
    assert "末位已丢失" in refusal(widget, 6228480000000000019)
    for wrong in ("622848000000000", "62284800000000000000", "6.22848E+18", "6228x80000000000"):
        refusal(widget, wrong)


def test_a_message_never_repeats_a_personal_number():
    assert "110105194912310020" not in refusal(cells.Code(choices=CAUSES), "110105194912310020")
    assert "13800000000" not in refusal(cells.YesNo(), "13800000000")


def test_django_import_export_runs_the_same_widgets():
    field = Field("water", "是否解决安全饮用水", cells.YesNo())
    assert field.clean({"是否解决安全饮用水": "有"}) is True
    assert field.export({"water": False}) == "否"
