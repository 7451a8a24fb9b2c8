"""What ratings, lines, loans and entries must satisfy by themselves: one list for form, import and REST.

Refused is what contradicts the rules of a micro-loan. What is a fact although it should not be (another use, more than
the cap, several borrowers) is stored and shown as a warning (funds.credit.warnings), and earns no subsidy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.dictionaries.selectors import attributes, labels
from funds.credit.rules import Terms, months_between
from funds.models import Loan, LoanChange, LoanEntry

GRADES: Final = "credit_grade"
PRODUCTS: Final = "loan_product"
PURPOSES: Final = "loan_purpose"
RATING: Final = ("rated_on", "grade", "rated_by")
LINE: Final = ("bank", "amount", "granted_on", "expires_on")
LOAN: Final = (
    "bank", "product", "contract", "purpose", "purpose_note", "amount", "signed_on", "due_on", "rate", "day_count",
    "lost_from", "lost_reason", "note",
)  # fmt: skip
REQUIRED: Final = "请填写"
FEN: Final = Decimal("0.01")


def _missing(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: REQUIRED for name in names if values.get(name) in (None, "")}


def _money(found: dict[str, str], name: str, value: Decimal | None, *, above: int = 0) -> None:
    if value is None or name in found:
        return
    if value != value.quantize(FEN) or abs(value) >= 10**10:
        found[name] = "金额精确到分"
    elif value < above or (above == 0 and value == 0):
        found[name] = "金额应大于 0"


def _known(found: dict[str, str], name: str, value: str | None, codes: str) -> None:
    if name not in found and value not in labels(codes):
        found[name] = "没有这个选项"


def rating_findings(values: Mapping[str, Any], today: date) -> dict[str, str]:
    found = _missing(values, ("rated_on", "grade"))
    _known(found, "grade", values.get("grade"), GRADES)
    if "rated_on" not in found and values["rated_on"] > today:
        found["rated_on"] = "评级日期晚于今天"
    return found


def line_findings(values: Mapping[str, Any], today: date, terms: Terms | None) -> dict[str, str]:
    """``terms`` are those of the day on which the line is granted; None when no rule is loaded for it."""
    found = _missing(values, ("bank", "amount", "granted_on"))
    _money(found, "amount", values.get("amount"))
    if "granted_on" not in found and values["granted_on"] > today:
        found["granted_on"] = "授信日期晚于今天"
    start, end = values.get("granted_on"), values.get("expires_on")
    if start and end and end < start:
        found["expires_on"] = "到期日早于授信日期"
    if terms is not None and "amount" not in found and values["amount"] > terms.max_line:
        found["amount"] = f"授信额度最高 {terms.max_line:,.0f} 元"
    return found


def loan_findings(values: Mapping[str, Any], today: date, terms: Terms | None, born: date | None) -> dict[str, str]:
    """``terms``: of the day of signing; ``born``: the borrower's birth date, None unknown."""
    needed = ("bank", "product", "contract", "purpose", "amount", "signed_on", "due_on", "rate", "day_count")
    found = _missing(values, needed)
    _known(found, "product", values.get("product"), PRODUCTS)
    _known(found, "purpose", values.get("purpose"), PURPOSES)
    _money(found, "amount", values.get("amount"))
    if "day_count" not in found and values["day_count"] not in Loan.DayCount.values:
        found["day_count"] = "没有这个选项"
    rate = values.get("rate")
    if rate is not None and not (0 <= rate < 100 and rate == rate.quantize(Decimal("0.0001"))):
        found["rate"] = "年利率按百分数填写，最多 4 位小数"
    if bool(values.get("lost_from")) != bool(values.get("lost_reason")):
        found["lost_from"] = "停止贴息的日期和原因要一起填写"
    elif values.get("lost_reason") and values["lost_reason"] not in Loan.Lost.values:
        found["lost_reason"] = "没有这个选项"
    if "signed_on" in found or "due_on" in found:
        return found
    signed, due = values["signed_on"], values["due_on"]
    if signed > today:
        found["signed_on"] = "签订日期晚于今天"
    if due <= signed:
        found["due_on"] = "到期日应晚于签订日期"
    elif terms is not None:
        for name, sentence in _limits(values, terms, born).items():
            found.setdefault(name, sentence)
    return found


def _limits(values: Mapping[str, Any], terms: Terms, born: date | None) -> dict[str, str]:
    """The limits of 扶贫小额信贷: amount, term, rate; and the borrower's age, which is every product's."""
    found = {}
    signed, due = values["signed_on"], values["due_on"]
    low, high = terms.ages
    if born is not None and not low <= age_on(born, signed) <= high:
        found["member"] = f"签订时 {age_on(born, signed)} 岁，借款人应为 {low} 至 {high} 岁"
    if values.get("product") not in terms.micro:
        return found
    if values.get("amount") is not None and values["amount"] > terms.max_line:
        found["amount"] = f"扶贫小额信贷最高 {terms.max_line:,.0f} 元"
    if months_between(signed, due) > terms.term_months:
        found["due_on"] = f"扶贫小额信贷最长 {terms.term_months} 个月"
    ceiling = terms.ceiling(signed, due)
    if values.get("rate") is not None and values["rate"] > ceiling:
        found["rate"] = f"{signed} 签订的扶贫小额信贷年利率最高 {ceiling}%"
    return found


def age_on(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def entry_findings(loan: Loan, values: Mapping[str, Any], today: date) -> dict[str, str]:
    """``kind``, ``day``, ``principal``, ``interest`` of one entry, beside the loan as it is locked."""
    found = _missing(values, ("kind", "day"))
    principal, interest = values.get("principal") or Decimal(0), values.get("interest") or Decimal(0)
    if "kind" not in found and values["kind"] not in LoanEntry.Kind.values:
        found["kind"] = "没有这个选项"
    for name, value in (("principal", principal), ("interest", interest)):
        if value < 0 or value != value.quantize(FEN) or value >= 10**10:
            found[name] = "金额不能是负数，精确到分"
    if found:
        return found
    day, kind = values["day"], values["kind"]
    if day > today:
        found["day"] = "日期晚于今天"
    elif day < loan.signed_on:
        found["day"] = f"日期早于合同签订日期 {loan.signed_on}"
    if not principal and not (interest and kind == "repay"):
        found["principal"] = "金额应大于 0"
    if interest and kind != "repay":
        found["interest"] = "只有还款填写利息"
    if kind == "draw" and loan.drawn + principal > loan.amount:
        found["principal"] = (
            f"合同金额 {loan.amount} 元，已放款 {loan.drawn} 元，最多还能放款 {loan.amount - loan.drawn} 元"
        )
    if kind == "repay" and principal > loan.balance:
        found["principal"] = f"贷款余额 {loan.balance} 元，还款本金不能超过余额"
    if kind == "compensate":
        if day <= loan.due_now or not loan.balance:
            found["day"] = "只有逾期贷款可以由风险补偿金代偿"
        elif loan.compensated + principal > loan.balance:
            found["principal"] = f"贷款余额 {loan.balance} 元，已补偿 {loan.compensated} 元，补偿不能超过余额"
    return found


def change_findings(loan: Loan, values: Mapping[str, Any], today: date, terms: Terms | None) -> dict[str, str]:
    """``kind``, ``day``, ``rate``, ``due_on`` of a change of rate or term."""
    found = _missing(values, ("kind", "day"))
    if "kind" not in found and values["kind"] not in LoanChange.Kind.values:
        found["kind"] = "没有这个选项"
    if found:
        return found
    kind, rate, due = values["kind"], values.get("rate"), values.get("due_on")
    if not loan.signed_on <= values["day"] <= today:
        found["day"] = f"生效日期应在签订日期 {loan.signed_on} 和今天之间"
    if kind == "rate":
        if rate is None:
            found["rate"] = REQUIRED
        if due is not None:
            found["due_on"] = "利率调整不改变到期日"
    elif due is None:
        found["due_on"] = REQUIRED
    elif due <= loan.due_now or due <= values["day"]:
        found["due_on"] = f"新到期日应晚于现到期日 {loan.due_now} 和生效日期"
    if rate is not None and not (0 <= rate < 100 and rate == rate.quantize(Decimal("0.0001"))):
        found["rate"] = "年利率按百分数填写，最多 4 位小数"
    if terms is not None and loan.product in terms.micro and due is not None and "due_on" not in found:
        start = loan.signed_on if kind == "extend" else values["day"]
        limit = terms.term_months * (2 if kind == "extend" else 1)
        if months_between(start, due) > limit:
            found["due_on"] = f"{LoanChange.Kind(kind).label}后最长 {limit} 个月"
    return found


def is_negative(purpose: str) -> bool:
    """A use that micro-credit forbids (婚丧嫁娶, 建房, 理财 …): attribute ``negative`` of the list."""
    return bool(attributes(PURPOSES, purpose).get("negative"))
