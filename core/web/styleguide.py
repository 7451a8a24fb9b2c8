"""The living style guide at /styleguide/ (DEBUG and tests only): every component with invented data.

Parts are whole pages to be laid beside the wanted pictures: home, register, form, phone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from math import floor
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from core.web.charts import Bin, Share, Tile
from core.web.forms import HAVE_NOT, AmountField, YesNoField
from core.web.menu import MENU, Entry, grouped
from core.web.paging import Page

PARTS = ("pieces", "home", "register", "form", "phone", "print")
TREE = (("板桥口镇", None), ("新场镇", None), ("杨柏镇", 915), ("三溪镇", None), ("春在镇", None), ("龙凤场镇", None))
VILLAGES = [
    "贾村观村",
    "仙人嵌村",
    "沙泥坪村",
    "马口背村",
    "邵家河村",
    "永丰观村",
    "双凤垭村",
    "盘龙山村",
    "天平寺村",
    "骡子坡村",
    "青山梁村",
]
TOWNSHIPS = (
    ("永安镇", 1227, 4057, (975, 167, 85), "+-?" * 5 + "+"),
    ("兴隆乡", 940, 3168, (753, 125, 62), "++-++++?-+-+?"),
    ("新场镇", 570, 1879, (461, 76, 33), "?-+++--++-+"),
    ("杨柏镇", 915, 3071, (742, 104, 69), "?++-++p++-+?+-"),
    ("两河口镇", 652, 2206, (532, 79, 41), "-++-++-+++++-"),
    ("云昙乡", 382, 1270, (312, 48, 22), "+++++-"),
    ("东山乡", 223, 777, (183, 31, 9), "-+?+"),
    ("泥溪镇", 623, 2167, (513, 71, 39), "+?+++--+-?"),
)
HOUSES: tuple[tuple[Any, ...], ...] = (
    ("苟文华", "019", 5, "因病", "1892.40", False, "收入差 1,103 元", "0", None),
    ("熊正芳", "022", 4, "缺劳力", "3618.40", None, "缺：安全饮水", "0", None),
    ("张德明", "025", 3, "因学", "4210.50", True, "", "1", 2017),
    ("冉启贵", "028", 5, "缺技术", None, None, "缺：年度收入", "0", None),
    ("王桂珍", "031", 3, "因残", "2899.33", False, "收入差 96 元", "1", 2017),
    ("谭家兵", "034", 3, "缺资金", "3350.67", None, "缺：1 人医疗", "0", None),
    ("李国富", "037", 4, "因病", "2583.25", False, "收入差 412 元；医疗未知", "0", None),
    ("杜光荣", "040", 2, "缺劳力", "5120.00", True, "", "1", 2016),
    ("向红梅", "052", 3, "因残", "3905.75", True, "正在重新计算", "0", None),
    ("赵仕全", "055", 4, "因学", "6012.00", True, "", "4", 2015),
    ("余秀珍", "073", 4, "因残", "2990.10", False, "收入差 5 元", "3", 2018),
)


class Sample(forms.Form):
    """A form of every control."""

    head = forms.CharField(label="户主姓名")
    group = forms.ChoiceField(label="村民小组", choices=[("3", "3 组")], required=False)
    phone = forms.CharField(label="联系电话", required=False)
    wage = AmountField(label="工资性收入", unit="元")
    business = AmountField(label="生产经营性收入", unit="元")
    property = AmountField(label="财产性收入", unit="元")
    food = YesNoField(label="不愁吃")
    clothing = YesNoField(label="不愁穿")
    path = YesNoField(label="增收门路", words=HAVE_NOT)
    dangerous = YesNoField(label="是否危房户")
    grade = forms.ChoiceField(label="危房级别", choices=[("", "未填"), ("B", "B级")], required=False)
    area = AmountField(label="住房面积", unit="平方米", help_text="按房产证")
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("property") is None:
            self.add_error("property", "收入项不完整，没有的项请填 0")
        if self.cleaned_data.get("dangerous") and self.cleaned_data.get("grade") == "B":
            self.add_error("grade", "是否危房户填“是”，级别不能是 A级、B级")
        return self.cleaned_data


def sample_form() -> Sample:
    """李国富户 with two mistakes."""
    data = {"head": "李国富", "group": "3", "wage": "6,900.00", "business": "5,200.00", "food": "1", "clothing": "1"}
    stored = data | {"wage": Decimal(6400), "business": Decimal(5200), "clothing": True, "food": True, "path": True}
    stored |= {"property": Decimal(120), "dangerous": False, "grade": "B", "area": Decimal(96), "phone": "138****2746"}
    return Sample(
        initial=stored,
        data=data | {"path": "1", "dangerous": "1", "grade": "B", "area": "96.00", "phone": "138****2746"},
    )


def _tiles(signs: str) -> list[Tile]:
    outcomes = {"+": True, "p": True, "-": False, "?": None}
    return [Tile(f"第 {index} 村", outcomes[sign], sign == "p") for index, sign in enumerate(signs, 1)]


def _townships() -> list[dict[str, Any]]:
    return [
        {"name": name, "households": households, "persons": persons, "counts": counts, "tiles": _tiles(signs)}
        for name, households, persons, counts, signs in TOWNSHIPS
    ]


def _bins() -> list[Bin]:
    line = Decimal(2995)
    counts = (130, 200, 300, 480, 1150, 3011, 4250, 4480, 4020, 3330, 2700, 2200, 1700, 1380, 1050, 1500)
    edges: list[Decimal | None] = [None, *(line + 500 * n for n in range(-4, 11)), None]
    return [Bin(edges[i], edges[i + 1], count) for i, count in enumerate(counts)]


def _figures() -> list[dict[str, Any]]:
    return [
        {"label": "建档立卡户", "value": "32,275", "unit": "户", "note": "106,870 人 · 49 个乡镇"},
        {"label": "达标", "value": "27,793", "unit": "户", "note": "占 86.1%", "outcome": True, "tone": "met"},
        {"label": "未达标", "value": "3,133", "unit": "户", "note": "占 9.7%", "outcome": False, "tone": "not"},
        {"label": "未知", "value": "1,349", "unit": "户", "note": "占 4.2%，缺资料", "outcome": None, "tone": "unk"},
        {"label": "贫困村达标", "value": "112", "unit": "/ 157 村", "note": "未达标 29，未知 16"},
        {
            "label": "综合贫困发生率（测算）",
            "value": "2.31–3.29",
            "unit": "%",
            "note": "县标准 < 3%，",
            "badge": "尚不能判定",
            "range": True,
        },
    ]


def _import_figures() -> list[dict[str, Any]]:
    return [
        {"label": "读取", "value": "3,986", "unit": "行", "note": "户 915 · 人 3,071"},
        {"label": "新增", "prefix": "＝", "icon": "plus-circle", "value": "12", "unit": "行", "note": "户 3 · 人 9"},
        {"label": "更新", "prefix": "＋", "icon": "fill-in", "value": "174", "unit": "行", "note": "户 93 · 人 81"},
        {"label": "不变", "prefix": "＋", "icon": "minus-circle", "value": "3,792", "unit": "行", "note": "户 816"},
        {"label": "拒绝", "prefix": "＋", "icon": "cross-circle", "value": "8", "unit": "行", "tone": "not"},
        {"label": "疑点（不拦）", "icon": "doubt", "value": "23", "unit": "条", "note": "另计", "tone": "doubt"},
    ]


def _tree() -> list[dict[str, Any]]:
    villages = [
        {"name": name, "url": "#", "count": 68 + i, "level": 3, "on": i == 0} for i, name in enumerate(VILLAGES)
    ]
    towns = [
        {
            "name": n,
            "url": "#",
            "count": c,
            "level": 2,
            "opens": "#",
            "open": bool(c),
            "children": villages if c else [],
        }
        for n, c in TREE
    ]
    return [{"name": "通江县", "url": "#", "level": 1, "opens": "#", "open": True, "children": towns, "count": None}]


def _houses() -> list[dict[str, Any]]:
    names = ("head", "number", "members", "cause", "income", "outcome", "gap", "status", "year")
    rows = []
    for index, house in enumerate(HOUSES * 2, 1):
        row = dict(zip(names, house, strict=True))
        income = None if row["income"] is None else Decimal(row["income"])
        row |= {"index": index, "income": income, "distance": None if income is None else floor(income - 2995)}
        row |= {"doubt": "不一致" if row["head"] == "王桂珍" else "", "pending": row["head"] == "向红梅"}
        row |= {
            "selected": index in {5, 7},
            "date": datetime(2018, 9, 14, 9, 5, tzinfo=timezone.get_current_timezone()),
        }
        rows.append(row)
    return rows[:20]


def _frame() -> dict[str, Any]:
    """The bar of a county officer, without a database."""
    lit = {"对象台账"}
    menu = grouped([replace(e, url="#", active=e.label in lit) for e in MENU])
    phone = [
        Entry(word, "", MENU[0].action, symbol, url="#") for word, symbol in (("我的户", "home"), ("我的", "person"))
    ]
    counters = [Entry(word, "", MENU[0].action, url="#", count=n) for word, n in (("待办", 8), ("任务", 1))]
    return {
        "signed_in": True,
        "office": "通江县扶贫办",
        "user": {"name": "何静"},
        "menu": menu,
        "phone_menu": [phone[0], Entry("待补录", "", MENU[0].action, "fill-in", url="#", count=2), phone[1]],
        "counters": counters,
        "year": 2018,
        "years": [2018, 2017],
        "urls": {"home": "/", "set_year": "#"},
    }


def context() -> dict[str, Any]:
    """Everything the templates of the guide draw."""
    return {
        "frame": _frame(),
        "now": timezone.now(),
        "path": [("四川省", "#"), ("巴中市", "#"), ("通江县", "#"), ("杨柏镇", "#"), ("贾村观村", "")],
        "figures": _figures(),
        "import_figures": _import_figures(),
        "townships": _townships(),
        "bins": _bins(),
        "line": Decimal(2995),
        "shares": [Share("人均纯收入", 29467, 2195, 613), Share("基本医疗", 30855, 420, 1000)],
        "low": Decimal("1.84"),
        "high": Decimal("3.94"),
        "three": Decimal(3),
        "form": sample_form(),
        "blank": Sample(),
        "houses": _houses(),
        "tree": _tree(),
        "page": Page(rows=[], count=68, next="x", previous="", number=1),
        "tabs": [("基本情况", "#", False), ("家庭成员 4", "#", False), ("退出评估", "#", True), ("附件 8", "#", False)],
        "steps": ["上传", "校验", "预览", "确认导入", "结果"],
        "icons": [
            "met",
            "not-met",
            "unknown",
            "pending",
            "clock",
            "download",
            "upload",
            "print",
            "edit",
            "fill-in",
            "plus",
            "search",
            "left",
            "right",
            "close",
            "warning",
            "doubt",
            "info",
            "attachment",
            "calendar",
            "home",
            "person",
            "phone",
            "plus-circle",
            "minus-circle",
            "cross-circle",
            "tick",
            "list",
            "arrow",
            "file",
            "lock",
        ],
    }


class StyleGuide(View):
    """Nothing personal, nothing stored: no right is needed, but the address exists only in DEBUG."""

    def get(self, request: HttpRequest, part: str = "pieces") -> HttpResponse:
        if part not in PARTS:
            raise Http404
        return render(request, f"styleguide/{part}.html", context())
