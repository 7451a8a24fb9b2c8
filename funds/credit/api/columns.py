"""What REST tells of ratings, lines, loans and entries; no personal number is among it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.web.api import columns as c

_OWN: Final = (
    c.Column("version", "version", "integer", "版本"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
)
_WHO: Final = (
    c.Column("id", "pk", "integer", "编号"),
    c.Column("household", "household__code", "string", "户编号"),
    c.area("village", "area", "行政村代码"),
)


def _yuan(name: str, label: str) -> c.Column:
    return c.Column(name, name, "decimal", label, render=c.plain_decimal)


RATINGS: Final[Sequence[c.Column]] = (
    *_WHO,
    c.Column("rated_on", "rated_on", "date", "评级日期"),
    c.Column("grade", "grade", "string", "评级等级（代码表 credit_grade）"),
    c.Column("rated_by", "rated_by", "string", "评级单位"),
    *_OWN,
)
LINES: Final[Sequence[c.Column]] = (
    *_WHO,
    c.Column("bank", "bank", "string", "授信银行"),
    _yuan("amount", "授信额度（元）"),
    c.Column("granted_on", "granted_on", "date", "授信日期"),
    c.Column("expires_on", "expires_on", "date", "授信到期日"),
    *_OWN,
)
LOANS: Final[Sequence[c.Column]] = (
    *_WHO,
    c.Column("member", "member__code", "string", "借款人的人编号"),
    c.Column("relation", "relation", "string", "与户主关系（代码表 relation）"),
    c.Column("bank", "bank", "string", "贷款银行"),
    c.Column("contract", "contract", "string", "合同号"),
    c.Column("product", "product", "string", "贷款产品（代码表 loan_product）"),
    c.Column("purpose", "purpose", "string", "贷款用途（代码表 loan_purpose）"),
    c.Column("purpose_note", "purpose_note", "string", "用途说明"),
    _yuan("amount", "合同金额（元）"),
    c.Column("signed_on", "signed_on", "date", "签订日期"),
    c.Column("due_on", "due_on", "date", "合同到期日"),
    _yuan("rate", "年利率（%）"),
    c.Column("day_count", "day_count", "string", "计息天数 act360、act365、30e360"),
    c.Column("lost_from", "lost_from", "date", "停止贴息日期"),
    c.Column("lost_reason", "lost_reason", "string", "停止贴息原因 false、use"),
    c.Column("note", "note", "string", "备注"),
    _yuan("drawn", "已放款（元）"),
    _yuan("balance", "余额（元）"),
    _yuan("compensated", "风险补偿（元）"),
    c.Column("due_now", "due_now", "date", "现行到期日"),
    _yuan("rate_now", "现行年利率（%）"),
    *_OWN,
)
ENTRIES: Final[Sequence[c.Column]] = (
    c.Column("id", "pk", "integer", "编号"),
    c.Column("loan", "loan_id", "integer", "贷款编号"),
    c.area("village", "area", "行政村代码"),
    c.Column("kind", "kind", "string", "类型 draw、repay、compensate"),
    c.Column("day", "day", "date", "日期"),
    _yuan("principal", "本金（元），冲正为负"),
    _yuan("interest", "利息（元）"),
    c.Column("counters", "counters_id", "integer", "冲正的流水编号"),
    c.Column("note", "note", "string", "说明"),
    c.Column("made_at", "made_at", "datetime", "登记时间"),
)
