"""What runs when, and in which queue: the queues, the routes of tasks to them, and beat's timetable.

``verdicts`` must start within a second or two, ``files`` within ten, ``bulk`` when there is room; so that an
import never stands in front of somebody's edit, each has workers of its own.
"""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

VERDICTS, BULK, FILES = "verdicts", "bulk", "files"
QUEUES = (VERDICTS, BULK, FILES)

ROUTES: dict[str, dict[str, str]] = {
    "assessment.tasks.compute_pending": {"queue": VERDICTS},
    "core.jobs.tasks.run_job": {"queue": BULK},
    "core.findings.tasks.sweep_pending": {"queue": BULK},
    "core.findings.tasks.sweep_nightly": {"queue": BULK},
    "core.jobs.tasks.sweep_jobs": {"queue": FILES},
    "core.ledgers.tasks.sweep_uploads": {"queue": FILES},
}

SCHEDULE: dict[str, dict[str, Any]] = {
    # The net under the nudge after each commit: whatever is pending is found here at the latest.
    "sweep pending changes": {
        "task": "assessment.tasks.compute_pending",
        "schedule": 10.0,
        "kwargs": {"sweep": True},
        "options": {"expires": 10},
    },
    # A job that the broker lost, or whose worker died, is handed over again.
    "restart dead jobs": {"task": "core.jobs.tasks.sweep_jobs", "schedule": 20.0, "options": {"expires": 20}},
    "remove old uploads": {"task": "core.ledgers.tasks.sweep_uploads", "schedule": crontab(minute="17")},
    "check changed places": {
        "task": "core.findings.tasks.sweep_pending",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "check doubtful data": {"task": "core.findings.tasks.sweep_nightly", "schedule": crontab(hour="1", minute="20")},
    "verify verdicts": {"task": "assessment.tasks.verify_nightly", "schedule": crontab(hour="2", minute="30")},
    "verify funds": {"task": "funds.tasks.verify_nightly", "schedule": crontab(hour="2", minute="10")},
}
