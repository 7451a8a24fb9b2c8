"""The job of an export: writes a sealed workbook for its owner. That it was taken out was recorded before."""

from __future__ import annotations

from typing import IO, cast

from core.accounts.rights import Action, may
from core.jobs.files import SealedFile
from core.jobs.kinds import Beat, JobResult, register
from core.jobs.models import Job
from core.jobs.services import JobFailedError
from core.ledgers.batch_jobs import acting
from core.ledgers.exports import ExportQuery, export_write, ledgers, title_of

EXPORT = "ledgers.export"


def export_job(job: Job, beat: Beat) -> JobResult:
    """Write the ledger that ``arguments`` name: code, area, year, plain."""
    _, scope, post = acting(job, Action.EXPORT)
    arguments = job.arguments
    plain = bool(arguments["plain"])
    if plain and not may(post, Action.EXPORT_PLAIN):
        raise JobFailedError("没有完整导出证件、电话、账号的权限")
    ledger = ledgers()[arguments["code"]]
    query = ExportQuery(arguments["area"], arguments["year"], scope, plain)
    with SealedFile() as out:
        rows = export_write(ledger, query, cast(IO[bytes], out))
        name = out.keep()
    return JobResult(
        message=f"{rows:,} 行", result={"rows": rows}, file=name, file_name=f"{title_of(ledger.title, query)}.xlsx"
    )


register(EXPORT, export_job)
