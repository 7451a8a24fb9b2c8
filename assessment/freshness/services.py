"""What is kept of the nightly check, and forgetting old measurements."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from assessment.models import ConvergenceCheck
from assessment.verify import Verified

KEPT_DAYS = 8


def check_record(year: int, area: int, started: datetime, found: Verified) -> ConvergenceCheck:
    """Keep the result of a convergence check; its examples without values, which may be a household's."""
    examples = [{key: item[key] for key in ("table", "id", "year", "kind")} for item in found.examples]
    return ConvergenceCheck.objects.create(
        year=year,
        area=area,
        started_at=started,
        checked=found.checked,
        different=found.different,
        pending=found.pending,
        examples=examples,
    )


def prune() -> None:
    """Forget measurements older than ``KEPT_DAYS``, and all but the newest checks."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessment_computepass WHERE at < now() - make_interval(days => %s)", [KEPT_DAYS])
        cursor.execute(
            "DELETE FROM assessment_convergencecheck WHERE id <= "
            "(SELECT id FROM assessment_convergencecheck ORDER BY id DESC OFFSET 1000 LIMIT 1)"
        )
