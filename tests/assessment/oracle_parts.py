"""The naive oracle's parts below a household: three-valued loops, exact comparisons, and what is asked of members."""

from __future__ import annotations

from datetime import date
from fractions import Fraction


def all_of(values):
    values = list(values)
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any_of(values):
    values = list(values)
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def regions_above(area):
    codes = [area]
    for zeros in (3, 6, 8, 10):
        code = area - area % 10**zeros
        if code not in codes:
            codes.append(code)
    return [*codes, 0]


def nearest(area, table):
    for code in regions_above(area):
        if code in table:
            return table[code]
    return None


def fraction(value):
    return None if value is None else Fraction(value)


def compare(value, operator, threshold):
    if value is None or threshold is None:
        return None
    return {
        ">": value > threshold,
        ">=": value >= threshold,
        "<": value < threshold,
        "<=": value <= threshold,
    }[operator]


def compare_interval(low, high, operator, threshold):
    one, two = compare(low, operator, threshold), compare(high, operator, threshold)
    return one if one == two else None


def born_by(person, day):
    return None if person.birth_date is None else person.birth_date <= day


def negate(value):
    return None if value is None else not value


def in_school(record):
    return record is not None and record.school_status not in (None, "00", "01")


def education_of(world, person):
    six = born_by(person, date(world.year - 6, 9, 1))
    sixteen = born_by(person, date(world.year - 16, 9, 1))
    of_age = None if six is None else six and not sixteen
    record = world.member_years.get(person.pk)
    if record is None:
        schooled = None
    elif in_school(record) or record.education in ("3", "4", "5", "6") or record.dropout_reason in ("1", "2"):
        schooled = True
    elif record.school_status is not None or record.dropout_reason is not None:
        schooled = False
    else:
        schooled = None
    return any_of([negate(of_age), schooled])


def insured(world, person, resident, employee):
    record = world.member_years.get(person.pk)
    if record is None:
        return None
    if record.is_serving is True:
        return True
    return any_of([getattr(record, resident), getattr(record, employee)])


def pension_of(world, person):
    adult = born_by(person, date(world.year - 16, 9, 1))
    record = world.member_years.get(person.pk)
    covered = insured(world, person, "ins_resident_pension", "ins_employee_pension")
    return any_of([negate(adult), in_school(record), covered])


def at_work(world, person):
    """Known not to be at school or in service, and of which age; three-valued parts in a list of reasons to be free."""
    record = world.member_years.get(person.pk)
    return [record is not None and record.is_serving is True, in_school(record)]


def age_free(world, person, low, high):
    """Free by age: under ``low`` or at least ``high`` on 1 September."""
    return any_of(
        [
            negate(born_by(person, date(world.year - low, 9, 1))),
            born_by(person, date(world.year - high, 9, 1)),
        ]
    )


def skill_of(world, person):
    record = world.member_years.get(person.pk)
    grade = None if record is None else record.labour_skill
    skilled = None if grade is None else grade != "1"
    return any_of([*at_work(world, person), age_free(world, person, 16, 60), skilled])


def training_of(world, person):
    record = world.member_years.get(person.pk)
    grade = None if record is None else record.labour_skill
    needs_none = None if grade is None else grade in ("2", "3", "4", "5")
    trained = None if record is None else record.skill_trained
    return any_of([*at_work(world, person), age_free(world, person, 16, 36), needs_none, trained])


def takes_part(world, household, people):
    """Somebody able to work: then some income project under way, else what is written down, else nobody knows."""
    idle = all_of(
        any_of([*at_work(world, person), age_free(world, person, 16, 60), not_able(world, person)]) for person in people
    )
    measures = world.measures.get(household.pk, [])
    for row in measures:
        if row.kind in {"01", "02", "04"} and row.sector != "training" and row.status in {"doing", "done"}:
            return True
    for project in world.projects.get(household.pk, []):
        begun = project.state in {
            "contracted", "building", "accepted", "settled", "announced", "asset_registered", "struck_off"
        }  # fmt: skip
        if project.category in {"101", "102", "104", "201"} and begun:
            return True
    return any_of([idle, False if measures else None])


def not_able(world, person):
    record = world.member_years.get(person.pk)
    grade = None if record is None else record.labour_skill
    return None if grade is None else grade in {"3", "4", "5"}


def unaided(world, person):
    record = world.member_years.get(person.pk)
    codes = [None, None] if record is None else [record.dibao, record.destitute]
    return all_of(None if code is None else code == "0" for code in codes)


def guaranteed(world, household, record, people, criterion):
    """Whoever gets no allowance is asked nothing; the others' three payments per head against the line."""
    free = all_of(unaided(world, person) for person in people)
    parts = [record.subsistence_allowance, record.destitute_allowance, record.pension_income]
    head = None if None in parts else Fraction(sum(parts)) / len(people)
    enough = compare(head, criterion.operator, fraction(nearest(household.area, world.lines)))
    return any_of([free, enough]), None if free else head


def money(record):
    parts = [record.wage_income, record.business_income, record.property_income]
    grants = [
        record.family_planning_grant,
        record.subsistence_allowance,
        record.destitute_allowance,
        record.pension_income,
        record.eco_compensation,
        record.transfer_other,
    ]
    transfers = None if None in grants else sum(grants)
    everything = [*parts, transfers, record.business_cost]
    income = None if None in everything else Fraction(sum(parts) + transfers - record.business_cost)
    source = any_of([None if part is None else part > 0 for part in [*parts, transfers]])
    return income, source
