"""Each verb that an action writes into the audit trail has words for the history page."""

import ast
import re
from pathlib import Path

from meetings.web.meeting.wording import VERBS

PACKAGE = Path(__file__).parents[2] / "meetings"
VERB = re.compile(r"[a-z]+\.[a-z_]+")


def literals(node: ast.AST, constants: dict[str, str]) -> set[str]:
    """Find the verbs in *node*: literals, and *constants* by their name."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and VERB.fullmatch(part.value):
            found.add(part.value)
        elif isinstance(part, ast.Name | ast.Attribute):
            found |= {constants.get(part.id if isinstance(part, ast.Name) else part.attr, "")} - {""}
    return found


def constants(tree: ast.Module) -> dict[str, str]:
    """Find the constants of a module that hold a verb."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            names, values = getattr(target, "elts", [target]), getattr(node.value, "elts", [node.value])
            pairs = zip(names, values, strict=False)
            found |= {
                ast.unparse(name): v.value for name, v in pairs if literals(v, {}) and isinstance(v, ast.Constant)
            }
    return found


def recorded(tree: ast.Module, known: dict[str, str]) -> set[str]:
    """Find every verb that a module records, whether it is spelled out, chosen before, or handed to a helper."""
    found: set[str] = set()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        for call in (call for call in calls if ast.unparse(call.func) == "audit.record"):
            verb = call.args[0]
            if isinstance(verb, ast.Name) and verb.id in {argument.arg for argument in function.args.args}:
                place = [argument.arg for argument in function.args.args].index(verb.id)
                found |= handed_over(tree, function.name, place, known)
            elif isinstance(verb, ast.Name) and verb.id not in known:
                found |= chosen_before(function, verb.id, known)
            else:
                found |= literals(verb, known) or {ast.unparse(verb)}
    return found


def handed_over(tree: ast.Module, helper: str, place: int, known: dict[str, str]) -> set[str]:
    """Find what callers of *helper* give it at *place*."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == helper]
    return {verb for call in calls for verb in literals(call.args[place], known) or {ast.unparse(call)}}


def chosen_before(function: ast.FunctionDef, name: str, known: dict[str, str]) -> set[str]:
    """Find what *function* assigns to *name*."""
    assigned = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    ]
    return {verb for value in assigned for verb in literals(value, known)} or {name}


def test_every_verb_of_the_audit_trail_has_words() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    known = {name: verb for tree in trees for name, verb in constants(tree).items() if name.isupper()}
    written = {verb for tree in trees for verb in recorded(tree, known)}
    assert written == set(VERBS)


def test_verbs_are_found_however_they_are_written() -> None:
    source = """
STRUCK = "a.struck"
def act(x):
    audit.record("a.made", x)
    audit.record("a.opened" if y else "a.closed", x)
    audit.record(queries.STRUCK, x)
def choose(x):
    verb = "a.moved" if x else "a.kept"
    audit.record(verb, x)
def helper(verb, x):
    audit.record(verb, x)
helper("a.helped", 1)
"""
    tree = ast.parse(source)
    verbs = {"a.made", "a.opened", "a.closed", "a.struck", "a.moved", "a.kept", "a.helped"}
    assert recorded(tree, constants(tree)) == verbs
