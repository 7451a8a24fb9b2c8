"""The blind form as a workbook, and its import once it is filled in: one declaration for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from assessment.models import SampleSurvey, SampleUnit
from assessment.models.sampling import ANSWERS
from assessment.sampling.selectors import Identity
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.exports import import_sheet
from core.ledgers.kinds import FieldCount, ImportKind, ImportSheet, Written, register
from core.ledgers.model_fields import model_field
from core.ledgers.referrers import refers
from core.ledgers.run import Run, StaleRecordsError
from core.ledgers.targets import Target, staged_types
from core.ledgers.workbook_write import LedgerSheet

unit = partial(model_field, SampleUnit)
_PLACE: Final = ("county", "town", "village")


class HouseholdForm(LedgerResource):
    """One row a drawn household: where it is and whose, then the questions."""

    title = "入户调查表"
    sheet = "入户调查"
    notes = ("只填调查结果；样本编号、地址、户主用来找到这一户，导入时不读。",)

    sample_no = LedgerField("sample_no", "样本编号", cells.Text(max_length=20), required=True, width=12)
    county = LedgerField("county", "县(市、区)", cells.Text(max_length=60), width=10)
    town = LedgerField("town", "乡(镇)", cells.Text(max_length=60), width=10)
    village = LedgerField("village", "行政村", cells.Text(max_length=60), width=12)
    group_name = LedgerField("group_name", "村民小组", cells.Text(max_length=30), width=9)
    head = LedgerField("head", "户主姓名", cells.Text(max_length=50), width=9)
    address = LedgerField("address", "家庭住址", cells.Text(max_length=100), width=16)
    reached = unit("reached", width=7)
    income_ok = unit("income_ok", width=9)
    food_ok = unit("food_ok", width=7)
    clothing_ok = unit("clothing_ok", width=7)
    water_ok = unit("water_ok", width=7)
    housing_ok = unit("housing_ok", width=7)
    education_ok = unit("education_ok", width=9)
    medical_ok = unit("medical_ok", width=9)
    approves = unit("approves", width=7)
    surveyor = unit("surveyor", width=9)
    note = unit("note", width=16)


class VillageForm(LedgerResource):
    """One row a drawn village: the screening of the households that are not registered."""

    title = "村普查表"
    sheet = "村普查"
    notes = ("普查非建档立卡户：调查人口、其中漏评人口；调查户数、其中认可户数。",)

    sample_no = LedgerField("sample_no", "样本编号", cells.Text(max_length=20), required=True, width=12)
    county = LedgerField("county", "县(市、区)", cells.Text(max_length=60), width=10)
    town = LedgerField("town", "乡(镇)", cells.Text(max_length=60), width=10)
    village = LedgerField("village", "行政村", cells.Text(max_length=60), width=14)
    unregistered_persons = unit("unregistered_persons", width=12)
    omitted_persons = unit("omitted_persons", width=10)
    surveyed_households = unit("surveyed_households", width=10)
    approving_households = unit("approving_households", width=10)
    surveyor = unit("surveyor", width=9)
    note = unit("note", width=20)


_HOUSEHOLD: Final = ("reached", *ANSWERS, "approves", "surveyor", "note")
_VILLAGE: Final = (
    "unregistered_persons", "omitted_persons", "surveyed_households", "approving_households", "surveyor", "note",
)  # fmt: skip


def blind_sheet(survey: SampleSurvey, lines: Iterable[Identity]) -> LedgerSheet:
    """The form of a survey: identities and blank answers. It is given nothing else, so it can show nothing else."""
    if survey.unit == SampleSurvey.Unit.VILLAGE:
        rows = [[line.unit.sample_no, line.county, line.town, line.village, *[None] * len(_VILLAGE)] for line in lines]
        return import_sheet(VillageForm, ["sample_no", *_PLACE, *_VILLAGE], rows)
    rows = [
        [
            line.unit.sample_no, line.county, line.town, line.village, line.group, line.head, line.address,
            *[None] * len(_HOUSEHOLD),
        ]
        for line in lines
    ]  # fmt: skip
    return import_sheet(HouseholdForm, ["sample_no", *_PLACE, "group_name", "head", "address", *_HOUSEHOLD], rows)


class SurveyKind(ImportKind):
    """Answers by 样本编号; every row must name a unit in scope whose survey is open for entry."""

    written = (Written(SampleUnit),)
    judged = False
    naming = "SELECT id, '样本 ' || sample_no FROM assessment_sampleunit"
    frozen = (
        "SELECT u.subject, '该调查已提交，结果不能再改' FROM undo_row u JOIN assessment_sampleunit s ON s.id = u.id "
        "JOIN assessment_samplesurvey v ON v.id = s.survey_id AND v.state <> 'open'"
    )

    def __init__(self, code: str, title: str, resource: type[LedgerResource], names: Sequence[str], drawn: str) -> None:
        self.code = code  # type: ignore[misc]
        self.title = title  # type: ignore[misc]
        self.drawn = drawn
        self.sheets = (ImportSheet(resource, f"stage_{code}", staged_types(SampleUnit, names)),)  # type: ignore[misc]
        self.tables = (SampleUnit._meta.db_table,)  # type: ignore[misc]
        self.target = Target(
            model=SampleUnit, sheet=0, plan="plan_unit", key="unit_id", version_key="version", names=names, constants={}
        )

    @property
    def stage(self) -> str:
        return self.sheets[0].table

    def match(self, run: Run) -> None:
        run.sql(
            "CREATE TEMP TABLE plan_unit AS SELECT s.row, u.id AS unit_id, u.version, u.area, u.sample_no, "
            "CASE WHEN u.id IS NULL THEN '没有这个样本，或不在您的辖区' "
            "WHEN v.year <> %(year)s THEN '样本属于 ' || v.year || ' 年度' "
            "WHEN v.state <> 'open' THEN '该调查现在不能录入' END AS reason "
            f"FROM {self.stage} s LEFT JOIN (public.assessment_sampleunit u "
            "JOIN public.assessment_samplesurvey v ON v.id = u.survey_id AND v.unit = %(drawn)s) "
            "ON u.sample_no = s.sample_no AND u.area >= %(low)s AND u.area < %(high)s",
            drawn=self.drawn,
        )

    def check(self, run: Run) -> None:
        run.refuse(0, "sample_no", "SELECT p.row, p.reason FROM plan_unit p WHERE p.reason IS NOT NULL")
        run.refuse_twins(0, "sample_no", "s.sample_no", "样本编号")
        if self.drawn == SampleSurvey.Unit.VILLAGE:
            for part, whole, words in (
                ("omitted_persons", "unregistered_persons", "不能大于调查非建档立卡人口数"),
                ("approving_households", "surveyed_households", "不能大于调查户数"),
            ):
                run.refuse(
                    0, part, f"SELECT s.row, '{words}' FROM {self.stage} s WHERE s.{part} > COALESCE(s.{whole}, 0)"
                )
        elif run.has(0, "reached") and run.has(0, "note"):
            run.refuse(
                0,
                "note",
                f"SELECT s.row, '没有入户的请写明原因' FROM {self.stage} s "
                "WHERE NOT s.reached AND COALESCE(s.note, '') = ''",
            )

    def compare(self, run: Run) -> None:
        run.sql(
            "INSERT INTO stage_state SELECT 0, p.row, CASE WHEN p.unit_id IS NULL THEN 'n' "
            f"WHEN {self.target.differs(run)} THEN 'c' ELSE 's' END "
            f"FROM plan_unit p JOIN {self.stage} s USING (row) LEFT JOIN {self.target.table} t ON t.id = p.unit_id"
        )

    def apply(self, run: Run) -> None:
        if run.shadow:
            return
        self._demand_open(run)
        self.target.update(run, "EXISTS (SELECT 1 FROM stage_state x WHERE x.row = p.row AND x.state = 'c')")

    def _demand_open(self, run: Run) -> None:
        """A survey that is being handed in is waited for; handed in meanwhile, the pass begins anew and refuses."""
        states = run.all(
            "SELECT v.state FROM assessment_samplesurvey v WHERE v.id IN ("
            "SELECT u.survey_id FROM assessment_sampleunit u JOIN plan_unit p ON p.unit_id = u.id) "
            "ORDER BY v.id FOR NO KEY UPDATE"
        )
        if any(state != SampleSurvey.State.OPEN for (state,) in states):
            raise StaleRecordsError("survey was handed in meanwhile")

    def fields(self, run: Run) -> list[FieldCount]:
        return []

    def areas(self, run: Run) -> list[int]:
        """Answers change no verdict, so a preview has nothing to compute."""
        return []


register(SurveyKind("survey_households", "抽样入户调查结果", HouseholdForm, _HOUSEHOLD, SampleSurvey.Unit.HOUSEHOLD))
register(SurveyKind("survey_villages", "抽样村普查结果", VillageForm, _VILLAGE, SampleSurvey.Unit.VILLAGE))
refers("households_household", "抽样样本", "SELECT household_id FROM assessment_sampleunit")
