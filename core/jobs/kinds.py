"""Which function does which kind of job. An app registers its kinds when it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.jobs.models import Job


@dataclass
class JobResult:
    """How a job ended: its state, a sentence, plain figures, and a sealed file with the name to offer it under."""

    state: Job.State = Job.State.DONE
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    file_name: str = ""


Beat = Callable[[int, int], None]
# (job, beat(done, total)) → result. It may be called again after a crash and must then finish what is unfinished.
Work = Callable[[Job, Beat], JobResult]

_works: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    _works[kind] = work


def work_of(kind: str) -> Work:
    return _works[kind]
