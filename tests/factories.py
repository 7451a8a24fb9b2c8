"""Rows for tests, with the smallest set of facts that is valid; every argument can be given.

They write past the services on purpose: a test of a service must not stand on that service. Persons are synthetic.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date
from typing import Any

from core.accounts.cipher import blind_index, seal
from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.audit.trail import SYSTEM
from core.dictionaries.id_number import check_character
from core.regions.codes import ancestors, level_of
from core.regions.files import Entry
from core.regions.services import edition_load
from households.models import Household, HouseholdYear, Member, MemberYear, Pairing
from villages.models import CountyYear, VillageYear

PASSWORD = "ceshi-mima-2018"
EDITION = date(2018, 10, 31)
YEAR = 2018

_numbers = itertools.count(1)
_serials: defaultdict[tuple[date, str, int], itertools.count[int]] = defaultdict(itertools.count)


def regions(names: dict[int, str], edition: date = EDITION) -> None:
    """Load an edition of exactly these codes with their official names (parents must be among them)."""
    entries = [Entry(code, name, level_of(code), ancestors(code)[1] or None) for code, name in sorted(names.items())]
    edition_load(entries=entries, edition=edition, actor=SYSTEM)


def user(username: str, role: Role | None = None, area: int = 0, **fields: Any) -> User:
    """An account with PASSWORD, and with a post of open term where ``role`` is given."""
    fields.setdefault("name", username)
    office = fields.pop("office", "")
    person = User.objects.create_user(username, PASSWORD, **fields)
    if role is not None:
        post(person, role, area, office=office)
    return person


def post(person: User, role: Role, area: int, **fields: Any) -> Post:
    """A post from 2014 on, without an end."""
    return Post.objects.create(user=person, role=role, area=area, **{"starts_on": date(2014, 1, 1), **fields})


def id_number(born: date = date(1970, 5, 20), sex: str = "1", area6: int = 511921) -> str:
    """A valid number of a person who does not exist, another at each call: a day has 499 serials for each sex, then
    the next district's begin."""
    districts, serial = divmod(next(_serials[born, sex, area6]), 499)
    first17 = f"{area6 + districts}{born:%Y%m%d}{serial * 2 + (1 if sex == '1' else 2):03d}"
    return first17 + check_character(first17)


def household(area: int, *, head: str | None = None, year: int | None = YEAR, **fields: Any) -> Household:
    """A household of a village with one member, its head, and the records of ``year`` (None: none).

    ``facts`` are the fields of HouseholdYear, ``head_facts`` those of the head's MemberYear.
    """
    facts, head_facts = fields.pop("facts", {}), fields.pop("head_facts", {})
    number = next(_numbers)
    name = head or f"赵户主{number}"
    code = fields.pop("code", f"{area}{number:07d}")
    phone, account = fields.pop("phone", ""), fields.pop("bank_account", "")
    if phone:
        fields["phone_sealed"] = seal(phone, table="household", column="phone", code=code)
    if account:
        fields["bank_account_sealed"] = seal(account, table="household", column="bank_account", code=code)
    row = Household.all_rows.create(code=code, area=area, head_name=name, **fields)
    if year is not None:
        HouseholdYear.all_rows.create(
            household=row,
            area=area,
            year=year,
            **{"poverty_status": "0", "household_attr": "01", "cause_main": "1", **facts},
        )
    member(row, name=name, relation="01", year=year, facts=head_facts)
    return row


def member(
    row: Household, *, name: str | None = None, relation: str = "03", year: int | None = YEAR, **fields: Any
) -> Member:
    """A member of a household and its record of ``year``; ``born``, ``sex`` and ``number`` make the ID number."""
    facts = fields.pop("facts", {})
    born, sex = fields.pop("born", date(1970, 5, 20)), fields.pop("sex", "1")
    number = fields.pop("number", None) or id_number(born, sex)
    code = fields.pop("code", f"{row.code}{next(_numbers):04d}")
    person = Member.all_rows.create(
        code=code,
        household=row,
        area=row.area,
        name=name or f"赵成员{code[-4:]}",
        id_sealed=seal(number, table="member", column="id_number", code=code),
        id_index=blind_index(number[:18].upper()),
        birth_date=born,
        sex=sex,
        **{"joined_year": min(year or YEAR, YEAR), **fields},
    )
    if year is not None:
        MemberYear.all_rows.create(
            member=person, household=row, area=row.area, year=year, **{"relation_to_head": relation, **facts}
        )
    return person


def pairing(helper: User, row: Household, starts_on: date = date(2016, 1, 1), ends_on: date | None = None) -> Pairing:
    """``helper`` looks after the household in this term."""
    return Pairing.all_rows.create(helper=helper, household=row, area=row.area, starts_on=starts_on, ends_on=ends_on)


def village_year(area: int, year: int = YEAR, **facts: Any) -> VillageYear:
    """The yearly facts of a village."""
    return VillageYear.all_rows.create(area=area, year=year, **{"is_poor": False, **facts})


def county_year(area: int, year: int = YEAR, **facts: Any) -> CountyYear:
    """The exit survey of a county."""
    return CountyYear.all_rows.create(area=area, year=year, **facts)
