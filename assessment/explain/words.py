"""The words of an explanation: what a criterion's value, threshold, gap and remedy are called."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from assessment.catalogue import OPERATOR_WORDS, plain
from assessment.indicators import Indicator, indicator
from assessment.selectors import Rule
from core.web.formats import decimal_text, thousands

# How offices call a criterion in a table and a sentence, where the indicator's own label is a sentence already.
SHORT_NAMES = {
    "income_above_line": "人均纯收入",
    "income_half_local_average": "收入占当地平均",
    "compulsory_education": "义务教育",
    "basic_medical": "基本医疗",
    "pension": "基本养老",
    "able_skill": "劳动力掌握技能",
    "young_training": "青年技能培训",
    "income_project": "参加增收项目",
    "guaranteed_income": "保障性人均收入",
    "assessed_incidence": "贫困发生率（测算）",
    "official_incidence": "贫困发生率（登记）",
}
# What to do when a yes/no fact is no.
REMEDIES = {
    "food": "解决吃饭问题，复核后改为“是”",
    "clothing": "解决穿衣问题，复核后改为“是”",
    "safe_water": "解决安全饮用水，验收后改为“是”",
    "power": "通上生活用电后改为“是”",
    "tv": "通上广播电视后改为“是”",
    "income_path": "落实一项增收门路后改为“有”",
    "safe_housing": "改造或搬离危房，鉴定为 A 级或 B 级",
    "income_source": "落实一项稳定收入（务工、经营、财产或转移性）",
    "hard_road": "通硬化路后改为“是”",
    "broadband": "通宽带后改为“是”",
    "bus": "通客运班车后改为“是”",
    "industry": "培育一项致富增收产业后改为“是”",
    "clinic": "建成卫生室",
    "clinic_with_doctor": "建成卫生室并配备村医",
    "culture_facility": "建成文化室",
}
MEMBER_REMEDIES = {
    "compulsory_education": "{names} 返校就读，或补录因病因残",
    "basic_medical": "为 {names} 办理基本医疗保险",
    "pension": "为 {names} 办理基本养老保险",
    "able_skill": "让 {names} 学会一项就业或创业技能，劳动技能改为“技能劳动力”",
    "young_training": "安排 {names} 参加技能培训",
}
# What is missing of a member, and how one asks for it in the village.
MEMBER_FACTS = {
    "compulsory_education": "就学情况",
    "basic_medical": "医疗保险",
    "pension": "养老保险",
    "able_skill": "劳动技能",
    "young_training": "劳动技能或技能培训",
}
MEMBER_QUESTIONS = {
    "compulsory_education": "问清{names}在不在上学",
    "basic_medical": "问清{names}参没参加医保",
    "pension": "问清{names}参没参加养老保险",
    "able_skill": "问清{names}有没有一项技能",
    "young_training": "问清{names}参没参加过技能培训",
}
MEMBER_RULES = {
    "compulsory_education": "全部在读或已读完",
    "basic_medical": "全部参保",
    "pension": "应保尽保",
    "able_skill": "人人有技能",
    "young_training": "应训尽训",
}
MEMBER_COUNTS = {
    "compulsory_education": ("在读或已读完", "失学", "未填"),
    "basic_medical": ("已参保", "未参保", "未填"),
    "pension": ("已参保", "未参保", "未填"),
    "able_skill": ("有技能或不作要求", "没有技能", "未填"),
    "young_training": ("已培训或不作要求", "未培训", "未填"),
}
NOBODY = {
    "compulsory_education": "无适龄人口",
    "pension": "无应保人口",
    "basic_medical": "无应保人口",
    "able_skill": "无 16–59 岁成员",
    "young_training": "无 16–35 岁成员",
}
# A criterion that is met, as one says it at the door.
EVERYDAY = {
    "income_above_line": "收入过线",
    "income_source": "有收入来源",
    "food": "不愁吃",
    "clothing": "不愁穿",
    "safe_water": "饮水安全",
    "power": "通电",
    "tv": "通广播电视",
    "income_path": "有增收门路",
    "safe_housing": "住房安全",
    "compulsory_education": "孩子都在上学",
    "basic_medical": "都有医保",
    "pension": "都有养老保险",
    "able_skill": "劳动力都有技能",
    "young_training": "年轻人都培训过",
    "guaranteed_income": "低保、特困保障过线",
    "income_project": "参加了增收项目",
}


def criterion_name(level: str, rule: Rule) -> str:
    """The standard's own name of a criterion, else the office's short one, else the indicator's."""
    return rule.label or SHORT_NAMES.get(rule.indicator) or indicator(level, rule.indicator).label


def threshold_words(item: Indicator, rule: Rule, line: Decimal | None) -> str:
    """「＞ 2,995 元」, 「＜ 3 %」, 「是」."""
    if not item.is_number:
        if item.code.startswith("clinic") or item.code == "culture_facility":
            return "≥ 1 个"
        return MEMBER_RULES.get(item.code, "A、B 级或非危房" if item.code == "safe_housing" else "是")
    threshold = line if rule.threshold_from else rule.threshold
    if threshold is None:
        return "没有退出线"
    return f"{OPERATOR_WORDS.get(rule.operator, rule.operator)} {amount_words(item, threshold)} {item.unit}"


def amount_words(item: Indicator, amount: Decimal) -> str:
    """A threshold: whole yuan with separators, everything else without trailing zeros."""
    whole = item.unit != "%" and amount == amount.to_integral_value()
    return thousands(amount) if whole else plain(amount)


def value_words(item: Indicator, low: Decimal | None, high: Decimal | None, threshold: Decimal | None = None) -> str:
    """「2,583.25 元」, 「1.84–3.94 %」, 「未知」; as many decimals as tell it from the threshold."""
    if low is None or high is None:
        return "未知"
    if low == high:
        return f"{number_words(item, low, threshold)} {item.unit}"
    return f"{number_words(item, low, threshold)}–{number_words(item, high, threshold)} {item.unit}"


def number_words(item: Indicator, value: Decimal, threshold: Decimal | None = None) -> str:
    """Two decimals for money and percent, more where 2.999 would read as the threshold 3.00 itself."""
    if item.unit not in ("元", "%"):
        return thousands(value)
    places = 2
    while places < 6 and threshold is not None and value != threshold and round(value, places) == threshold:
        places += 1
    return decimal_text(value, places) if item.unit == "元" else f"{value:.{places}f}"


def shortfall(value: Decimal, operator: str, threshold: Decimal) -> Decimal:
    """The smallest whole amount by which ``value`` must move to pass (UI 3: 2,583.25 against > 2,995 is 412)."""
    gap = threshold - value if operator in (">", ">=") else value - threshold
    if operator in (">", "<"):
        return gap.to_integral_value(ROUND_FLOOR) + 1
    return gap.to_integral_value(ROUND_CEILING)


def join_names(names: list[str], most: int = 3) -> str:
    """「李秀兰、李小明」, and 「…等 5 人」 for more than ``most``."""
    return "、".join(names) if len(names) <= most else f"{'、'.join(names[:most])}等 {len(names)} 人"
