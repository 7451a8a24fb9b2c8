"""One process that brings the database up to date and fills an empty one; the accounts go to standard output."""

from __future__ import annotations

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command, get_commands
    from django.db import DatabaseError

    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=1, stdout=sys.stderr)
        if "prepare" in get_commands():
            call_command("prepare")
    except (ImproperlyConfigured, CommandError, DatabaseError) as error:
        print(f"错误：{str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
