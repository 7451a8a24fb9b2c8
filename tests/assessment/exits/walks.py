"""Random walks through the shipped exit, and a checker that knows the rules by itself.

The walk keeps its own journal: what papers lay there, which facts held, what was pending, who acted, at the very
moment each step was taken. The checker reads the journal against the table below, written by hand from the
procedure's documents; it shares no line with the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import scope_of
from core.audit.trail import Actor
from core.evidence.models import Attachment
from core.procedures.models import Case, Entry, Objection
from core.procedures.services import ProcedureError, Taken, take_step
from households.models import Household, HouseholdYear
from tests.assessment.exits.scene import DAY, VALUES, YEAR, begun
from tests.assessment.scene import drain, edit
from tests.cast import Cast
from tests.core.procedures.scene import paper

ORDER = ("appraise", "verify", "confirm", "post", "check", "approve", "announce", "strike")
STATES = ("listed", "appraised", "verified", "confirmed", "posted", "checked", "approved", "announced")
NEXT = dict(zip(STATES, ORDER, strict=True))
# step → papers: kind, and the notice that it must hang on.
PAPERS: dict[str, tuple[tuple[str, str], ...]] = {
    "appraise": (("P01", ""), ("P02", ""), ("P03", "")),
    "verify": (("A04", ""), ("A02", "")),
    "confirm": (("P07", ""),),
    "check": (("P04", "post"), ("P05", "post"), ("P09", "")),
    "approve": (("P10", ""),),
    "strike": (("P06", "announce"),),
}
ON_CASE = {"A04", "A02", "P07"}
CLOCKS = {"check": ("post", 7), "strike": ("announce", 7)}
ROLES = {
    **{key: {"village", "team"} for key in ("appraise", "verify", "confirm", "post")},
    "check": {"township"},
    "approve": {"county"},
    "announce": {"township", "county"},
    "strike": {"county"},
}
OTHERS = {
    "check": ("appraise", "verify", "confirm", "post"),
    "approve": ("appraise", "verify", "confirm", "post", "check"),
    "strike": ("appraise", "verify", "confirm", "post", "check"),
}
BACK = {"village": "village_return", "township": "town_return", "county": "county_return"}
GOOD = {"income": 20000, "food": True}
EDITS: tuple[tuple[str, object], ...] = (
    ("income", 20000), ("income", 21000), ("income", 2995), ("food", True), ("food", False), ("food", None),
)  # fmt: skip
COLUMNS = {"income": "wage_income", "food": "no_worry_food"}


@dataclass(frozen=True)
class Moment:
    """What held when a step was taken. ``papers``: (kind, notice, number in time) of every paper not withdrawn."""

    step: str
    decision: str
    number: int
    on: date
    user: int
    role: str
    papers: frozenset[tuple[str, int, int]]
    facts: tuple[tuple[str, object], ...]
    pending: bool
    open_objections: int
    upheld: tuple[int, ...]
    notice: int


@dataclass
class Walk:
    """One case on its way, with its journal."""

    cast: Cast
    row: Household
    posts: dict[str, Post]
    today: date = DAY
    facts: dict[str, object] = field(default_factory=lambda: dict(GOOD))
    pending: bool = False
    journal: list[Moment] = field(default_factory=list)
    papers: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    open_objections: list[int] = field(default_factory=list)
    upheld: list[int] = field(default_factory=list)
    clock: int = 0

    def __post_init__(self) -> None:
        self.around, cases = begun(self.cast.village_clerk, [self.row.pk])
        self.case = cases[0]

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    @property
    def stored(self) -> Case:
        found: Case = Case.all_rows.get(pk=self.case)
        return found

    def notice(self) -> int:
        rows = Entry.objects.filter(case=self.case, notice__isnull=False)
        return int(rows.order_by("-id").values_list("notice", flat=True).first() or 0)

    # moves ----------------------------------------------------------------------------------------------------

    def add(self, kind: str, notice: bool) -> None:
        bearer = (
            ("notice", self.notice())
            if notice
            else ("case", self.case)
            if kind in ON_CASE
            else ("round", self.around.pk)
        )
        if bearer[1]:
            found = paper(*bearer, kind)
            self.papers[found.pk] = (kind, bearer[1] if notice else 0, self.tick())

    def withdraw(self, place: int) -> None:
        if self.papers:
            pk = sorted(self.papers)[place % len(self.papers)]
            Attachment.all_rows.filter(pk=pk).update(withdrawn_at=timezone.now())
            del self.papers[pk]

    def edit(self, place: int) -> None:
        name, value = EDITS[place % len(EDITS)]
        if self.facts[name] != value:
            edit(self.row, **{COLUMNS[name]: value})
            self.facts[name], self.pending = value, True

    def settle(self) -> None:
        drain()
        self.pending = False

    def object(self) -> None:
        found = Objection.all_rows.create(
            round=self.around,
            case_id=self.case,
            area=self.row.area,
            raised_on=self.today,
            content="异议",
            recorded_name="村",
        )
        self.open_objections.append(found.pk)

    def answer(self, upheld: bool) -> None:
        if self.open_objections:
            pk = self.open_objections.pop()
            Objection.all_rows.filter(pk=pk).update(
                answered_on=self.today, answered_at=timezone.now(), answer="已查", upheld=upheld
            )
            if upheld:
                self.upheld.append(self.tick())

    def take(self, code: str, post: Post, decision: str = "pass") -> bool:
        """Try a step today; whether it was taken. What held is told before the engine is asked."""
        before = Moment(
            code,
            decision,
            self.tick(),
            self.today,
            post.user_id,
            post.role,
            frozenset(self.papers.values()),
            tuple(sorted(self.facts.items(), key=str)),
            self.pending,
            len(self.open_objections),
            tuple(self.upheld),
            self.notice(),
        )
        try:
            take_step(
                actor=Actor(post.user_id, post.user.name, post.pk, "web"),
                post=post,
                scope=scope_of(post),
                case_ids=[self.case],
                step=code,
                taken=Taken(
                    on=self.today, key=f"{self.clock}", reason="理由", values=VALUES.get(code, {}), place="公示栏"
                ),
                today=self.today,
            )
        except ProcedureError:
            return False
        self.journal.append(before)
        if code == "strike":
            self.pending = True
        return True

    def back(self, role: str) -> None:
        self.take(BACK[role], self.posts[role], "back")

    def go(self, omit: str, place: int) -> None:
        """Everything that the next step needs, but for what is left out, then the step."""
        code = NEXT.get(self.stored.state)
        if code is None:
            return
        if omit != "drain" and self.pending:
            self.settle()
        if omit != "objection":
            while self.open_objections:
                self.answer(upheld=False)
        wanted = list(PAPERS.get(code, ()))
        since = max((moment.number for moment in self.journal if moment.decision == "back"), default=0)
        there = {
            kind for kind, notice, number in self.papers.values() if number > since and notice in (0, self.notice())
        }
        if omit == "paper" and wanted:
            wanted.pop(place % len(wanted))
        for kind, notice in wanted:
            if kind not in there:
                self.add(kind, bool(notice))
        if omit != "days" and code in CLOCKS:
            self.today += timedelta(days=CLOCKS[code][1])
        self.take(code, self._person(code, omit))

    def _person(self, code: str, omit: str) -> Post:
        role = {"check": "township", "approve": "county", "announce": "township", "strike": "county"}.get(
            code, "village"
        )
        if omit == "role":
            return self.posts["nobody"]
        return self.posts[f"twin_{role}" if omit == "twin" else role]


def check(walk: Walk) -> None:
    """AssertionError when a case that is struck off lacks anything it needs, or the register says otherwise."""
    done = walk.stored.end == "done"
    status = HouseholdYear.all_rows.get(household=walk.row, year=YEAR).poverty_status
    assert (status == "1") == done, "the register and the procedure disagree"
    stored = list(Entry.objects.filter(case=walk.case).order_by("id").values_list("step", flat=True))
    assert stored == [moment.step for moment in walk.journal], "the log lacks a step, or has one too many"
    if done:
        for problem in problems(walk.journal):
            raise AssertionError(problem)


def problems(journal: list[Moment]) -> Iterable[str]:
    """What a struck-off case lacks, by the journal alone."""
    last = max((place for place, moment in enumerate(journal) if moment.decision == "back"), default=-1)
    since = journal[last].number if last >= 0 else 0
    way = journal[last + 1 :]
    if [moment.step for moment in way] != list(ORDER):
        yield f"steps {[moment.step for moment in way]}"
    steps = {moment.step: moment for moment in way}
    for moment in way:
        for kind, on in PAPERS.get(moment.step, ()):
            valid = [
                number
                for found, notice, number in moment.papers
                if found == kind and (not on or notice == moment.notice)
            ]
            if not any(number > since for number in valid):
                yield f"{moment.step} without {kind}"
        if moment.step in CLOCKS:
            after, days = CLOCKS[moment.step]
            if after not in steps or moment.on < steps[after].on + timedelta(days=days):
                yield f"{moment.step} before its clock"
        if moment.role not in ROLES[moment.step]:
            yield f"{moment.step} by {moment.role}"
        if any(other in steps and steps[other].user == moment.user for other in OTHERS.get(moment.step, ())):
            yield f"{moment.step} by the same person"
        facts = dict(moment.facts)
        if not (isinstance(facts["income"], int) and facts["income"] > 2995) or facts["food"] is not True:
            yield f"{moment.step} with a veto not met or unknown"
        if moment.facts != way[0].facts:
            yield f"{moment.step} after the facts changed"
        if moment.pending:
            yield f"{moment.step} while changes were pending"
        if moment.open_objections:
            yield f"{moment.step} with an open objection"
        if any(number > since for number in moment.upheld):
            yield f"{moment.step} after an upheld objection"
