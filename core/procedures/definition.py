"""A procedure as data: states, steps, roles, guards, documents, clocks, notices, read from JSON and checked whole.

The shape is that of ``data/procedures/*.json``. A definition that names an unknown state, role, guard, effect or
document is refused when it is loaded; nothing is left to be found out at a step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from core.accounts.rights import Role
from core.evidence.selectors import kind_labels
from core.evidence.subjects import known as subject_kinds
from core.procedures.registry import EFFECTS, GUARDS
from core.regions.codes import LEVEL_NAMES, Level, level_of

T = TypeVar("T")
Unit = Literal["day", "workday", "month"]
UNIT_WORDS: Final[Mapping[str, str]] = {"day": "天", "workday": "个工作日", "month": "个月"}
Place = Literal["case", "round", "notice"]
FIELD_TYPES: Final = ("text", "number", "date", "yes_no", "choice")
END_KINDS: Final = ("done", "refused", "cancelled")


class DefinitionError(ValueError):
    """A definition is refused; the message says where and why."""


@dataclass(frozen=True)
class Period:
    """``days`` natural or working days, or calendar months, after the ``after`` step took place.

    ``first_day``: the day itself counts as the first one (公示 1 日至 7 日 is seven days); otherwise counting begins
    on the next day (民法典 201 条).
    """

    after: str
    days: int
    unit: Unit = "day"
    first_day: bool = False

    @property
    def words(self) -> str:
        """「5 天」, 「2 个工作日」, 「6 个月」."""
        return f"{self.days} {UNIT_WORDS[self.unit]}"


@dataclass(frozen=True)
class Document:
    """A paper that must be there: ``count`` of a ``kind``, on the case, on its round, or on the notice of a step."""

    kind: str
    on: Place = "case"
    notice: str = ""
    count: int = 1


@dataclass(frozen=True)
class Field:
    """One thing that a step asks for and its log keeps."""

    code: str
    label: str
    type: str
    required: bool = True
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class NoticeRule:
    """A step that posts a public list: its kind (公示 or 公告), title, minimum days, and where it hangs."""

    kind: str
    title: str
    days: int
    unit: Unit = "day"
    place: str = ""


@dataclass(frozen=True)
class Step:
    """One event: from which states to which, by whom, on what conditions.

    ``decision``: pass (goes on), back (to be done again) or refuse (ends badly); back and refuse are open also while
    an objection waits, because they are how one is upheld. ``freezes`` stores the facts that the decision rests on,
    ``thaws`` lets go of them: the decision is made, and what changes afterwards concerns a later one.
    ``other_than``: steps whose actor may not take this one too. ``levels``: the levels of the posts that may take it
    (province, city, …), where the role alone does not say it; empty: every level of its roles.
    """

    code: str
    label: str
    source: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    decision: Literal["pass", "back", "refuse"] = "pass"
    waits: tuple[Period, ...] = ()
    deadline: Period | None = None
    documents: tuple[Document, ...] = ()
    guards: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    notice: NoticeRule | None = None
    effect: str = ""
    freezes: bool = False
    thaws: bool = False
    other_than: tuple[str, ...] = ()
    reason_required: bool = False
    levels: tuple[str, ...] = ()

    def open_to(self, role: str, area: int) -> bool:
        """Whether a post of this role in this region may take the step."""
        return role in self.roles and (not self.levels or level_of(area).name.lower() in self.levels)

    @property
    def level_words(self) -> str:
        """「省、市」; "" where every level may."""
        return "、".join(LEVEL_NAMES[Level[name.upper()]] for name in self.levels)


@dataclass(frozen=True)
class State:
    """A state; ``end`` says how a case ended that is in it ("" while it runs)."""

    code: str
    label: str
    end: str = ""


@dataclass(frozen=True)
class Definition:
    """A whole procedure of one kind of subject. ``start`` is the state of a new case, ``openers`` may open one."""

    code: str
    title: str
    subject: str
    document: str
    start: str
    openers: tuple[str, ...]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    open_guards: tuple[str, ...] = ()
    deadline: Period | None = None

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def step(self, code: str) -> Step | None:
        return next((step for step in self.steps if step.code == code), None)

    def steps_from(self, state: str) -> list[Step]:
        return [step for step in self.steps if state in step.source]

    def onward(self, state: str) -> list[Step]:
        """The steps that carry a case on."""
        return [step for step in self.steps_from(state) if step.decision == "pass"]


def parse(item: object) -> Definition:
    """The definition of one JSON object; DefinitionError names the place."""
    entry = _mapping(item, "程序")
    code = _word(entry, "code", "程序")
    where = f"程序 {code}"
    found = Definition(
        code=code,
        title=_word(entry, "title", where),
        subject=_word(entry, "subject", where),
        document=_word(entry, "document", where),
        start=_word(entry, "start", where),
        openers=_words(entry, "openers", where),
        states=tuple(_state(row, where) for row in _list(entry, "states", where)),
        steps=tuple(_step(row, where) for row in _list(entry, "steps", where)),
        open_guards=_words(entry, "open_guards", where, empty=True),
        deadline=_optional(entry, "deadline", where, _period),
    )
    _check(found, where)
    return found


def _state(item: object, where: str) -> State:
    entry = _mapping(item, where)
    code = _word(entry, "code", f"{where}的状态")
    end = entry.get("end", "")
    if end and end not in END_KINDS:
        raise DefinitionError(f"{where}，状态 {code}：没有结束方式「{end}」")
    return State(code, _word(entry, "label", f"{where}，状态 {code}"), end)


def _step(item: object, where: str) -> Step:
    entry = _mapping(item, where)
    code = _word(entry, "code", f"{where}的步骤")
    where = f"{where}，步骤 {code}"
    decision = entry.get("decision", "pass")
    if decision not in ("pass", "back", "refuse"):
        raise DefinitionError(f"{where}：没有决定「{decision}」")
    return Step(
        code=code,
        label=_word(entry, "label", where),
        source=_words(entry, "from", where),
        target=_word(entry, "to", where),
        roles=_words(entry, "roles", where),
        decision=decision,
        waits=tuple(_period(row, where) for row in _list(entry, "waits", where)),
        deadline=_optional(entry, "deadline", where, _period),
        documents=tuple(_document(row, where) for row in _list(entry, "documents", where)),
        guards=_words(entry, "guards", where, empty=True),
        fields=tuple(_field(row, where) for row in _list(entry, "fields", where)),
        notice=_optional(entry, "notice", where, _notice),
        effect=str(entry.get("effect", "")),
        freezes=bool(entry.get("freezes", False)),
        thaws=bool(entry.get("thaws", False)),
        other_than=_words(entry, "other_than", where, empty=True),
        reason_required=bool(entry.get("reason_required", decision != "pass")),
        levels=_words(entry, "levels", where, empty=True),
    )


def _period(item: object, where: str) -> Period:
    entry = _mapping(item, where)
    return Period(
        _word(entry, "after", where), _days(entry, where), _unit(entry, where), bool(entry.get("first_day", False))
    )


def _document(item: object, where: str) -> Document:
    entry = _mapping(item, where)
    on, count = entry.get("on", "case"), entry.get("count", 1)
    if on not in ("case", "round", "notice") or not isinstance(count, int) or not 1 <= count <= 50:
        raise DefinitionError(f"{where}：材料「{entry.get('kind')}」的 on 或 count 不对")
    return Document(_word(entry, "kind", where), on, str(entry.get("notice", "")), count)


def _field(item: object, where: str) -> Field:
    entry = _mapping(item, where)
    kind = _word(entry, "type", where)
    choices = _words(entry, "choices", where, empty=True)
    if kind not in FIELD_TYPES or (kind == "choice") != bool(choices):
        raise DefinitionError(f"{where}：填写项「{entry.get('code')}」的类型不对")
    required = bool(entry.get("required", True))
    return Field(
        _word(entry, "code", where), _word(entry, "label", where), kind, required, choices, str(entry.get("unit", ""))
    )


def _notice(item: object, where: str) -> NoticeRule:
    entry = _mapping(item, where)
    kind = _word(entry, "kind", where)
    if kind not in ("公示", "公告"):
        raise DefinitionError(f"{where}：公示类别应为 公示 或 公告")
    return NoticeRule(
        kind, _word(entry, "title", where), _days(entry, where), _unit(entry, where), str(entry.get("place", ""))
    )


def _check(found: Definition, where: str) -> None:
    """Every name must lead somewhere, every state must be reachable, and nothing may leave an end."""
    states = {state.code: state for state in found.states}
    steps = {step.code for step in found.steps}
    if len(states) != len(found.states) or len(steps) != len(found.steps):
        raise DefinitionError(f"{where}：状态或步骤的编码重复")
    _known({found.subject}, subject_kinds(), f"{where}：没有对象类型")
    _known({found.start}, states, f"{where}：没有状态")
    _known(found.openers, set(Role), f"{where}：没有角色")
    _known(found.open_guards, GUARDS, f"{where}：没有条件")
    kinds = kind_labels()
    for step in found.steps:
        here = f"{where}，步骤 {step.code}"
        _known({*step.source, step.target}, states, f"{here}：没有状态")
        _known(step.roles, set(Role), f"{here}：没有角色")
        _known(step.levels, {level.name.lower() for level in Level}, f"{here}：没有级别")
        _known(step.guards, GUARDS, f"{here}：没有条件")
        _known({step.effect} - {""}, EFFECTS, f"{here}：没有效果")
        _known(step.other_than, steps, f"{here}：没有步骤")
        _known({period.after for period in step.waits} - {"open"}, steps, f"{here}：没有步骤")
        _known({paper.kind for paper in step.documents}, kinds, f"{here}：没有材料种类")
        notices = {paper.notice for paper in step.documents if paper.on == "notice"}
        _known(notices, {item.code for item in found.steps if item.notice}, f"{here}：没有公示步骤")
        if any(states[code].end for code in step.source):
            raise DefinitionError(f"{here}：已结束的状态不能再办理")
    reached, grown = {found.start}, True
    while grown:
        more = {step.target for step in found.steps if reached & set(step.source)}
        grown, reached = not more <= reached, reached | more
    _known(states, reached, f"{where}：到不了的状态")
    if not any(state.end == "done" for state in found.states):
        raise DefinitionError(f"{where}：没有办结的状态")


def _known(names: Iterable[str], among: Iterable[str], words: str) -> None:
    missing = set(names) - set(among)
    if missing:
        raise DefinitionError(f"{words}「{'、'.join(sorted(missing))}」")


def _mapping(item: object, where: str) -> Mapping[str, Any]:
    if not isinstance(item, Mapping):
        raise DefinitionError(f"{where}：应为一个对象")
    return item


def _list(entry: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise DefinitionError(f"{where}：「{key}」应为列表")
    return value


def _word(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DefinitionError(f"{where}：缺少「{key}」")
    return value.strip()


def _words(entry: Mapping[str, Any], key: str, where: str, *, empty: bool = False) -> tuple[str, ...]:
    value = _list(entry, key, where)
    if not all(isinstance(item, str) for item in value) or not (value or empty):
        raise DefinitionError(f"{where}：「{key}」应为{'' if empty else '非空的'}文字列表")
    return tuple(value)


def _days(entry: Mapping[str, Any], where: str) -> int:
    days = entry.get("days")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 3660:
        raise DefinitionError(f"{where}：「days」应为天数")
    return days


def _unit(entry: Mapping[str, Any], where: str) -> Unit:
    unit = entry.get("unit", "day")
    if unit not in UNIT_WORDS:
        raise DefinitionError(f"{where}：「unit」应为 day、workday 或 month")
    found: Unit = unit
    return found


def _optional(entry: Mapping[str, Any], key: str, where: str, read: Callable[[object, str], T]) -> T | None:
    return None if entry.get(key) is None else read(entry[key], where)
