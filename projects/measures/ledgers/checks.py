"""What the staged rows of measures must satisfy: the rules of the form, asked in SQL of all rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.ledgers.places import OUTSIDE
from core.ledgers.run import Run
from projects.measures import checks as rules
from projects.measures.services import TWICE

if TYPE_CHECKING:
    from projects.measures.ledgers.kind import MeasuresKind

UNKNOWN_HOUSEHOLD: Final = "没有这个户编号"
UNKNOWN_MEASURE: Final = "没有这个措施编号，或它不属于这一户、这一年度、这类专项"


def check(run: Run, kind: MeasuresKind) -> None:
    """Refuse what does not fit; a check keeps quiet where a cell it needs was refused while reading."""
    stage = kind.stage
    _check_who(run, stage)
    _check_twins(run, stage)
    for name, part, reason in (
        ("started_on", "extract(year FROM s.started_on) > %(year)s", rules.STARTS_LATER),
        ("ended_on", "extract(year FROM s.ended_on) < %(year)s", rules.ENDED_BEFORE),
    ):
        if run.has(0, name):
            run.refuse(0, name, f"SELECT s.row, '{reason}' FROM {stage} s WHERE {part}")
    if kind.sector is not None and run.has(0, "kind"):
        run.refuse(
            0,
            "kind",
            f"SELECT s.row, '专项与措施大类不符' FROM {stage} s WHERE s.kind <> ALL(%(kinds)s)",
            kinds=list(kind.sector.kinds),
        )
    _check_rules(run, kind)


def _check_who(run: Run, stage: str) -> None:
    run.refuse(
        0,
        "household_no",
        f"SELECT p.row, CASE WHEN p.household_id IS NULL THEN '{UNKNOWN_HOUSEHOLD}' "
        f"WHEN p.outside THEN '{OUTSIDE}' "
        "ELSE '该户已于 ' || p.closed_year || ' 年注销，不能登记 ' || %(year)s || ' 年的措施' END "
        f"FROM plan_measure p JOIN {stage} s USING (row) WHERE s.household_no IS NOT NULL "
        "AND (p.household_id IS NULL OR p.outside OR p.closed_year <= %(year)s)",
    )
    run.refuse(0, "measure_no", f"SELECT p.row, '{UNKNOWN_MEASURE}' FROM plan_measure p WHERE p.unknown")
    run.refuse(
        0,
        "member_no",
        f"SELECT p.row, '{rules.NOT_OF_HOUSEHOLD}' FROM plan_measure p WHERE p.stranger AND NOT p.outside",
    )
    for name, stored in (("person_name", "member_name"), ("head_name", "head_name")):
        if run.has(0, name):
            no, what = ("人编号", "姓名") if name == "person_name" else ("户编号", "户主姓名")
            run.refuse(
                0,
                name,
                f"SELECT s.row, '{what}与{no}不符' FROM {stage} s JOIN plan_measure p USING (row) "
                f"WHERE NOT p.outside AND NOT p.stranger AND s.{name} <> p.{stored}",
            )


def _check_twins(run: Run, stage: str) -> None:
    run.refuse_twins(0, "measure_no", "s.measure_no", "措施编号")
    key = "concat_ws('|', s.household_no, COALESCE(s.member_no, ''), COALESCE(s.kind, ''), s.name, s.started_on)"
    run.refuse_twins(0, "name", f"CASE WHEN s.name IS NOT NULL THEN {key} END", "同一条措施")
    run.refuse(
        0,
        "name",
        f"SELECT p.row, '{TWICE}' FROM plan_measure p JOIN {stage} s USING (row) "
        "JOIN projects_measure o ON o.household_id = p.household_id AND o.year = %(year)s AND o.kind = p.kind "
        "AND o.sector = p.sector AND o.name = s.name AND o.member_id IS NOT DISTINCT FROM p.new_member "
        "AND o.started_on IS NOT DISTINCT FROM p.new_start AND o.id <> p.measure_id",
    )


def _check_rules(run: Run, kind: MeasuresKind) -> None:
    """The rules between fields: a column that the file has not keeps its stored value."""
    columns = {name: f"s.{name}" if run.has(0, name) else f"t.{name}" for name in rules.FIELDS}
    names = kind.sector.names if kind.sector else ()
    columns |= {name: f"s.{name}" if run.has(0, name) else f"d.{name}" for name in names}
    details = f"LEFT JOIN {kind.sector.table} d ON d.id = p.detail_id " if kind.sector else ""
    for rule in rules.rules_of(kind.sector):
        held = [name for name in rule.needs if run.has(0, name)]
        if not held:
            continue
        bearer = rule.name if run.has(0, rule.name) else held[0]
        run.refuse(
            0,
            bearer,
            f"SELECT s.row, %(message)s FROM {kind.stage} s JOIN plan_measure p USING (row) "
            f"LEFT JOIN projects_measure t ON t.id = p.measure_id {details}"
            f"WHERE NOT ({run.bad(0, *held)}) AND ({rule.sql(columns)})",
            message=rule.message,
        )
