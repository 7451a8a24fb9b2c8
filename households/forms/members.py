"""The form of a member's year, and those with which members come and go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from core.accounts.masking import mask_id_number, mask_phone
from core.dictionaries import id_number
from core.dictionaries.selectors import choices
from core.ledgers.cell_personal import IdNumber, Phone
from core.ledgers.cell_texts import Name
from core.web.forms import CodeField, CodesField
from households import rules
from households.facts import MEMBER_SECTIONS
from households.forms.fields import (
    NOT_FILLED,
    CellField,
    DayField,
    MaskedField,
    PartialDateField,
    add_facts,
    partial_of,
)
from households.models import Member
from households.services.errors import RulesBrokenError


class PersonFields(forms.Form):
    """Who the head of a new household is: the least that a member needs."""

    name = CellField(Name(), required=True, label="户主姓名")
    id_number = CellField(IdNumber(), required=True, label="户主证件号码")
    ethnicity = CodeField(required=False, label="民族")
    education = CodeField(required=False, label="文化程度")
    health = CodesField(required=False, label="健康状况")

    def __init__(self, data: QueryDict | None = None, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix, initial={"ethnicity": "01"})
        for name, code_list in (("ethnicity", "ethnicity"), ("education", "education")):
            self.fields[name].choices = [NOT_FILLED, *choices(code_list)]  # type: ignore[attr-defined]
        self.fields["health"].choices = choices("health")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "id_number", "ethnicity")}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("education", "health")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for finding in rules.errors(rules.member_findings({"relation_to_head": rules.HEAD, **cleaned}, 0, None, None)):
            self.add_error(finding.field, finding.message)
        return cleaned


class MemberForm(forms.Form):
    """A member in ``year``; ``stored`` are the plain values, {} for a new one (then with reason and day)."""

    sections = MEMBER_SECTIONS

    def __init__(
        self, year: int, stored: Mapping[str, Any], data: QueryDict | None = None, *, new: bool = False
    ) -> None:
        known = dict(stored)
        self.year, self.new = year, new
        self.id_stored = known.get("id_number", "")
        known["identified_on"] = partial_of(known.get("identified_on"), known.get("identified_precision", ""))
        super().__init__(data, initial={k: v for k, v in known.items() if k not in ("phone", "id_number")})
        if new:
            self.fields["join_reason"] = CodeField(
                choices=[NOT_FILLED, *choices("join_reason", year)], label="增加原因"
            )
            self.fields["join_reason"].error_messages["required"] = "必填，不能为空"
            self.fields["joined_on"] = DayField(label="增加日期")
        self.fields["name"] = CellField(Name(), required=True, label="姓名")
        self.fields["id_number"] = MaskedField(
            IdNumber(), mask_id_number, self.id_stored, required=True, label="证件号码"
        )
        self.fields["ethnicity"] = CodeField(
            choices=[NOT_FILLED, *choices("ethnicity", year)], required=False, label="民族"
        )
        self.fields["phone"] = MaskedField(Phone(), mask_phone, known.get("phone", ""), label="联系电话")
        self.fields["identified_on"] = PartialDateField(label="人员识别时间")
        add_facts(self, self.sections, year, known, rules.REQUIRED_MEMBER_FACTS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        facts = {name: cleaned.get(name) for name in self.fact_names()}
        self.add_findings(rules.errors(rules.member_findings(facts, self.year, *self._derived())))
        return cleaned

    def _derived(self) -> tuple[date | None, str | None]:
        number = self.cleaned_data.get("id_number") or self.id_stored
        if not number:
            return None, None
        return id_number.birth_date(number), id_number.sex(number)

    def add_findings(self, findings: Sequence[rules.Finding]) -> None:
        for finding in findings:
            if finding.field not in self.errors:
                self.add_error(finding.field if finding.field in self.fields else None, finding.message)

    def show_refusal(self, refusal: RulesBrokenError) -> None:
        self.add_findings(refusal.findings)

    def fact_names(self) -> list[str]:
        return [fact.name for section in self.sections for fact in section.facts]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fact_names()}

    def values(self) -> dict[str, Any]:
        """The permanent values; a masked number that was not touched is left out."""
        values = {name: self.cleaned_data[name] for name in ("name", "id_number", "phone")}
        identified = self.cleaned_data["identified_on"]
        return {k: v for k, v in values.items() if v is not None} | {
            "ethnicity": self.cleaned_data["ethnicity"],
            "identified_on": identified.day if identified else None,
            "identified_precision": identified.precision if identified else "",
        }

    def doubts(self) -> list[str]:
        found = rules.doubts(rules.member_findings(self.facts(), self.year, *self._derived()))
        return [f"{self.fields[f.field].label}：{f.message}" for f in found]


class RelationsForm(forms.Form):
    """Every remaining member's relation, one of them the head: for a change of head, or when the head leaves."""

    def __init__(
        self, people: Sequence[tuple[Member, str | None]], year: int, data: QueryDict | None = None, *, required: bool
    ) -> None:
        super().__init__(data)
        self.people = people
        for member, relation in people:
            field = CodeField(
                choices=[NOT_FILLED, *choices("relation", year)],
                label=member.name,
                required=required,
                initial=relation or "",
            )
            field.error_messages["required"] = "必填，不能为空"
            self.fields[f"relation_{member.pk}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        heads = [name for name, code in cleaned.items() if code == rules.HEAD]
        if any(cleaned.values()) and len(heads) != 1:
            self.add_error(None, "请指定一名户主" if not heads else "户主只能有一名")
        return cleaned

    def relations(self) -> dict[int, str]:
        found = {member.pk: self.cleaned_data.get(f"relation_{member.pk}") for member, _ in self.people}
        return {pk: code for pk, code in found.items() if code}


class HeadChangeForm(RelationsForm):
    def __init__(self, people: Sequence[tuple[Member, str | None]], year: int, data: QueryDict | None = None) -> None:
        super().__init__(people, year, data, required=True)
        self.fields["reason"] = forms.CharField(
            max_length=100, label="变更原因", error_messages={"required": "必填，不能为空"}
        )


class MemberRemoveForm(forms.Form):
    """Why and when a member leaves."""

    leave_reason = CodeField(label="减少原因", error_messages={"required": "必填，不能为空"})
    left_on = DayField(label="减少日期")
    note = forms.CharField(label="说明", max_length=100, required=False)

    def __init__(self, year: int, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["leave_reason"].choices = [NOT_FILLED, *choices("leave_reason", year)]  # type: ignore[attr-defined]
