"""A dozen projects of the demo township, each as far as its office has come: real steps, papers and notices.

Days are counted back from the end of the year that the demo is of. ``picture`` gives a sealed picture of a shade; the
accounts are the demo's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE, scope_of
from core.audit.trail import Actor, recorded
from core.evidence.services import Paper, attach
from core.procedures.models import Entry
from core.procedures.selectors import definition_of
from core.procedures.services import Taken, take_step
from core.regions.codes import Level, area_range
from core.regions.selectors import region_list
from households.models import Household
from projects.assets import demo as solar
from projects.assets.services import Income, asset_create, distribute, income_record
from projects.library.services import (
    Plan,
    Progress,
    beneficiaries_add,
    progress_report,
    project_create,
    project_open,
)
from projects.models import Asset, Project, ProjectQuantity, ProjectTarget

Picture = Callable[[int], Any]

# The way: step, who, days after the step before, the form's values (DAY: that day).
WAY: Final[Sequence[tuple[str, str, int, Mapping[str, str]]]] = (
    ("propose", "clerk", 0, {"met_on": "DAY", "present": "86", "votes": "79"}),
    ("post_village", "clerk", 1, {}),
    ("review", "town", 11, {}),
    ("post_town", "town", 1, {}),
    ("appraise", "county2", 11, {"plan": "是", "opinion": "符合行业规划，同意入库"}),
    ("decide", "county", 3, {"met_on": "DAY", "approval": "通脱贫组〔2018〕21 号"}),
    ("enter", "county", 1, {}),
    ("plan", "county", 11, {"document": "通脱贫组〔2018〕30 号"}),
    ("fund", "county", 2, {"document": "通财农〔2018〕66 号", "amount": "TOTAL"}),
    ("tender", "clerk", 3, {"way": "竞争性谈判"}),
    ("contract", "clerk", 5, {"builder": "四川通江路桥建设公司", "price": "TOTAL", "signed_on": "DAY"}),
    ("start", "clerk", 3, {"started_on": "DAY"}),
    ("accept", "town", 60, {"finished_on": "DAY", "experts": "李建国、王德明、何秀英", "result": "合格"}),
    ("settle", "county", 10, {"amount": "TOTAL", "audit": "决算属实"}),
    ("announce", "town", 1, {}),
    ("register", "town", 11, {}),
    ("strike", "county", 2, {"document": "通脱贫组〔2018〕48 号"}),
)
STEPS: Final = [line[0] for line in WAY]


@dataclass(frozen=True)
class Sample:
    """One project: name, category, item with unit and quantity, yuan, the last step taken ("" none), households."""

    name: str
    category: str
    item: str
    unit: str
    quantity: str
    total: int
    last: str
    households: int = 0
    village: int = 0
    percent: int = 0


SAMPLES: Final = (
    Sample("村组道路硬化", "111", "村组道路", "公里", "3.2", 1_280_000, "strike", 24),
    Sample("核桃产业园", "101", "核桃园", "亩", "300", 560_000, "strike", 30, 1),
    Sample("安全饮水提升", "109", "蓄水池", "口", "4", 180_000, "accept", 18, 2),
    Sample("便民桥新建", "111", "便民桥", "座", "1", 420_000, "start", 12, 3, 65),
    Sample("村卫生室改建", "112", "卫生室", "个", "1", 120_000, "start", 0, 4, 30),
    Sample("银耳菌棚扩建", "101", "菌棚", "平方米", "1200", 360_000, "contract", 20, 5),
    Sample("农网改造", "111", "低压线路", "公里", "5.5", 640_000, "fund", 0, 6),
    Sample("危房改造", "107", "危房改造", "户", "9", 225_000, "plan", 9, 7),
    Sample("文化活动室新建", "112", "文化室", "个", "1", 150_000, "enter", 0, 8),
    Sample("巴山土鸡养殖", "101", "土鸡", "只", "3000", 90_000, "appraise", 15, 9),
    Sample("水毁河堤修复", "109", "河堤", "米", "307", 245_600, "post_village", 0, 10),
    Sample("太阳能路灯安装", "109", "路灯", "盏", "60", 96_000, "", 0, 11),
)


class Loader:
    """Acts in the name of the demo's accounts."""

    def __init__(self, town: int, year: int, picture: Picture) -> None:
        self.town, self.year, self.picture = town, year, picture
        self.today = min(timezone.localdate(), date(year, 12, 20))
        low, high = area_range(town)
        self.villages = [row.code for row in region_list(low, high, Level.VILLAGE, date(year, 12, 31))]
        self.posts = {
            name: Post.objects.select_related("user").get(user__username=account)
            for name, account in (("clerk", "xiangmu"), ("town", "town"), ("county", "county"), ("county2", "county2"))
        }

    def as_(self, name: str) -> dict[str, Any]:
        post = self.posts[name]
        return {"actor": Actor(post.user_id, post.user.name, post.pk, door="command"), "scope": scope_of(post)}

    def load(self, sample: Sample) -> None:
        area = self.villages[sample.village % len(self.villages)]
        steps = [line for line in WAY if sample.last and STEPS.index(line[0]) <= STEPS.index(sample.last)]
        day = self.today - timedelta(days=sum(line[2] for line in steps) + 2)
        row = project_create(**self.as_("clerk"), area=area, year=self.year, plan=_plan(sample, area, day))
        codes = Household.objects.within(SYSTEM_SCOPE).filter(area=area, closed_year__isnull=True).order_by("code")
        chosen = list(codes.values_list("code", flat=True)[: sample.households])
        if chosen:
            beneficiaries_add(**self.as_("clerk"), pk=row.pk, codes=chosen)
        if not sample.last:
            return
        case = project_open(**self.as_("clerk"), post=self.posts["clerk"], pk=row.pk, on=day)
        for code, who, days, values in steps:
            day += timedelta(days=days)
            self._prepare(row, case, code, day, sample)
            self._step(row, case, code, who, day, values)
        if sample.percent:
            self._report(row, sample, day, sample.percent)
        if sample.last == "strike" and sample.category == "101":
            self._income(row, chosen)

    def _prepare(self, row: Project, case: int, code: str, day: date, sample: Sample) -> None:
        step = definition_of(self._policy(case)).step(code)
        for paper in step.documents if step else ():
            if paper.on == "notice":
                posted = Entry.objects.filter(case=case, step=paper.notice).latest("id")
                bearer = ("notice", posted.notice_id or 0)
            else:
                bearer = ("case", case)
            for number in range(paper.count):
                upload = self.picture(number)
                attach(
                    **self.as_("county"), subject_type=bearer[0], subject_id=bearer[1], upload=upload,
                    paper=Paper(paper.kind, day, "演示材料"),
                )  # fmt: skip
                upload.close()
        if code == "accept":
            self._report(row, sample, day, 100)
        if code == "register":
            operating = sample.category == "101"
            asset_create(
                **self.as_("town"), area=row.area, project=row.pk,
                values={
                    "name": row.name, "kind": "operating" if operating else "public", "owner_level": "village",
                    "owner": "村集体经济合作社", "original_value": Decimal(sample.total), "formed_on": day,
                    "place": row.place, "manager": "村集体经济合作社", "maintainer": "罗平", "condition": "in_use",
                },
            )  # fmt: skip

    def _policy(self, case: int) -> int:
        from core.procedures.models import Case

        return int(Case.all_rows.values_list("round__policy_id", flat=True).get(pk=case))

    def _step(self, row: Project, case: int, code: str, who: str, day: date, values: Mapping[str, str]) -> None:
        total = str(Project.all_rows.get(pk=row.pk).total)
        filled = {key: {"DAY": day.isoformat(), "TOTAL": total}.get(value, value) for key, value in values.items()}
        taken = Taken(on=day, key=f"demo-{code}", values=filled, place="公示栏")
        take_step(**self.as_(who), post=self.posts[who], case_ids=[case], step=code, taken=taken, today=day)

    def _report(self, row: Project, sample: Sample, day: date, percent: int) -> None:
        done = percent == 100
        quantities = ProjectQuantity.all_rows.filter(project=row).values_list("pk", flat=True)
        achieved = {pk: Decimal(sample.quantity) * percent / 100 for pk in quantities}
        targets = dict.fromkeys(
            ProjectTarget.all_rows.filter(project=row).values_list("pk", flat=True), "达到目标" if done else ""
        )
        words = "全部完成，已自验" if done else "主体施工中"
        progress_report(
            **self.as_("clerk"), pk=row.pk, today=day,
            progress=Progress(day, Decimal(percent), words, achieved, targets if done else {}),
        )  # fmt: skip

    def _income(self, row: Project, codes: Sequence[str]) -> None:
        asset = Asset.all_rows.get(project=row)
        income = income_record(
            **self.as_("town"), pk=asset.pk, income=Income(self.year, "全年", Decimal("28000.00"), None, "核桃销售")
        )
        share = Decimal("600.00")
        distribute(**self.as_("town"), pk=income.pk, shares=dict.fromkeys(codes, share))


def _plan(sample: Sample, area: int, day: date) -> Plan:
    central = Decimal(sample.total) * 8 / 10
    values = {
        "name": sample.name, "category": sample.category, "nature": "new", "place": "本村一组至三组",
        "content": f"{sample.name}：{sample.item} {sample.quantity} {sample.unit}", "planned_start": day,
        "planned_end": day + timedelta(days=240), "department": "通江县扶贫办", "responsible_unit": "杨柏镇人民政府",
        "implementing_unit": "杨柏镇人民政府", "contact": "周敏", "village_contact": "罗平",
        "participation": "村民大会议定，投工投劳，理事会全程监督", "mechanism": "优先聘用贫困户务工，村集体管护",
        "for_households": sample.category == "107", "total": Decimal(sample.total),
    }  # fmt: skip
    targets = (
        ("output", "数量", sample.item, sample.unit, sample.quantity, 40),
        ("benefit", "社会", "受益群众生产生活条件", "", "明显改善", 40),
        ("satisfaction", "", "受益群众满意度", "%", "≥95", 20),
    )
    return Plan(
        values,
        [area],
        [{"area": area, "item": sample.item, "unit": sample.unit, "planned": Decimal(sample.quantity)}],
        [
            {"level": "central", "kind": "01", "planned": central, "note": ""},
            {"level": "county", "kind": "05", "planned": Decimal(sample.total) - central, "note": ""},
        ],
        [_target(*line) for line in targets],
    )  # fmt: skip


def _target(group: str, kind: str, name: str, unit: str, target: str, weight: int) -> dict[str, Any]:
    return {"group": group, "kind": kind, "name": name, "unit": unit, "target": target, "weight": Decimal(weight)}


def load(loader: Actor, town: int, year: int, picture: Picture) -> None:
    """After the accounts and the procedures."""
    with recorded(loader, reason="演示资料"):
        user = User.objects.create_user("xiangmu", None, name="蒲建华", office="杨柏镇项目办")
        Post.objects.create(user=user, role=Role.TOWNSHIP, area=town, office="杨柏镇项目办", starts_on=date(2018, 1, 1))
        acting = Loader(town, year, picture)
        for sample in SAMPLES:
            acting.load(sample)
        solar.load(acting.as_("town"), acting.villages[2], year)
