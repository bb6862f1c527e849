"""Words for what organisations say is different: what it is about, before and after, and what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.i18n import long_date
from meetings.models.confirmation import AskState, Change, ChangeKind, ChangeState
from meetings.models.organisation import Capacity
from meetings.web.wording import label

#: How full the disc of a state is, and its colour.
MARKS: dict[Any, str] = {
    AskState.ASKED: "",
    AskState.OPENED: "half warn",
    AskState.CONFIRMED: "full ok",
    AskState.CHANGED: "full warn",
    AskState.UNREACHABLE: "bad",
    AskState.SILENT: "bad",
    ChangeState.WAITING: "half warn",
    ChangeState.APPLIED: "full ok",
    ChangeState.REFUSED: "bad",
    ChangeState.REPLACED: "",
}
FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "email": _l("E-mail address"),
    "function": _l("Function"),
    "language": _l("Language"),
    "capacity": _l("Named as"),
    "since": _l("From"),
    "last_day": _l("Last day"),
    "working_language": _l("Working language"),
    "protocol_en": _l("Name in full, English"),
    "protocol_fr": _l("Name in full, French"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value that is different; *before* is empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A change in words."""

    change: Change
    headline: str
    lines: tuple[Line, ...]


def shown(change: Change) -> Shown:
    """Put *change* into words."""
    before = change.before if change.kind in (ChangeKind.CORRECT, ChangeKind.ORGANISATION) else {}
    lines = (
        Line(str(FIELDS[name]), _value(name, before.get(name, "")), _value(name, value))
        for name, value in change.after.items()
        if name in FIELDS and value != before.get(name, "")
    )
    return Shown(change, _headline(change), tuple(lines))


def _headline(change: Change) -> str:
    """Say in a few words what happens to whom."""
    if not change.after:
        return str(_("The words of this change have been deleted."))
    person = change.before.get("name", "")
    words = {
        ChangeKind.CORRECT: _("%(name)s: other details", name=person),
        ChangeKind.RESIGN: _("%(name)s no longer speaks for the organisation", name=person),
        ChangeKind.REPLACE: _("%(new)s takes over from %(name)s", new=change.after.get("name", ""), name=person),
        ChangeKind.ADD: _("%(name)s is added", name=change.after.get("name", "")),
        ChangeKind.ORGANISATION: _("The organisation itself: other details"),
    }
    return str(words[change.kind])


def _value(name: str, value: str) -> str:
    if not value:
        return ""
    if name == "capacity":
        return label(Capacity(value))
    if name in ("language", "working_language"):
        return str(_("French") if value == "fr" else _("English"))
    if name in ("since", "last_day"):
        return long_date(date.fromisoformat(value))
    return value
