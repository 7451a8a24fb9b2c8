"""The criteria of villages, townships, counties and cities (CONTRACT 4).

They read the counts of their households and villages, the village's yearly record and the county's exit survey.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.indicators.base import Indicator, Measure
from assessment.kleene import And, Compare, Expression, Literal, Number, Plus, Source, Truth
from villages.models import CountyYear, VillageCheck, VillageYear

COUNTS = Source(VillageCheck, "t")
VILLAGE_YEAR = Source(VillageYear, "vy")
COUNTY_YEAR = Source(CountyYear, "cy")

_LEVELS = ("village", "township", "county", "city")


def _at_least_one(field: str) -> Truth:
    return Compare(VILLAGE_YEAR.number(field), ">=", Literal(1))


def _yes(code: str, label: str, field: str) -> Indicator:
    return Indicator(code, "village", label, truth=VILLAGE_YEAR.truth(field))


def _count(code: str, label: str, field: str, unit: str) -> Indicator:
    return Indicator(code, "village", label, measure=Measure(low=VILLAGE_YEAR.number(field)), unit=unit)


def _rate(code: str, label: str, part: str, whole: str) -> Indicator:
    measure = Measure(low=COUNTY_YEAR.number(part), over=COUNTY_YEAR.number(whole), times=100)
    return Indicator(code, "county", label, measure=measure, unit="%")


_rural = COUNTS.number("rural_population")
_assessed = Measure(
    low=COUNTS.number("persons_not_met"),
    high=Plus(COUNTS.number("persons_not_met"), COUNTS.number("persons_unknown")),
    over=_rural,
    times=100,
)
_official = Measure(low=COUNTS.number("official_poor"), over=_rural, times=100)

# Registered households are counted from their own facts, the others are the village's.
_other_lacking = VILLAGE_YEAR.number("other_lacking_four_households")
_four_lacking = Plus(COUNTS.number("four_lacking"), _other_lacking)
_four_haves = Measure(low=_four_lacking, high=Plus(_four_lacking, COUNTS.number("four_unknown")))
_doctors = Measure(low=VILLAGE_YEAR.number("doctors"), over=VILLAGE_YEAR.number("rural_population"), times=1000)

_poor_met = COUNTS.number("poor_villages_met")
_poor_unknown = COUNTS.number("poor_villages_unknown")
_poor_all = Plus(_poor_met, COUNTS.number("poor_villages_not_met"), _poor_unknown)


@dataclass(frozen=True)
class _OrOne(Number):
    """The number, or 1 where there is no poor village: one of one is 100 %. Unknown while a village has no record."""

    part: Number

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.part, _poor_all, COUNTS.number("villages_unrecorded"))

    def sql(self) -> str:
        unrecorded = COUNTS.number("villages_unrecorded").sql()
        return (
            f"(CASE WHEN {unrecorded} = 0 THEN CASE WHEN {_poor_all.sql()} = 0 THEN 1 ELSE {self.part.sql()} END END)"
        )


_poor_share = Measure(
    low=_OrOne(_poor_met), high=_OrOne(Plus(_poor_met, _poor_unknown)), over=_OrOne(_poor_all), times=100
)

INDICATORS = [
    *(
        Indicator("assessed_incidence", level, "贫困发生率（系统判定）", measure=_assessed, unit="%")
        for level in _LEVELS
    ),
    *(
        Indicator("official_incidence", level, "贫困发生率（登记状态）", measure=_official, unit="%")
        for level in _LEVELS
    ),
    *(
        Indicator("poor_villages_met", level, "贫困村达标比例", measure=_poor_share, unit="%")
        for level in ("township", "county", "city")
    ),
    _count("dangerous_houses", "危房户数", "dangerous_households", "户"),
    _count("unsafe_water_households", "饮水不安全户数", "unsafe_water_households", "户"),
    _yes("hard_road", "通硬化路", "hard_road"),
    _yes("power", "通生活用电", "power"),
    _yes("tv", "通广播电视", "tv"),
    _yes("broadband", "通宽带", "broadband"),
    _yes("bus", "通客运班车", "bus"),
    _yes("industry", "有致富增收产业", "has_industry"),
    Indicator("clinic", "village", "有卫生室", truth=_at_least_one("clinics")),
    Indicator(
        "clinic_with_doctor", "village", "有卫生室和村医", truth=And(_at_least_one("clinics"), _at_least_one("doctors"))
    ),
    Indicator("culture_facility", "village", "有文化室", truth=_at_least_one("culture_rooms")),
    _count("collective_income", "村集体经济收入", "collective_income", "元"),
    _count("income_per_head", "农民人均可支配收入", "income_per_head", "元"),
    _count("well_off_households", "未达小康收入户数", "below_well_off_households", "户"),
    Indicator("four_haves_households", "village", "未达户户四有户数", measure=_four_haves, unit="户"),
    Indicator("doctors_per_thousand", "village", "每千人村医数", measure=_doctors, unit="人"),
    _rate("wrong_exit_rate", "错退率", "wrong_exits", "sampled_exited"),
    _rate("omission_rate", "漏评率", "omitted", "sampled_unregistered"),
    _rate("recognition_rate", "群众认可度", "approving_households", "surveyed_households"),
]
