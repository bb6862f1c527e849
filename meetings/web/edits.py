"""Two people edit the same thing: the second sees what was there, what the first wrote, what they wrote, and chooses.

A form carries the revision that its editor saw (``seen``) and the values it held (``base``). An action that finds
another revision under its lock raises ``ChangedMeanwhile``; then ``compare`` says field by field what differs, the
component ``components/edits.html`` asks, and ``with_choices`` reads the answer into the next try.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, FormField, SelectField

from meetings.core.text import as_integer, printable

#: Longer than all fields of a form together; a longer one was not written by us.
LONGEST = 200_000
TAKE = "take-"
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a form: its label, its value as it is sent, and that value in words."""

    label: str
    value: str
    options: Mapping[str, str]

    @property
    def words(self) -> str:
        """The value as a reader knows it."""
        return self.said(self.value)

    def said(self, value: str) -> str:
        """Return *value* as a reader knows it: an option by its label."""
        return self.options.get(value, value)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has changed; *taken* is what is chosen until the editor chooses."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    taken: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What somebody else has changed, what only the editor changed, and what the next try sends along."""

    differences: tuple[Difference, ...]
    mine_only: tuple[tuple[str, str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    undecided: bool


def controls(form: Form) -> dict[str, Control]:
    """Return the fields of *form* by the names under which they are sent."""
    return dict(_controls(form, ""))


def _controls(form: Form, prefix: str) -> Iterator[tuple[str, Control]]:
    for field in form:
        label = str(field.label.text)
        if isinstance(field, FormField):
            yield from _controls(field.form, f"{label}, ")
        elif field.short_name not in ("csrf_token", "current"):
            yield field.name, Control(prefix + label, _value(field), _options(field))


def _options(field: Any) -> dict[str, str]:
    if isinstance(field, BooleanField):
        return {"y": str(_("yes")), "": str(_("no"))}
    return {str(c.value): str(c.label) for c in field.iter_choices()} if isinstance(field, SelectField) else {}


def _value(field: Any) -> str:
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field, SelectField):
        return "" if field.data is None else str(field.data)
    return str(field._value())


def base_of(form: Form) -> str:
    """Return the values that *form* holds, to be sent along with it."""
    return json.dumps({name: control.value for name, control in controls(form).items()}, ensure_ascii=False)


def read_base(sent: str) -> dict[str, str]:
    """Return the values that were sent along; what is not ours is nothing."""
    try:
        found = json.loads(sent) if len(sent) <= LONGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return {}
    return {name: printable(value) for name, value in found.items() if isinstance(value, str)}


def seen(sent: Mapping[str, str]) -> int:
    """Return the revision that the editor saw; what is no number was never one."""
    number = as_integer(sent.get("seen", ""), 0, 2**31 - 1)
    return -1 if number is None else number


def with_choices(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was *sent*, with the values of the other editor where theirs were chosen."""
    base = read_base(sent.get("base", ""))
    found = sent.copy()
    for key, choice in sent.items():
        name = key.removeprefix(TAKE)
        if key.startswith(TAKE) and choice == THEIRS and name in base:
            found.setlist(name, [base[name]] if base[name] else [])
    return found


def undecided(sent: Mapping[str, str]) -> bool:
    """Say whether the editor was asked to choose and has left out a field."""
    return any(f"{TAKE}{name}" not in sent for name in sent.get("asked", "").split())


def compare(sent: Mapping[str, str], theirs: Form, mine: Form) -> Comparison:
    """Say field by field what differs between the form as it was, *theirs* as it is stored, and *mine* as typed."""
    before = read_base(sent.get("before") or sent.get("base", ""))
    there, here = controls(theirs), controls(mine)
    differences, mine_only = [], []
    for name, control in there.items():
        own = here[name]
        was = before.get(name, control.value)
        if was != control.value and own.value != control.value:
            kept = THEIRS if own.value == was else sent.get(f"{TAKE}{name}", "")
            said = (control.said(was), control.words, own.words)
            differences.append(Difference(name, control.label, *said, kept))
        elif own.value != control.value:
            mine_only.append((control.label, control.words, own.words))
    hidden = [(name, control.value) for name, control in here.items() if control.value]
    hidden += [("before", json.dumps(before, ensure_ascii=False)), ("asked", " ".join(d.name for d in differences))]
    return Comparison(tuple(differences), tuple(mine_only), tuple(hidden), undecided(sent))
