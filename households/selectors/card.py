"""The household card: one household in one year with its people, helpers, verdict and neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.accounts.cipher import unseal
from core.accounts.masking import mask_account, mask_id_number, mask_phone
from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import Scope
from core.regions.codes import ancestors
from core.regions.models import Region
from core.regions.selectors import region_path
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear, Pairing
from households.rules import HEAD, INCOME_FIELDS, TRANSFER_FIELDS, net_income
from households.selectors.distance import Distance, distance_of
from households.selectors.ordinary import ordinary_households
from households.selectors.register import pending_areas, subjects


@dataclass(frozen=True)
class MemberRow:
    """A member with the facts of the year (None: no record), numbers masked."""

    member: Member
    facts: MemberYear | None
    id_number: str
    phone: str

    @property
    def is_head(self) -> bool:
        return self.facts is not None and self.facts.relation_to_head == HEAD

    def age_on(self, day: date) -> int | None:
        born = self.member.birth_date
        return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class Card:
    """Everything of the card but the explanation of the verdict, which the assessment draws."""

    household: Household
    year: int
    facts: HouseholdYear | None
    years: Sequence[int]
    members: Sequence[MemberRow]
    gone: Sequence[MemberRow]
    pairings: Sequence[Pairing]
    verdict: HouseholdVerdict | None
    pending: bool
    path: Sequence[Region]
    phone: str
    bank_account: str
    filled_phone: str

    @property
    def ordinary(self) -> bool:
        """Whether it is 一般农户 in this year: never judged."""
        return not self.household.registered_in(self.year)

    @property
    def head(self) -> MemberRow | None:
        return next((row for row in self.members if row.is_head), None)

    @property
    def distance(self) -> Distance:
        return distance_of(self.verdict)

    @property
    def net_income(self) -> Decimal | None:
        return net_income(_amounts(self.facts))

    @property
    def transfers(self) -> Decimal | None:
        amounts = [getattr(self.facts, name, None) for name in TRANSFER_FIELDS]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if len(known) == len(amounts) else None

    @property
    def per_head(self) -> Decimal | None:
        """From the facts now, not from the verdict: members × income may be newer than it."""
        total = self.net_income
        return None if total is None or not self.members else total / len(self.members)

    def current_pairings(self, day: date) -> list[Pairing]:
        return [p for p in self.pairings if p.starts_on <= day and (p.ends_on is None or p.ends_on >= day)]


def household_detail(*, scope: Scope, code: str) -> Household | None:
    """A household in scope by its number; None when there is none."""
    return Household.objects.within(scope).filter(code=code).first()


def households_by_code(*, scope: Scope, codes: Sequence[str]) -> list[Household]:
    """The open households of these numbers in scope, in order of their numbers."""
    return list(Household.objects.within(scope).filter(code__in=codes, closed_year__isnull=True).order_by("code"))


def member_detail(*, scope: Scope, code: str) -> Member | None:
    """A member in scope by its number, with the household; None when there is none."""
    return Member.objects.within(scope).select_related("household").filter(code=code).first()


def pairing_detail(*, scope: Scope, pk: int) -> Pairing | None:
    return Pairing.objects.within(scope).select_related("helper", "household").filter(pk=pk).first()


def card_for_page(*, scope: Scope, code: str, year: int) -> Card | None:
    """The whole card in eight queries; None outside the scope."""
    household = household_detail(scope=scope, code=code)
    if household is None:
        return None
    years = list(HouseholdYear.objects.within(scope).filter(household=household).order_by("-year"))
    people = [_masked(member, facts) for member, facts in _people(scope, household, year)]
    facts = next((row for row in years if row.year == year), None)
    return Card(
        household=household,
        year=year,
        facts=facts,
        years=[row.year for row in years],
        members=[row for row in people if _present(row.member, year)],
        gone=[row for row in people if row.member.left_year is not None and row.member.left_year <= year],
        pairings=list(
            Pairing.objects.within(scope).filter(household=household).select_related("helper").order_by("-starts_on")
        ),
        verdict=HouseholdVerdict.objects.within(scope).filter(household=household, year=year).first(),
        pending=bool(pending_areas([household.area], year)),
        path=region_path(household.area),
        phone=mask_phone(unseal(household.phone_sealed, table="household", column="phone", code=household.code)),
        bank_account=mask_account(
            unseal(household.bank_account_sealed, table="household", column="bank_account", code=household.code)
        ),
        filled_phone=mask_phone(
            unseal(
                facts.filled_phone_sealed if facts else None,
                table="household_year",
                column="filled_phone",
                code=household.code,
            )
        ),
    )


def neighbours(*, scope: Scope, household: Household, year: int) -> tuple[str, str]:
    """The numbers of the households of its kind before and after in the village's order, "" at its ends."""
    kind = subjects if household.registered_in(year) else ordinary_households
    rows = kind(scope, year, household.area).values_list("code", flat=True)
    before: str | None = rows.filter(code__lt=household.code).order_by("-code").first()
    after: str | None = rows.filter(code__gt=household.code).order_by("code").first()
    return before or "", after or ""


def present_members(*, scope: Scope, household: Household, year: int) -> list[MemberRow]:
    """The members of the year, head first."""
    rows = [_masked(member, facts) for member, facts in _people(scope, household, year) if _present(member, year)]
    return sorted(rows, key=lambda row: not row.is_head)


def _people(scope: Scope, household: Household, year: int) -> list[tuple[Member, MemberYear | None]]:
    members: QuerySet[Member] = Member.objects.within(scope).filter(
        Q(joined_year__lte=year) | Q(left_year__isnull=False), household=household
    )
    facts = {row.member_id: row for row in MemberYear.objects.within(scope).filter(household=household, year=year)}
    found = [(member, facts.get(member.pk)) for member in members.order_by("code")]
    return sorted(found, key=lambda pair: pair[1] is None or pair[1].relation_to_head != HEAD)


def _present(member: Member, year: int) -> bool:
    return member.joined_year <= year and (member.left_year is None or member.left_year > year)


def _masked(member: Member, facts: MemberYear | None) -> MemberRow:
    return MemberRow(
        member,
        facts,
        mask_id_number(unseal(member.id_sealed, table="member", column="id_number", code=member.code)),
        mask_phone(unseal(member.phone_sealed, table="member", column="phone", code=member.code)),
    )


def _amounts(facts: HouseholdYear | None) -> dict[str, Decimal | None]:
    return {name: getattr(facts, name, None) for name in INCOME_FIELDS}


def helper_choices(area: int) -> list[tuple[str, str]]:
    """The helpers whose post of today covers ``area``: (id, name and office)."""
    posts = Post.objects.filter(role=Role.HELPER, user__is_active=True).current(timezone.localdate())
    rows = posts.filter(area__in=ancestors(area)).select_related("user").order_by("user__name", "user_id")
    return [(str(p.user_id), f"{p.user.name}（{p.office or p.user.office}）") for p in rows]


def helper_by_id(user_id: int) -> User:
    """A user chosen from ``helper_choices``."""
    return User.objects.get(pk=user_id)
