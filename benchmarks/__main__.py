"""``make bench [PROFILE=city|province]``: run the operations of TARGETS.md that exist, print and write their rows."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

# city is the size of the plan of 襄阳市; small is for trying the measurements themselves.
HOUSEHOLDS = {"small": 3_000, "city": 90_000, "province": 1_000_000}


def main() -> int:
    parser = argparse.ArgumentParser(description="性能测量")
    parser.add_argument("--profile", choices=sorted(HOUSEHOLDS), default="city")
    parser.add_argument("--out", type=Path, default=Path("var/bench"))
    parser.add_argument("--only", default="", help="operations, separated by commas")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from benchmarks import edit, imports, recompute, registry, release, workbooks
    from benchmarks.measure import Row, report

    wanted = set(options.only.split(",")) - {""}
    households = HOUSEHOLDS[options.profile]
    print(f"{options.profile}: {households:,} households", flush=True)
    rows: list[Row] = []
    if not wanted or wanted & {"read_270k", "ledger_100k"}:
        rows += workbooks.run(households)
    if wanted and wanted <= {"read_270k", "ledger_100k"}:
        report(rows, options.out, options.profile)
        return 0
    registry.prepare_regions()
    if not wanted or "import_city" in wanted:
        rows += imports.run(households)
    registry.fill(households)
    operations = (
        ({"recompute_city"}, recompute.run),
        ({"simulate_city", "release_city"}, release.run),
        ({"edit_to_verdict"}, edit.run),
    )
    for names, work in operations:
        if not wanted or names & wanted:
            rows += work(households)
    report(rows, options.out, options.profile)
    return 0


if __name__ == "__main__":
    sys.exit(main())
