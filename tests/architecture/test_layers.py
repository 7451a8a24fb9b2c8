"""What import-linter does not see: string foreign keys, managers used in doors, long files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

from tests.architecture.code import LAYERS, ROOT, is_door, name_of, sources, tree_of

MANAGERS = {"objects", "_default_manager", "_base_manager", "all_rows"}

# Who may read or write past the scope, and why.
UNSCOPED = {
    "models/": "the declaration, and the link from a helper to households",
    "services/": "writes, after the scope was checked",
    "villages/services.py": "writes, after the scope was checked",
    "villages/subjects.py": "of subjects that the caller found inside the scope",
    "assessment/exits/regions/services.py": "writes, after the cases were locked inside the scope",
    "assessment/benefit/selectors.py": "quantities of projects in scope, and subqueries of scoped rows",
    "assessment/changes.py": "only inside a subquery that carries the scope's range",
    "assessment/explain/": "the county's published average, for households in scope",
    "assessment/replay/taking_part.py": "of a household in scope; a project outside it is not named",
    "assessment/compute.py": "the engine sees every place",
    "assessment/demo.py": "the demo is loaded by the system",
    "assessment/todo.py": "only inside subqueries of scoped rows",
    "assessment/scorecards/selectors.py": "only inside subqueries of scoped rows",
    "projects/library/services.py": "writes, after the scope was checked",
    "projects/library/conditions.py": "of cases that the caller has locked inside the scope",
    "projects/library/subjects.py": "of subjects that the caller found inside the scope",
    "projects/library/selectors.py": "the rows of a project that the caller found inside the scope, and subqueries",
    "projects/library/demo.py": "the demo is loaded by the system",
    "projects/assets/services.py": "writes, after the scope was checked",
    "projects/assets/solar.py": "writes, after the asset was locked inside the scope",
    "funds/contributions/services.py": "writes, after the scope was checked",
    "funds/pools/services.py": "writes, after the scope was checked",
    "funds/pools/selectors.py": "what is in a pool that the caller found inside the scope",
    "funds/audits/services.py": "writes, after the scope was checked",
    "core/findings/problems.py": "writes, after the scope was checked",
    "funds/trace/paid.py": "how many share a project inside the scope, and which documents paid it",
    "funds/obligations/services.py": "writes, after the scope was checked",
    "funds/contributions/selectors.py": "the public names of the helpers that a form offers",
    "projects/disasters/services.py": "writes, after the scope was checked",
    "projects/disasters/selectors.py": "an event names nobody; its places bound by the scope in a subquery",
    "projects/disasters/offers.py": "an event names nobody",
    "projects/trail.py": "an event names nobody; the record's own place is inside the scope",
    "funds/booking.py": "writes, after the scope was checked",
    "funds/documents/services.py": "writes, after the scope was checked",
    "funds/money/services.py": "writes, after the scope was checked",
    "funds/money/demo.py": "the demo is loaded by the system",
    "funds/money/orders.py": "writes, after the scope was checked",
    "funds/money/selectors.py": "the money of a project that the caller found inside the scope",
    "core/evidence/services.py": "writes, after the scope was checked",
    "core/evidence/selectors.py": "what counts towards a step that the caller may take, and the names of files",
    "core/procedures/standing.py": "of cases that the caller has locked inside the scope",
    "core/procedures/blockers.py": "of cases that the caller has locked inside the scope",
    "core/procedures/selectors.py": "which subjects are busy: ids of cases, for subjects in scope",
    "core/procedures/own_subjects.py": "the link from a helper to cases",
    "assessment/exits/household_guards.py": "of cases that the caller has locked or listed inside the scope",
    "assessment/monitoring/judged.py": "of households that the caller has found inside the scope",
    "assessment/monitoring/guards.py": "of cases that the caller has locked inside the scope",
    "assessment/monitoring/effects.py": "of cases that the caller has locked inside the scope",
    "assessment/monitoring/services.py": "writes, after the scope was checked",
    "households/subjects.py": "of subjects that the caller found inside the scope",
    "projects/measures/services.py": "writes, after the scope was checked",
    "projects/measures/subjects.py": "the link from a helper to measures",
    "funds/credit/demo.py": "the demo is loaded by the system",
    "funds/credit/claims.py": "writes, after the scope was checked",
    "funds/credit/services.py": "writes, after the scope was checked",
    "households/selectors/register.py": "only inside subqueries of scoped rows",
}

# A file over 400 lines, and why it is one.
LONG_FILES = {
    "tests/households/test_views.py": "one page family, one fixture",
    "tests/matrix/expectations.py": "one table, one line a route",
}
LONGEST = 400
# A function over 60 lines, and why.
LONG_FUNCTIONS = {
    "core/ledgers/xlsx_exact.py:_install": "closures over one parser, measured faster than methods",
}
LONGEST_FUNCTION = 60


def test_foreign_keys_point_down() -> None:
    """Also those that are written as strings, which no import contract sees."""
    upward = []
    for model in apps.get_models():
        own = LAYERS.get(model._meta.app_label)
        if own is None:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignObject | ManyToManyField):
                continue
            target = field.related_model
            other = LAYERS.get(target._meta.app_label) if isinstance(target, type) else None
            if other is not None and model._meta.app_label != target._meta.app_label and other >= own:
                upward.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert upward == []


def test_every_app_of_the_program_has_its_layer() -> None:
    own = {config.label for config in apps.get_app_configs() if (ROOT / config.name.replace(".", "/")).is_dir()}
    assert own <= set(LAYERS)


def uses_of(path: Path, names: set[str]) -> list[str]:
    return [
        f"{name_of(path)}:{node.lineno} .{node.attr}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in names
    ]


def test_doors_read_through_selectors_and_write_through_services() -> None:
    found = [use for path in sources() if is_door(path) for use in uses_of(path, MANAGERS)]
    assert found == []


def test_the_scope_is_passed_by_only_where_it_is_written_down() -> None:
    found = [
        use
        for path in sources()
        if not any(part in name_of(path) for part in UNSCOPED)
        for use in uses_of(path, {"all_rows"})
    ]
    assert found == []


def test_nobody_reaches_the_system_scope_from_a_page() -> None:
    pages = [
        path for path in sources() if is_door(path) and not {"management", "tasks"} & set(path.with_suffix("").parts)
    ]
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in pages
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name) and node.id == "SYSTEM_SCOPE"
    ]
    assert found == []


def test_no_query_takes_its_names_from_outside() -> None:
    """``filter(**request.GET)`` and ``order_by(*names)`` let a caller choose columns (SECURITY 2.2)."""
    calls = {"filter", "exclude", "annotate", "order_by", "alias", "values"}
    found = []
    for path in sources():
        if not is_door(path):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls:
                stars: list[ast.AST] = [part for part in node.args if isinstance(part, ast.Starred)]
                stars += [part for part in node.keywords if part.arg is None]
                found += [
                    f"{name_of(path)}:{node.lineno} .{node.func.attr}"
                    for part in stars
                    if "request" in ast.unparse(part) or "GET" in ast.unparse(part) or "POST" in ast.unparse(part)
                ]
    assert found == []


def test_files_are_short() -> None:
    long = {}
    for folder in ("tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            long[name_of(path)] = len(path.read_text(encoding="utf-8").splitlines())
    long |= {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST and name not in LONG_FILES} == {}


def test_functions_are_short() -> None:
    long = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                key = f"{name_of(path)}:{node.name}"
                if lines > LONGEST_FUNCTION and key not in LONG_FUNCTIONS:
                    long.append(f"{key} {lines}")
    assert long == []


@pytest.mark.parametrize("name", [*LONG_FILES, *(key.split(":")[0] for key in LONG_FUNCTIONS)])
def test_exceptions_are_still_needed(name: str) -> None:
    assert (ROOT / name).is_file()
