"""The rules of doubtful data about loans (DOMAIN 5.4): of loans that are owed, as of the last day of the year or today.

A loan marks its village when it changes; what only time changes is found by night. The page 信贷预警 asks it live.
"""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, Source, register, register_source
from households.findings.sources import PLACES

_LOANS: Final = """
SELECT l.id, l.area, l.household_id AS household, h.head_name, h.closed_year, m.name AS borrower, m.left_year,
  m.household_id <> l.household_id AS elsewhere, l.bank, l.contract, l.balance, l.due_now, l.lost_reason,
  EXISTS (SELECT 1 FROM dictionaries_codeitem i WHERE i.code_list_id = 'loan_purpose' AND i.code = l.purpose
    AND i.attributes @> '{"negative": true}') AS negative,
  CASE WHEN m.birth_date IS NULL THEN NULL ELSE date_part('year', age(l.due_now, m.birth_date))::int END AS due_age,
  sum(l.balance) OVER (PARTITION BY l.household_id) AS total,
  (SELECT count(DISTINCT o.member_id) FROM funds_loan o WHERE o.household_id = l.household_id AND o.balance > 0)
    AS people,
  min(l.id) OVER (PARTITION BY l.household_id) AS first_loan,
  LEAST(now()::date, make_date(%(year)s, 12, 31)) AS on_day
FROM funds_loan l JOIN households_household h ON h.id = l.household_id JOIN households_member m ON m.id = l.member_id
WHERE l.area = ANY(%(areas)s::bigint[]) AND l.balance > 0 AND l.signed_on <= make_date(%(year)s, 12, 31)"""
register_source(Source("loan", "loan", _LOANS, PLACES))


def _rule(
    code: str,
    severity: str,
    label: str,
    message: str,
    where: str,
    values: dict[str, str],
    parameters: dict[str, tuple[str, float]] | None = None,
) -> Rule:
    named = {"head": "s.head_name", "contract": "s.contract", **values}
    sentence = "{head}户的贷款（合同 {contract}）" + message
    return Rule(code, "loan", severity, label, sentence, where, "过程与时间", "", named, {}, parameters or {})


register(
    _rule(
        "105A",
        "E",
        "贷款逾期",
        "已逾期 {days} 天，余额 {balance} 元",
        "s.due_now < s.on_day",
        {"days": "s.on_day - s.due_now", "balance": "s.balance"},
    ),
    _rule(
        "105B",
        "I",
        "贷款即将到期",
        "{due} 到期，余额 {balance} 元",
        "s.due_now >= s.on_day AND s.due_now - s.on_day <= %(days)s",
        {"due": "s.due_now", "balance": "s.balance"},
        {"days": ("提前（天）", 30)},
    ),
    _rule(
        "105C",
        "E",
        "贷款用途不符",
        "用途不是生产经营，或已改变用途",
        "s.negative OR s.lost_reason = 'use'",
        {},
    ),
    _rule(
        "105D",
        "W",
        "到期时借款人超过年龄",
        "到期时借款人 {borrower} {age} 岁",
        "s.due_age > %(most)s",
        {"borrower": "s.borrower", "age": "s.due_age"},
        {"most": ("最高（岁）", 65)},
    ),
    _rule(
        "105E",
        "W",
        "一户多人贷款",
        "全户有 {people} 人贷款",
        "s.people > 1 AND s.id = s.first_loan",
        {"people": "s.people"},
    ),
    _rule(
        "105F",
        "W",
        "全户贷款超过贴息上限",
        "全户余额 {total} 元，超过部分不贴息",
        "s.total > %(most)s AND s.id = s.first_loan",
        {"total": "s.total"},
        {"most": ("上限（元）", 50000)},
    ),
    _rule(
        "105G",
        "E",
        "户已注销仍有贷款",
        "户已于 {closed} 年注销，余额 {balance} 元",
        "s.closed_year <= %(year)s",
        {"closed": "s.closed_year", "balance": "s.balance"},
    ),
    _rule(
        "105H",
        "E",
        "借款人已不在户内",
        "借款人 {borrower} 已离开本户（死亡、迁出或分户），余额 {balance} 元",
        "s.left_year <= %(year)s OR s.elsewhere",
        {"borrower": "s.borrower", "balance": "s.balance"},
    ),
)
