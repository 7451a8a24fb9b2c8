"""Findings in plain Chinese: the rule's sentence with the values as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from core.dictionaries.selectors import label
from core.findings.models import Finding
from core.findings.registry import SEVERITIES, known
from core.regions.codes import Level

LEVELS = {
    "household": "户",
    "member": "成员",
    "village": "村",
    "monitored": "监测对象",
    "project": "项目",
    "measure": "措施",
    "loan": "贷款",
    "obligation": "资金责任",
}
NOT_FILLED = "（空）"
BELOW_VILLAGE = Level.VILLAGE + 1


def message_of(finding: Finding) -> str:
    return sentence(finding.rule, finding.values, finding.year)


def sentence(code: str, values: Mapping[str, str | None], year: int) -> str:
    """The rule's sentence; of a rule that the program no longer has, what it had found."""
    rule = known(code)
    if rule is None:
        return "、".join(f"{name} {value}" for name, value in values.items())
    words = {name: _said(values.get(name), rule.lists.get(name, ""), year) for name in rule.values}
    return rule.message.format(**words)


def _said(value: str | None, code_list: str, year: int) -> str:
    if value is None or value == "":
        return NOT_FILLED
    if code_list:
        return label(code_list, value, year)
    return _number(value)


def _number(text: str) -> str:
    """8.00 is 8, 12.50 is 12.5; whatever is no number stays."""
    if "." not in text:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number.normalize():f}"


def rule_label(code: str) -> str:
    rule = known(code)
    return f"{code} {rule.label}" if rule else code


def severity_label(severity: str) -> str:
    return SEVERITIES[severity][0] if severity in SEVERITIES else severity
