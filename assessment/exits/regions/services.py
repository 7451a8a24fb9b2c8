"""Writes of departments' certificates: a department's whole list together or not at all, under locks of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessment.exits.regions.certificates import VALUE_LENGTH, Line, lines_of, sector_of, states_of, valid_papers
from core.accounts.models import Post
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.procedures.models import Case, Round
from core.procedures.services import ProcedureError, cases_open, round_open
from villages.models import RegionCertificate


class CertificateRefusedError(ValueError):
    """A certificate is refused; the message says why, in the user's words. Nothing changed."""


class HiddenCertificateError(LookupError):
    """The case or certificate does not exist for this person."""


@dataclass(frozen=True)
class Finding:
    """What a department says of one indicator of one case."""

    case_id: int
    indicator: str
    certified: bool
    finding: str = ""
    document: str = ""


def certify(*, actor: Actor, post: Post | None, scope: Scope, findings: Sequence[Finding]) -> int:
    """Give the certificates; how many are new. The same again changes nothing, another one voids the older.

    HiddenCertificateError outside the scope; CertificateRefusedError for another sector's indicator, a case that
    does not stand where departments certify, or a refusal without a finding.
    """
    if post is None or not sector_of(post):
        raise CertificateRefusedError("您的岗位没有填写行业，不能认定指标")
    with recorded(actor, reason="部门认定"):
        cases = _locked(scope, {item.case_id for item in findings})
        lines = lines_of(list(cases.values()))
        papers = valid_papers(list(cases))
        given = 0
        for item in findings:
            case = cases[item.case_id]
            line = next((line for line in lines[case.pk] if line.row.code == item.indicator), None)
            if line is None:
                raise CertificateRefusedError(f"本地标准没有指标「{item.indicator}」")
            given += _certify(actor, post, case, line, item, papers.get((case.pk, item.indicator)))
        return given


def _locked(scope: Scope, ids: set[int]) -> dict[int, Case]:
    rows = Case.objects.within(scope).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",)).select_related("round__policy")}
    if len(found) != len(ids):
        raise HiddenCertificateError(ids)
    return found


def _certify(actor: Actor, post: Post, case: Case, line: Line, item: Finding, old: RegionCertificate | None) -> int:
    sector = sector_of(post)
    if not line.sector:
        raise CertificateRefusedError(f"“{line.row.label}”由{line.department}查明，不由部门认定")
    if line.sector != sector:
        raise CertificateRefusedError(f"“{line.row.label}”由{line.department}认定")
    if case.end or case.state not in states_of(case):
        raise CertificateRefusedError("不在部门认定环节")
    finding, document = item.finding.strip()[:300], item.document.strip()[:120]
    if not item.certified and not finding:
        raise CertificateRefusedError(f"“{line.row.label}”认定未达标，须写明情况")
    given, value = (item.certified, finding, document), line.row.value[:VALUE_LENGTH]
    if old is not None and not line.stale and (old.certified, old.finding, old.document) == given:
        return 0
    # also one from before the case was sent back, which no longer counts
    RegionCertificate.all_rows.filter(case=case, indicator=item.indicator, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_name=actor.name, withdrawn_reason="重新认定"
    )
    RegionCertificate.all_rows.create(
        case=case,
        area=case.area,
        year=case.year,
        indicator=item.indicator,
        label=line.row.label[:60],
        sector=sector,
        office=post.office or line.department,
        certified=item.certified,
        finding=finding,
        document=document,
        value=value,
        by_id=actor.user_id,
        by_name=actor.name,
        by_post=actor.post_id,
    )
    return 1


def certificate_withdraw(*, actor: Actor, post: Post | None, scope: Scope, pk: int, reason: str) -> RegionCertificate:
    """Void a certificate with a reason, by its own sector while the case still stands there; it stays readable."""
    if not reason.strip():
        raise CertificateRefusedError("请填写撤回理由")
    with recorded(actor, reason=reason):
        row = RegionCertificate.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            raise HiddenCertificateError(pk)
        case = _locked(scope, {row.case_id})[row.case_id]
        if sector_of(post) != row.sector:
            raise CertificateRefusedError(f"“{row.label}”由{row.office}认定，只能由其撤回")
        if case.end or case.state not in states_of(case):
            raise CertificateRefusedError("已过部门认定环节，不能撤回")
        RegionCertificate.all_rows.filter(pk=pk, withdrawn_at=None).update(
            withdrawn_at=timezone.now(), withdrawn_name=actor.name, withdrawn_reason=reason.strip()[:200]
        )
        row.refresh_from_db()
        return row


def exit_open(
    *, actor: Actor, post: Post | None, scope: Scope, code: str, area: int, year: int, ids: Sequence[int], on: date
) -> Round:
    """A new round with its cases, together or not at all. What round_open and cases_open refuse is refused here."""
    if not ids:
        raise ProcedureError("请先勾选要列入的村")
    with recorded(actor, reason="发起退出"):
        around = round_open(actor=actor, post=post, scope=scope, code=code, area=area, year=year, on=on)
        cases_open(actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=ids, on=on)
    return around
