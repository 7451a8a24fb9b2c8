"""A household or a region on a past day by both clocks, explained, and where the two differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assessment.explain.blocking import BlockingHousehold, blocking_households
from assessment.explain.criteria import CriterionRow
from assessment.explain.household import Explanation, explain_household
from assessment.explain.region import RegionExplanation, explain_region
from assessment.explain.villages import VillageLine, blocking_villages
from assessment.models import VerdictChange
from assessment.replay.clocks import KNOWN, TRUE, replayed
from assessment.replay.images import household_area_at
from core.accounts.scope import Scope
from core.regions.codes import Level, level_of
from households.models import Household
from villages.models import VillageCheck

LISTED = 20
NOT_STORED = "当时系统里还没有这一户"
OUTSIDE = "这一户当时登记在您辖区以外的村，不能查看"

_COUNTS = (
    ("建档立卡户：达标", "households_met"),
    ("建档立卡户：未达标", "households_not_met"),
    ("建档立卡户：未知", "households_unknown"),
    ("人口：达标", "persons_met"),
    ("人口：未达标", "persons_not_met"),
    ("人口：未知", "persons_unknown"),
    ("农业户籍人口数", "rural_population"),
    ("登记贫困人口", "official_poor"),
)
_VILLAGE_COUNTS = (("村：达标", "villages_met"), ("村：未达标", "villages_not_met"), ("村：未知", "villages_unknown"))


@dataclass(frozen=True)
class Side:
    """One clock. ``e`` None: there was no such subject, or it may not be seen; ``note`` says which.

    ``hidden`` counts the households that stood there then and are no longer in the reader's scope.
    """

    e: Explanation | RegionExplanation | None
    note: str = ""
    households: Sequence[BlockingHousehold] = ()
    villages: Sequence[VillageLine] = ()
    hidden: int = 0

    @property
    def outcome(self) -> bool | None:
        return self.e.verdict.outcome if self.e is not None and self.e.verdict is not None else None

    @property
    def judged(self) -> bool:
        return self.e is not None and self.e.verdict is not None

    @property
    def words(self) -> str:
        """The sentence beside the badge."""
        return self.note if self.e is None else self.e.sentence


@dataclass(frozen=True)
class Pair:
    """One criterion, or one count, by both clocks."""

    label: str
    known: CriterionRow | None
    true: CriterionRow | None

    @property
    def differs(self) -> bool:
        return _said(self.known) != _said(self.true)


@dataclass(frozen=True)
class CountPair:
    label: str
    known: int | None
    true: int | None

    @property
    def differs(self) -> bool:
        return self.known != self.true


@dataclass(frozen=True)
class Both:
    """Both clocks of a subject. ``shown_then`` is what the stored verdict said at the moment (it may have been
    pending); None where no change is logged up to it."""

    moment: datetime
    year: int
    known: Side
    true: Side
    pairs: list[Pair]
    counts: list[CountPair] = field(default_factory=list)
    shown_then: VerdictChange | None = None

    @property
    def sides(self) -> tuple[tuple[str, str, Side], tuple[str, str, Side]]:
        return (
            ("当时已知", "按那一刻存着的资料、标准和标准线", self.known),
            ("按现在的资料", "按现在更正后的资料，用那一天适用的标准", self.true),
        )

    @property
    def differ(self) -> bool:
        return (
            (self.known.judged, self.known.outcome) != (self.true.judged, self.true.outcome)
            or any(pair.differs for pair in self.pairs)
            or any(pair.differs for pair in self.counts)
        )

    @property
    def was_stale(self) -> bool:
        """Whether what was shown then is not what follows from the facts of that moment: it was still pending."""
        shown = self.shown_then
        if shown is None or not self.known.judged or shown.new_outcomes is None:
            return False
        return shown.new_outcome is not self.known.outcome


def _said(row: CriterionRow | None) -> tuple[object, ...] | None:
    return None if row is None else (row.outcome, row.value, row.threshold, row.kind)


def household_on(*, scope: Scope, household: Household, moment: datetime, year: int) -> Both:
    """A household that ``scope`` may see today; where it was outside the scope then, that side stays closed."""

    def explain() -> Side:
        found = explain_household(scope=scope, code=household.code, year=year)
        return Side(found) if found is not None else Side(None, OUTSIDE)

    area = household_area_at(household.pk, moment)
    known = Side(None, NOT_STORED) if area is None else _replay(KNOWN, moment, area, year, explain)
    true = _replay(TRUE, moment, household.area, year, explain)
    changes = VerdictChange.objects.filter(household_id=household.pk, year=year, at__lte=moment)
    return Both(moment, year, known, true, _pairs(known, true), shown_then=changes.order_by("-id").first())


def region_on(*, scope: Scope, area: int, moment: datetime, year: int) -> Both:
    """A village, township, county or city inside ``scope``."""

    def explain() -> Side:
        found = explain_region(scope=scope, area=area, year=year)
        if found is None or found.verdict is None:
            return Side(found)
        if found.level == Level.VILLAGE:
            return Side(found, households=blocking_households(scope=scope, area=area, year=year).rows[:LISTED])
        return Side(found, villages=blocking_villages(scope=scope, area=area, year=year, limit=LISTED))

    known, true = (_visible(_replay(clock, moment, area, year, explain), scope) for clock in (KNOWN, TRUE))
    changes = VerdictChange.objects.filter(household_id__isnull=True, area=area, year=year, at__lte=moment)
    return Both(
        moment,
        year,
        known,
        true,
        _pairs(known, true),
        _counts(known, true, level_of(area)),
        changes.order_by("-id").first(),
    )


def _replay(clock: str, moment: datetime, area: int, year: int, explain: Callable[[], Side]) -> Side:
    with replayed(clock, moment, [area], year):
        return explain()


def _visible(side: Side, scope: Scope) -> Side:
    """Without the households that have left the scope since: nothing is told of them."""
    ids = [row.household.pk for row in side.households]
    if not ids:
        return side
    still = set(Household.objects.within(scope).filter(pk__in=ids).values_list("pk", flat=True))
    rows = [row for row in side.households if row.household.pk in still]
    return Side(side.e, side.note, rows, side.villages, len(ids) - len(rows))


def _pairs(known: Side, true: Side) -> list[Pair]:
    """Criteria in the order of the standard known then, then those that only the other one has."""
    sides = [{row.code: row for row in side.e.rows} if side.e is not None else {} for side in (known, true)]
    codes = list(dict.fromkeys([*sides[0], *sides[1]]))
    return [
        Pair((sides[0].get(code) or sides[1][code]).label, sides[0].get(code), sides[1].get(code)) for code in codes
    ]


def _counts(known: Side, true: Side, level: Level) -> list[CountPair]:
    names = _COUNTS if level == Level.VILLAGE else (*_COUNTS, *_VILLAGE_COUNTS)
    checks = [side.e.check if isinstance(side.e, RegionExplanation) else None for side in (known, true)]
    if not any(checks):
        return []
    return [CountPair(label, _count(checks[0], name), _count(checks[1], name)) for label, name in names]


def _count(check: VillageCheck | None, name: str) -> int | None:
    value: int | None = getattr(check, name) if check is not None else None
    return value
