"""The rules of the house that no import contract can hold."""

import ast
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

import meetings
from meetings import models, web
from meetings.core.errors import Refused
from meetings.models.base import Base
from meetings.web import wording

ROOT = Path(meetings.__file__).parent.parent
PACKAGE = ROOT / "meetings"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: What is not shipped: it keeps its size, too.
AROUND = sorted(path for folder in ("tests", "tools") for path in (ROOT / folder).rglob("*.py"))
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 10
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 150
#: Writes that only keep the machinery going and concern no meeting or person.
HOUSEKEEPING = {"audit", "outbox"}
#: Actions that write through others, which note it, or that only forget what is over.
SILENT = {
    "access.forget_old",
    "access.sign_out",
    # a line for each step of a confidential poll would say when a ballot came
    "poll.renew",
    # objections are a history of their own; the trail can be read before the deadline
    "poll.keep",
    "poll.open_due",
    "registration.fill",
    "registration.follow_session",
    "registration.take_back",
}


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _outer_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions of the module and the methods of its classes, not what stands inside them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (child for child in node.body if isinstance(child, ast.FunctionDef))


def _body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of the body after its docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_keeps_its_size_and_its_imports_at_the_top(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    tree = ast.parse(source)
    for function in _functions(tree):
        assert _body_lines(function) <= LONGEST_FUNCTION, function.name
        inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not inner, f"{function.name} imports inside"


@pytest.mark.parametrize("path", AROUND, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_and_tools_keep_their_size(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= LONGEST_MODULE


def test_functions_are_short() -> None:
    lengths = [_body_lines(function) for path in MODULES for function in _functions(ast.parse(path.read_text("utf-8")))]
    assert median(lengths) <= USUAL_FUNCTION


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_and_public_functions_say_what_they_do(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if not tree.body:
        return
    assert ast.get_docstring(tree), "the module has no docstring"
    for function in _outer_functions(tree):
        if not function.name.startswith("_"):
            assert ast.get_docstring(function), f"{function.name} has no docstring"


def test_docs_name_the_features_in_the_order_of_their_imports() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["meetings.domain"])
    table = (ROOT / "docs" / "architecture.md").read_text().partition("## Features")[2]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [layer.strip("()") for layer in reversed(layers)]


def test_feature_packages_are_empty() -> None:
    for floor in ("domain", "web"):
        for path in (PACKAGE / floor).glob("*/__init__.py"):
            assert path.read_text("utf-8") == "", path


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*")), ids=str)
def test_template_keeps_its_size_and_holds_no_style_or_script(path: Path) -> None:
    if path.is_dir():
        return
    source = path.read_text("utf-8")
    assert source.count("\n") <= LONGEST_TEMPLATE
    if "notices" not in path.parts:
        # A module of our own is the one kind of script, and stands in a file.
        ours = r" type=\"module\" src=\"\{\{ asset\('js/[a-z_]+\.js'\) \}\}\"></script>"
        assert not re.search(f"<script(?!{ours})", source)
        assert not re.search(r"<[^>{%]*\sstyle=", source)
        assert "|safe" not in source


def test_clock_is_read_in_one_place() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "dt"}
    ]
    assert set(readers) == {"meetings/core/clock.py"}


def test_only_entry_points_commit() -> None:
    for floor in ("core", "models", "domain", "calendars", "exports"):
        for path in (PACKAGE / floor).rglob("*.py"):
            assert ".commit(" not in path.read_text("utf-8"), path


def test_every_table_is_in_the_list_of_modules() -> None:
    listed = {module.__name__ for module in models.MODULES}
    mapped = {mapper.class_.__module__ for mapper in Base.registry.mappers}
    assert mapped == listed


def test_every_folder_of_pages_is_registered() -> None:
    registered = {bp.import_name for bp in (*web.PAGES, *web.BARE)}
    found = set()
    for path in (PACKAGE / "web").rglob("*.py"):
        if "Blueprint(" in path.read_text("utf-8"):
            found.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert found == registered


def test_every_route_declares_its_access(application: Flask) -> None:
    for rule in application.url_map.iter_rules():
        view = application.view_functions[rule.endpoint]
        assert hasattr(view, "access_policy"), rule.endpoint


def test_template_belongs_to_an_endpoint_or_is_a_part(application: Flask) -> None:
    endpoints = {rule.endpoint for rule in application.url_map.iter_rules()}
    shared = {"layouts", "components", "errors", "notices"}
    for path in (ROOT / "templates").rglob("*.html"):
        folder, name = path.relative_to(ROOT / "templates").parts[0], path.stem
        if folder in shared or name.startswith("_"):
            continue
        owners = {f"{folder}.{name}", f"{folder}_manage.{name}", f"{folder}_manage.{name}_"}
        assert owners & endpoints, path


def _refusals() -> set[type[Refused]]:
    for info in pkgutil.walk_packages(meetings.__path__, "meetings."):
        import_module(info.name)
    found, waiting = set(), [Refused]
    while waiting:
        for child in waiting.pop().__subclasses__():
            found.add(child)
            waiting.append(child)
    return {refusal for refusal in found if refusal.__module__.startswith("meetings.")}


def test_every_refusal_has_words() -> None:
    abstract = {refusal for refusal in _refusals() if refusal.__subclasses__()}
    assert _refusals() - abstract <= set(wording.REFUSALS)


def test_every_action_leaves_an_audit_line() -> None:
    for path in (PACKAGE / "domain").rglob("actions*.py"):
        feature = path.relative_to(PACKAGE / "domain").parts[0]
        if feature in HOUSEKEEPING:
            continue
        module = ast.parse(path.read_text("utf-8"))
        for function in module.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            calls = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
            siblings = {node.name for node in module.body if isinstance(node, ast.FunctionDef)} - {function.name}
            written = any(call.startswith("audit.") or call in siblings for call in calls)
            assert written or f"{feature}.{function.name}" in SILENT, f"{feature}.{function.name}"


def test_actions_take_now_and_nothing_reads_the_clock_for_them() -> None:
    for path in (PACKAGE / "domain").rglob("actions*.py"):
        for function in ast.parse(path.read_text("utf-8")).body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                positional = [argument.arg for argument in function.args.args]
                assert "now" not in positional, function.name


def test_package_says_what_it_is() -> None:
    assert inspect.getdoc(meetings)
