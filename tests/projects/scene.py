"""Writers and values for tests of measures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from households.models import Household
from projects.measures.services import Writer, measure_create
from projects.models import Measure

YEAR = 2018
OFFICE = Writer(SYSTEM, SYSTEM_SCOPE)

PIGS: Mapping[str, Any] = {
    "kind": "01",
    "sector": "industry",
    "name": "生猪养殖",
    "started_on": date(2018, 3, 1),
    "quantity": Decimal(10),
    "unit": "头",
    "amount": Decimal(3000),
    "industry_kind": "2",
    "lead_mode": "1",
    "award": Decimal(2000),
    "status": "doing",
}
COURSE: Mapping[str, Any] = {
    "kind": "02",
    "sector": "training",
    "name": "电工培训",
    "started_on": date(2018, 5, 2),
    "ended_on": date(2018, 5, 20),
    "hours": 80,
    "training_kind": "3",
    "status": "done",
}


def writer(scope: Scope = SYSTEM_SCOPE, department: str = "") -> Writer:
    return Writer(SYSTEM, scope, department)


def measure(household: Household, values: Mapping[str, Any] = PIGS, year: int = YEAR, **changes: Any) -> Measure:
    return measure_create(writer=OFFICE, household=household.code, year=year, values={**values, **changes})
