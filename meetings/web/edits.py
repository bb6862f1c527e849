"""Two people edit the same thing: the second sees what was there, what the first wrote, what they wrote, and chooses.

A form carries the revision that its editor saw (``seen``) and the values it held (``base``). An action that finds
another revision under its lock raises ``ChangedMeanwhile``; then ``compare`` says field by field what differs, the
component ``components/edits.html`` asks, and ``with_choices`` reads the answer into the next try.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, SelectMultipleField

from meetings.core.text import as_integer, printable

#: Longer than all fields of a form together; a longer one was not written by us.
LONGEST = 200_000
TAKE = "take-"
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a form: its label, its value as it is sent, and that value in words."""

    label: str
    #: Of a field that holds several: one a line.
    value: str
    options: Mapping[str, str]
    several: bool = False
    #: Sent only while it is ticked.
    box: bool = False

    @property
    def words(self) -> str:
        """The value as a reader knows it."""
        return self.said(self.value)

    def said(self, value: str) -> str:
        """Return *value* as a reader knows it: an option by its label."""
        if self.several:
            return ", ".join(self.options.get(one, one) for one in value.splitlines())
        return self.options.get(value, value)

    @property
    def sent(self) -> list[str]:
        """The values as they are sent."""
        return self.value.splitlines() if self.several else [self.value]


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
        elif isinstance(field, FieldList):
            for entry in field.entries:
                yield from _controls(entry.form, "")
        elif field.short_name not in ("csrf_token", "current"):
            several = isinstance(field, SelectMultipleField)
            label = prefix + label if prefix else str(getattr(field, "long_label", label))
            box = isinstance(field, BooleanField)
            yield field.name, Control(label, _value(field), _options(field), several, box)


def _options(field: Any) -> dict[str, str]:
    if isinstance(field, BooleanField):
        return {"y": str(_("yes")), "": str(_("no"))}
    if isinstance(field, SelectField):
        return {str(choice.value): str(choice.label) for choice in field.iter_choices()}
    return dict(getattr(field, "said", {}))


def _value(field: Any) -> str:
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field, SelectMultipleField):
        chosen = {str(one) for one in field.data or ()}
        return "\n".join(str(choice.value) for choice in field.iter_choices() if str(choice.value) in chosen)
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


def with_choices(sent: MultiDict[str, str], *, several: Collection[str] = ()) -> MultiDict[str, str]:
    """Return what was *sent*, with the values of the other editor where theirs were chosen.

    *several* names the fields that hold more than one.
    """
    base = read_base(sent.get("base", ""))
    found = sent.copy()
    for key, choice in sent.items():
        name = key.removeprefix(TAKE)
        if key.startswith(TAKE) and choice == THEIRS and (name in base or name in sent):
            # A row that they took away is not in what they have.
            value = base.get(name, "")
            values = value.splitlines() if name in several else [value]
            found.setlist(name, list(filter(None, values)))
    return found


def undecided(sent: Mapping[str, str]) -> bool:
    """Say whether the editor was asked to choose and has left out a field."""
    return any(f"{TAKE}{name}" not in sent for name in sent.get("asked", "").split())


def compare(sent: Mapping[str, str], theirs: Form, mine: Form) -> Comparison:
    """Say field by field what differs between the form as it was, *theirs* as it is stored, and *mine* as typed."""
    before = read_base(sent.get("before") or sent.get("base", ""))
    there, here = controls(theirs), controls(mine)
    differences, mine_only = [], []
    for name in {**there, **here}:
        # Of a row that only one of them has, the other has nothing.
        control = there.get(name) or replace(here[name], value="")
        own = here.get(name) or replace(there[name], value="")
        was = before.get(name, "") if before else control.value
        if was != control.value and own.value != control.value:
            kept = THEIRS if own.value == was else sent.get(f"{TAKE}{name}", "")
            said = (control.said(was), control.words, own.words)
            differences.append(Difference(name, control.label, *said, kept))
        elif own.value != control.value:
            mine_only.append((control.label, control.words, own.words))
    hidden = [(name, value) for name, own in here.items() for value in own.sent if value or not own.box]
    hidden += [("before", json.dumps(before, ensure_ascii=False)), ("asked", " ".join(d.name for d in differences))]
    return Comparison(tuple(differences), tuple(mine_only), tuple(hidden), undecided(sent))
