"""The commands' base: JSON last, exit codes, whose name."""

import json
from datetime import date
from typing import Any

import pytest

from core.accounts.models import Post, User
from core.accounts.rights import Action
from core.jobs.command import Caller, JsonCommand, RefusedError, area_argument


class _Command(JsonCommand):
    required_action = Action.IMPORT
    refusals = (LookupError,)

    def add_arguments(self, parser):
        parser.add_argument("--region", type=area_argument, default=0)

    def work(self, caller: Caller, options):
        self.progress("half way")
        if options["region"] == 110000000000:
            raise RefusedError("不行")
        if options["region"] == 120000000000:
            raise LookupError("没有")
        return {"who": caller.actor.name, "low": caller.scope.low, "region": options["region"]}


def _run(capsys, *arguments):
    code: Any = 0
    command = _Command()
    try:
        # As run_from_argv does, without closing the test's connection.
        setattr(command, "_called_from_command_line", True)  # noqa: B010
        options = vars(command.create_parser("manage.py", "test").parse_args(arguments))
        command.execute(*options.pop("args", ()), **options)
    except SystemExit as stop:
        code = stop.code
    captured = capsys.readouterr()
    return code, json.loads(captured.out.strip().splitlines()[-1]), captured.err


@pytest.mark.django_db
def test_the_last_line_is_json_and_progress_goes_to_stderr(capsys):
    code, answer, err = _run(capsys, "--region", "511921")
    assert (code, answer) == (0, {"who": "系统", "low": 0, "region": 511921000000})
    assert "half way" in err


@pytest.mark.django_db
@pytest.mark.parametrize(("region", "message"), [("11", "不行"), ("12", "没有")])
def test_a_refusal_is_exit_2_with_its_reason(capsys, region, message):
    code, answer, _ = _run(capsys, "--region", region)
    assert (code, answer) == (2, {"message": message})


@pytest.mark.django_db
def test_a_wrong_argument_is_exit_2_with_json_too(capsys):
    code, answer, _ = _run(capsys, "--region", "12x")
    assert code == 2
    assert "12x" in answer["message"]


@pytest.mark.django_db
def test_as_takes_the_post_that_may_do_it(capsys):
    user = User.objects.create_user("li", name="李", password="x")
    assert _run(capsys, "--as", "li")[0] == 2
    assert _run(capsys, "--as", "nobody")[0] == 2
    Post.objects.create(user=user, role="auditor", area=0, starts_on=date(2018, 1, 1))
    assert _run(capsys, "--as", "li")[0] == 2
    Post.objects.create(user=user, role="county", area=511921000000, starts_on=date(2018, 1, 1))
    code, answer, _ = _run(capsys, "--as", "li")
    assert (code, answer["who"], answer["low"]) == (0, "李", 511921000000)
