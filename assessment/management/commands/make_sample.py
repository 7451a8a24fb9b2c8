"""``make_sample --profile township|city|province --seed N --out DIR [--year Y]`` (CONTRACT 2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from assessment.sample import PROFILES, YEAR, UnknownProfileError, generate
from core.jobs.command import Caller, JsonCommand, RefusedError, year_argument


class Command(JsonCommand):
    help = "生成合成的户、村、县工作簿（没有真实人员）"
    refusals: ClassVar[tuple[type[Exception], ...]] = (UnknownProfileError,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", required=True, choices=PROFILES, help="规模")
        parser.add_argument("--seed", required=True, type=int, metavar="N", help="相同的种子生成相同的内容")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="写入的文件夹")
        parser.add_argument("--year", type=year_argument, default=YEAR, help=f"年度，默认 {YEAR}")

    def work(self, caller: Caller, options: dict[str, Any]) -> dict[str, Any]:
        sample = generate(options["profile"], options["seed"], options["year"])
        self.progress(f"生成 {sample.household_count} 户 {sample.member_count} 人")
        try:
            files = sample.write(options["out"])
        except OSError as error:
            raise RefusedError(f"不能写入 {options['out']}：{error.strerror}") from error
        return {
            "households": sample.household_count,
            "members": sample.member_count,
            "villages": sample.village_count,
            "files": [str(path) for path in files],
        }
