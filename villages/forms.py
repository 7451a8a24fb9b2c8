"""The forms of a village's and a county's facts, in paper order; the same words, units and limits everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from core.dictionaries.selectors import choices
from core.web.forms import HAVE_NOT, AmountField, WholeField, YesNoField, with_unit
from villages.models import CountyYear, VillageYear

# The sections of the form and of the page: title, hint, fields.
VILLAGE_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "基本情况",
        "",
        (
            "is_poor", "village_attr", "is_delisted", "delist_year", "leader", "office_phone", "terrain",
            "dev_direction", "group_count", "longitude", "latitude", "elevation",
        ),
    ),
    (
        "人口",
        "农业户籍人口数是贫困发生率的分母",
        (
            "households", "population", "rural_population", "dibao_households", "dibao_persons",
            "destitute_households", "destitute_persons", "disabled", "labour", "migrants", "minority_population",
            "college_officials", "party_members",
        ),
    ),
    (
        "道路、饮水、用电",
        "“未填”不等于“否”",
        (
            "hard_road", "paved_to_town", "bus", "unpaved_km", "unreached_groups", "unsafe_water_households",
            "difficult_water_households", "power", "unpowered_households", "groups_with_power",
            "other_lacking_four_households",
        ),
    ),
    (
        "住房、卫生、文化、信息",
        "",
        (
            "dangerous_households", "clinics", "doctors", "public_toilets", "waste_points", "insured_medical",
            "insured_pension", "culture_rooms", "schools", "tv", "tv_households", "broadband",
            "broadband_households", "info_officer",
        ),
    ),
    (
        "经济",
        "金额单位：元",
        (
            "has_industry", "main_industry", "collective_income", "income_per_head", "below_well_off_households",
            "coops", "mutual_fund", "tourism_households", "tourism_workers", "farm_inns", "farm_inn_income",
        ),
    ),
    (
        "土地",
        "单位：亩",
        ("farmland_mu", "irrigated_mu", "woodland_mu", "forest_return_mu", "orchard_mu", "pasture_mu", "water_mu"),
    ),
    ("备注", "", ("remark",)),
)  # fmt: skip

COUNTY_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "退出抽查结果",
        "错退率 = 错退 ÷ 抽样脱贫人口；漏评率 = 漏评 ÷ 抽样非建档立卡人口；认可度 = 认可 ÷ 调查户数",
        (
            "sampled_exited", "wrong_exits", "sampled_unregistered", "omitted", "surveyed_households",
            "approving_households",
        ),
    ),
    ("收入", "用于“收入达到当地平均水平一半”的指标", ("rural_income_per_head",)),
)  # fmt: skip

UNITS = {
    "households": "户", "population": "人", "rural_population": "人", "dibao_households": "户", "dibao_persons": "人",
    "destitute_households": "户", "destitute_persons": "人", "disabled": "人", "labour": "人", "migrants": "人",
    "minority_population": "人", "college_officials": "人", "party_members": "人", "group_count": "个",
    "unpaved_km": "公里", "unreached_groups": "个", "unsafe_water_households": "户", "difficult_water_households": "户",
    "unpowered_households": "户", "groups_with_power": "个", "dangerous_households": "户", "clinics": "个",
    "doctors": "人", "public_toilets": "个", "waste_points": "个", "insured_medical": "人", "insured_pension": "人",
    "culture_rooms": "个", "schools": "个", "tv_households": "户", "broadband_households": "户",
    "below_well_off_households": "户", "other_lacking_four_households": "户",
    "collective_income": "元", "income_per_head": "元", "coops": "个", "tourism_households": "户",
    "tourism_workers": "人", "farm_inns": "户", "farm_inn_income": "元", "elevation": "米", "sampled_exited": "人",
    "wrong_exits": "人", "sampled_unregistered": "人", "omitted": "人", "surveyed_households": "户",
    "approving_households": "户", "rural_income_per_head": "元", "farmland_mu": "亩", "irrigated_mu": "亩",
    "woodland_mu": "亩", "forest_return_mu": "亩", "orchard_mu": "亩", "pasture_mu": "亩", "water_mu": "亩",
}  # fmt: skip
MAY_BE_NEGATIVE = {"longitude", "latitude", "elevation"}
HAVING = {"mutual_fund"}

# The part may not exceed the whole: (part, whole).
PARTS = (
    ("rural_population", "population"),
    ("dangerous_households", "households"),
    ("unsafe_water_households", "households"),
    ("below_well_off_households", "households"),
    ("other_lacking_four_households", "households"),
    ("dibao_households", "households"),
    ("destitute_households", "households"),
    ("wrong_exits", "sampled_exited"),
    ("omitted", "sampled_unregistered"),
    ("approving_households", "surveyed_households"),
)


def _village_attrs() -> list[tuple[str, str]]:
    return [("", "未填"), *choices("village_attr")]


def fact_field(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The form field of a fact: three-part switch for yes/no, units inside the frame, no negative amounts."""
    made: forms.Field | None
    if isinstance(field, models.BooleanField):
        words = HAVE_NOT if field.name in HAVING else ("是", "否")
        made = YesNoField(label=str(field.verbose_name), words=words)
    elif field.name == "village_attr":
        # A callable: this module is imported with the addresses, before the first migration.
        made = forms.TypedChoiceField(
            label=str(field.verbose_name), choices=_village_attrs, required=False, coerce=str, empty_value=None
        )
    else:
        lowest = None if field.name in MAY_BE_NEGATIVE else 0
        label = str(field.verbose_name)
        if isinstance(field, models.IntegerField):
            made = WholeField(label=label, min_value=lowest, max_digits=9)
        elif isinstance(field, models.DecimalField):
            made = AmountField(
                label=label, min_value=lowest, max_digits=field.max_digits, decimal_places=field.decimal_places
            )
        else:
            made = field.formfield(**kwargs)
    if made is not None and field.name in UNITS:
        with_unit(made, UNITS[field.name])
    return made


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class FactsForm(_ModelForm):
    """Base: ``version`` is the version that was read; ``sections`` pairs titles with the bound fields."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    layout: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        return [(title, hint, [self[name] for name in names]) for title, hint, names in self.layout]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for part, whole in PARTS:
            if values.get(part) is not None and values.get(whole) is not None and values[part] > values[whole]:
                label = self.fields[whole].label
                self.add_error(part, f"不能大于{label}（{values[whole]}），请核对")
        return values

    def facts(self) -> dict[str, Any]:
        """The values to store, by field."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class VillageForm(FactsForm):
    layout = VILLAGE_SECTIONS

    class Meta:
        model = VillageYear
        fields = [name for _, _, names in VILLAGE_SECTIONS for name in names]
        formfield_callback = fact_field


class CountyForm(FactsForm):
    layout = COUNTY_SECTIONS

    class Meta:
        model = CountyYear
        fields = [name for _, _, names in COUNTY_SECTIONS for name in names]
        formfield_callback = fact_field
