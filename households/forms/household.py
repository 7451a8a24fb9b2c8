"""The form of a household's year in paper order, and that of a new household with its head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from core.accounts.masking import mask_account, mask_phone
from core.ledgers.cell_personal import BankCard, Phone
from core.ledgers.cell_texts import Text
from households import rules
from households.facts import HOUSEHOLD_SECTIONS, ORDINARY_SECTIONS, Section
from households.forms.fields import LENGTHS, CellField, MaskedField, PartialDateField, add_facts, partial_of
from households.forms.members import PersonFields
from households.services.errors import RulesBrokenError

SEALED = ("phone", "bank_account", "filled_phone")
IDENTIFIED = "first_identified_on"
PERMANENT = ("group_name", "address", "phone", "bank_name", "bank_account", IDENTIFIED)


class FactsForm(forms.Form):
    """Base: what a service refused is shown at the fields it names."""

    def show_refusal(self, refusal: RulesBrokenError) -> None:
        for finding in refusal.findings:
            self.add_error(finding.field if finding.field in self.fields else None, finding.message)

    def add_findings(self, findings: list[rules.Finding]) -> None:
        for finding in findings:
            if finding.field not in self.errors:
                self.add_error(finding.field if finding.field in self.fields else None, finding.message)


class HouseholdForm(FactsForm):
    """A household in ``year``. ``stored`` are its plain values (services.records), {} for a new one.

    An ``ordinary`` household (一般农户) is not asked what is said only of the registered poor.

    ``values()`` and ``facts()`` are what the service takes; a masked number that was not touched is left out.
    """

    def __init__(
        self, year: int, stored: Mapping[str, Any], data: QueryDict | None = None, *, ordinary: bool = False
    ) -> None:
        known = dict(stored)
        known["first_identified_on"] = partial_of(
            known.get("first_identified_on"), known.get("first_identified_precision", "")
        )
        self.year, self.ordinary = year, ordinary
        self.sections = ORDINARY_SECTIONS if ordinary else HOUSEHOLD_SECTIONS
        self.permanent = tuple(name for name in PERMANENT if not (ordinary and name == IDENTIFIED))
        super().__init__(data, initial={k: v for k, v in known.items() if k not in SEALED})
        self.fields["group_name"] = CellField(Text(LENGTHS["group_name"]), label="村民小组")
        self.fields["address"] = CellField(Text(LENGTHS["address"]), label="家庭住址")
        self.fields["phone"] = MaskedField(Phone(), mask_phone, known.get("phone", ""), label="联系电话")
        self.fields["bank_name"] = CellField(Text(LENGTHS["bank_name"]), label="开户银行")
        self.fields["bank_account"] = MaskedField(
            BankCard(), mask_account, known.get("bank_account", ""), label="银行卡号"
        )
        if not ordinary:
            self.fields[IDENTIFIED] = PartialDateField(label="首次识别时间")
        add_facts(self, self.sections, year, known, rules.REQUIRED_HOUSEHOLD_FACTS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.add_findings(rules.errors(rules.household_findings(self._known(), self.year, ordinary=self.ordinary)))
        return cleaned

    def _known(self) -> dict[str, Any]:
        """The facts for the rules; a field that is refused already counts as filled, to be refused once."""
        return {name: self.cleaned_data.get(name) for name in self.fact_names()}

    def fact_names(self) -> list[str]:
        return [fact.name for section in self.sections for fact in section.facts]

    def facts(self) -> dict[str, Any]:
        """The facts; a masked phone that was not touched is left out."""
        facts = {name: self.cleaned_data[name] for name in self.fact_names()}
        return {name: value for name, value in facts.items() if name != "filled_phone" or value is not None}

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.permanent if self.cleaned_data[name] is not None}
        if self.ordinary:
            return values
        identified = self.cleaned_data[IDENTIFIED]
        values["first_identified_on"] = identified.day if identified else None
        values["first_identified_precision"] = identified.precision if identified else ""
        return values

    def doubts(self) -> list[str]:
        """Sentences about what is stored although it is improbable, each with its field's label."""
        found = rules.doubts(rules.household_findings(self.facts(), self.year, ordinary=self.ordinary))
        cells = [(n, self.fields[n].cell.doubt(self.cleaned_data[n])) for n in ("phone", "bank_account")]  # type: ignore[attr-defined]
        return [f"{self.fields[f.field].label}：{f.message}" for f in found] + [
            f"{self.fields[name].label}{doubt}" for name, doubt in cells if doubt and self.cleaned_data[name]
        ]


class RegisterForm(HouseholdForm):
    """A new household: the village, the household's year, and its head."""

    def __init__(
        self,
        year: int,
        villages: list[tuple[str, str]],
        data: QueryDict | None = None,
        area: int = 0,
        *,
        ordinary: bool = False,
    ) -> None:
        known = {} if ordinary else {"poverty_status": "0", "identify_standard": "1"}
        super().__init__(year, known, data, ordinary=ordinary)
        self.fields["area"] = forms.ChoiceField(choices=[("", "请选择"), *villages], label="行政村")
        self.fields["area"].initial = str(area) if area else ""
        self.fields["area"].error_messages["required"] = "必填，不能为空"
        self.person = PersonFields(prefix="head", data=data)

    def is_valid(self) -> bool:
        # Both, so that all mistakes are shown at once.
        return all([super().is_valid(), self.person.is_valid()])


def sections_with_errors(form: HouseholdForm) -> list[tuple[Section, int]]:
    """The sections and how many of their fields are refused, for the list at the left."""
    return [(section, sum(fact.name in form.errors for fact in section.facts)) for section in form.sections]
