"""A project of 贾村观 with everything it needs, and its way through the shipped procedure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.accounts.models import User
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.evidence.models import Attachment
from core.procedures.models import Case, Entry
from core.procedures.services import procedures_load
from projects.library import services
from projects.library.services import Plan, Progress
from projects.models import Asset, Project, ProjectQuantity, ProjectTarget
from tests.cast import JIACUNGUAN, Cast
from tests.core.procedures.scene import acting, paper, step

DAY = date(2018, 3, 1)
YEAR = 2018
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "procedures" / "project.json"
VALUES: dict[str, Any] = {
    "name": "贾村观村组道路硬化",
    "category": "111",
    "nature": "new",
    "place": "贾村观一社至三社",
    "content": "硬化村组道路 3.2 公里，宽 4.5 米",
    "planned_start": date(2018, 5, 1),
    "planned_end": date(2018, 11, 30),
    "responsible_unit": "通江县交通局",
    "implementing_unit": "杨柏镇人民政府",
    "participation": "村民投工投劳，理事会监督",
    "mechanism": "优先聘用贫困户务工",
    "total": Decimal("1280000.00"),
}
ROAD = {"area": JIACUNGUAN, "item": "村组道路", "unit": "公里", "planned": Decimal("3.20")}
MONEY = [
    {"level": "central", "kind": "01", "planned": Decimal("1000000.00"), "note": ""},
    {"level": "county", "kind": "05", "planned": Decimal("280000.00"), "note": ""},
]
TARGET = {"group": "output", "kind": "数量", "name": "硬化里程", "unit": "公里", "target": "3.2", "weight": Decimal(30)}

# The way, by hand: step, who, the papers on the case, the day after the one before, the form's values.
WAY: list[tuple[str, str, tuple[str, ...], int, dict[str, str]]] = [
    ("propose", "village_clerk", ("Q01", "Q02", "Q03"), 0, {"met_on": "2018-03-01", "present": "86", "votes": "80"}),
    ("post_village", "village_clerk", (), 0, {}),
    ("review", "township_clerk", ("P09",), 10, {}),
    ("post_town", "township_clerk", (), 0, {}),
    ("appraise", "department_officer", ("Q04",), 10, {"plan": "是", "opinion": "符合通村公路规划"}),
    ("decide", "county_officer", ("Q05",), 1, {"met_on": "2018-03-22", "approval": "通脱贫〔2018〕9 号"}),
    ("enter", "county_officer", (), 1, {}),
    ("plan", "county_officer", ("Q06",), 10, {"document": "通脱贫〔2018〕12 号"}),
    ("fund", "county_officer", ("Q07",), 1, {"document": "通财农〔2018〕40 号", "amount": "1280000"}),
    ("tender", "township_clerk", ("Q08",), 1, {"way": "竞争性谈判"}),
    ("contract", "township_clerk", ("Q09",), 1, {"builder": "路桥公司", "price": "1260000", "signed_on": "2018-04-01"}),
    ("start", "township_clerk", ("Q10",), 1, {"started_on": "2018-04-02"}),
    ("accept", "county_officer", ("Q11", "Q11", "Q12"), 60,
     {"finished_on": "2018-05-20", "experts": "张工、李工、王工", "result": "合格"}),
    ("settle", "county_second", ("Q13", "Q14", "Q15"), 5, {"amount": "1255000.50", "audit": "同意决算"}),
    ("announce", "township_clerk", (), 1, {}),
    ("register", "township_clerk", ("Q16",), 10, {}),
    ("strike", "county_officer", (), 1, {"document": "通脱贫〔2018〕30 号"}),
]  # fmt: skip
NOTICES = {"post_village", "post_town", "enter", "plan", "announce"}
# the photos that a later step wants of an earlier notice
PHOTOS = {"review": ("post_village", "P04"), "appraise": ("post_town", "P04"), "plan": ("enter", "P06"),
          "fund": ("plan", "P06"), "register": ("announce", "P06")}  # fmt: skip


def shipped() -> None:
    procedures_load(json.loads(SHIPPED.read_text("utf-8")), actor=SYSTEM, scope=SYSTEM_SCOPE)


def plan(**values: Any) -> Plan:
    return Plan({**VALUES, **values}, [JIACUNGUAN], [ROAD], MONEY, [TARGET])


def project(person: User, given: Plan | None = None, area: int = JIACUNGUAN) -> Project:
    actor, _, scope = acting(person)
    return services.project_create(actor=actor, scope=scope, area=area, year=YEAR, plan=given or plan())


def opened(person: User, row: Project, on: date = DAY) -> int:
    actor, post, scope = acting(person)
    return services.project_open(actor=actor, post=post, scope=scope, pk=row.pk, on=on)


def asset_of(row: Project) -> Asset:
    found: Asset = Asset.all_rows.create(
        code=f"ZC{row.pk}", name=row.name, area=row.area, project=row, kind="public", owner_level="village",
        original_value=row.total or 0,
    )  # fmt: skip
    return found


@dataclass
class Journey:
    """One project on its way; ``without`` leaves one thing out at the step it is for."""

    cast: Cast
    second: User
    today: date = DAY
    row: Project = field(init=False)
    case: int = field(init=False)

    def __post_init__(self) -> None:
        self.row = project(self.cast.village_clerk)
        self.case = opened(self.cast.village_clerk, self.row, self.today)

    def person(self, name: str) -> User:
        return self.second if name == "county_second" else getattr(self.cast, name)

    @property
    def state(self) -> str:
        return str(Case.all_rows.get(pk=self.case).state)

    def prepare(self, code: str, without: str = "") -> None:
        """Everything that ``code`` wants beside its clock: papers, photos of notices, facts."""
        kinds = next(kinds for name, _, kinds, _, _ in WAY if name == code)
        for kind in kinds:
            if kind != without:
                paper("case", self.case, kind)
        if code in PHOTOS and without != "photo":
            notice_step, kind = PHOTOS[code]
            entry = Entry.objects.filter(case=self.case, step=notice_step).order_by("-id").first()
            if entry is not None:
                paper("notice", entry.notice_id, kind)
        if code == "accept" and without != "report" and Project.all_rows.get(pk=self.row.pk).actual_start:
            self.report()
        if code == "settle" and without != "actual":
            ProjectTarget.all_rows.filter(project=self.row).update(actual="3.2")
        if code == "register" and without != "asset" and not Asset.all_rows.filter(project=self.row).exists():
            asset_of(self.row)

    def report(self) -> None:
        actor, _, scope = acting(self.cast.township_clerk)
        achieved = dict.fromkeys(
            ProjectQuantity.all_rows.filter(project=self.row).values_list("pk", flat=True), Decimal("3.2")
        )
        services.progress_report(
            actor=actor, scope=scope, pk=self.row.pk, today=self.today,
            progress=Progress(self.today, Decimal(100), "路面全部浇筑", achieved),
        )  # fmt: skip

    def go(self, code: str, *, by: User | None = None, days: int | None = None, **fields: Any) -> None:
        """Take a step at its earliest day (``days``: after so many), or raise what the engine raises."""
        _, who, _, wait, values = next(line for line in WAY if line[0] == code)
        self.today += timedelta(days=wait if days is None else days)
        values = {key: self.today.isoformat() if key in ("met_on", "signed_on", "started_on", "finished_on") else value
                  for key, value in values.items()}  # fmt: skip
        extra = {"place": "公示栏"} if code in NOTICES else {}
        step(
            by or self.person(who),
            code,
            [self.case],
            self.today,
            **{"values": values, "key": f"{code}-{self.today}-{Entry.objects.count()}", **extra, **fields},
        )

    def until(self, last: str) -> None:
        """Every step through ``last``, with all it wants."""
        for code, *_ in WAY:
            self.prepare(code)
            self.go(code)
            if code == last:
                return


def papers_on(case: int) -> set[str]:
    return set(Attachment.all_rows.filter(subject_type="case", subject_id=case).values_list("kind", flat=True))
