"""教育资助 (L15), 雨露计划 (L14) and 控辍保学 (L32)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from core.dictionaries import selectors as dictionaries
from projects.measures.rules import FilledWith, NotBelow
from projects.measures.sectors.declaration import Sector, SectorFact, Worked
from projects.models import DropoutDetail, SchoolAidDetail, YuluDetail

YULU_AID: Final = "07"
DROPPED_OUT: Final = "2"
RETURNED: Final = "3"


def yulu_defaults() -> Mapping[str, Any]:
    """The grant of a term in yuan, an attribute of the aid's item in the code list ``education_aid``."""
    grant = dictionaries.attributes("education_aid", YULU_AID).get("per_term")
    return {} if grant is None else {"amount": Decimal(grant)}


SCHOOL_AID: Final = Sector(
    code="schoolaid",
    label="教育资助",
    model=SchoolAidDetail,
    kinds=("08", "09"),
    facts=(
        SectorFact("school_stage", list="school_stage"),
        SectorFact("school", width=18),
        SectorFact("grade"),
        SectorFact("boards"),
        SectorFact("education_aid", list="education_aid", width=16),
        SectorFact("school_term", list="school_term"),
        SectorFact("aid_payment", list="aid_payment"),
        SectorFact("dropout_watched"),
        SectorFact("taught_at_home"),
    ),
    ledger="L15",
    ledger_title="教育资助台账",
    name="教育资助",
    person=True,
)
YULU: Final = Sector(
    code="yulu",
    label="雨露计划",
    model=YuluDetail,
    kinds=("09",),
    facts=(
        SectorFact("school", width=18),
        SectorFact("yulu_level", list="yulu_level"),
        SectorFact("major", width=14),
        SectorFact("grade"),
        SectorFact("enrolled_on", synonyms=("入学年月",)),
        SectorFact("enrolment_checked"),
        SectorFact("school_term", list="school_term"),
        SectorFact("account_holder"),
        SectorFact("paid_on"),
        SectorFact("yulu_state", list="yulu_state"),
    ),
    ledger="L14",
    ledger_title="雨露计划台账",
    name="雨露计划",
    person=True,
    rules=(
        FilledWith("school_term", "paid_on", "请填学期"),
        FilledWith("enrolment_checked", "paid_on", "请填学籍是否核验"),
        NotBelow("paid_on", "enrolled_on", "发放日期早于入学日期"),
    ),
    rename={"amount": "补助金额"},
    worked=(Worked("sex", "性别", "p.sex", list="sex", width=6),),
    defaults=yulu_defaults,
)
DROPOUT: Final = Sector(
    code="dropout",
    label="控辍保学",
    model=DropoutDetail,
    kinds=("08",),
    facts=(
        SectorFact("due_grade"),
        SectorFact("dropout_state", list="dropout_state"),
        SectorFact("dropout_reason", list="dropout_reason"),
        SectorFact("school", width=18),
        SectorFact("town_person", group="劝返责任人"),
        SectorFact("village_person", group="劝返责任人"),
        SectorFact("school_person", group="劝返责任人"),
        SectorFact("guardian", group="劝返责任人"),
        SectorFact("efforts", width=28),
        SectorFact("returned_on"),
    ),
    ledger="L32",
    ledger_title="控辍保学台账",
    name="控辍保学",
    person=True,
    rules=(
        *(
            FilledWith(name, "dropout_state", "已辍学的请填乡、村、家长三方责任人", value=DROPPED_OUT)
            for name in ("town_person", "village_person", "guardian")
        ),
        FilledWith("returned_on", "dropout_state", "已复学的请填复学日期", value=RETURNED),
        NotBelow("returned_on", "started_on", "复学日期早于开始日期"),
    ),
    worked=(Worked("age", "年龄", "%(year)s - extract(year FROM p.birth_date)::int", places=0, width=6),),
)
