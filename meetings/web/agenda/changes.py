"""What a version of an agenda changes, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda.points import Point
from meetings.domain.agenda.versions import Change, What
from meetings.i18n import bilingual, language
from meetings.web.wording import label

_SAID: dict[What, Any] = {
    What.ADDED: _l("New: %(item)s"),
    What.REMOVED: _l("Taken off: %(item)s"),
    What.MOVED: _l("Moved: %(item)s (was %(was)s)"),
    What.RETITLED: _l("Reworded: %(item)s (was “%(was)s”)"),
    What.PURPOSE: _l("Purpose of item %(number)s: %(now)s (was: %(was)s)"),
    What.TIME: _l("Time of item %(number)s: %(now)s (was: %(was)s)"),
    What.SESSION: _l("Session of item %(number)s: %(now)s (was: %(was)s)"),
    What.PRESENTER: _l("Presenter of item %(number)s: %(now)s (was: %(was)s)"),
}


def as_html(changes: Iterable[Change], sittings: Mapping[int, str]) -> list[Markup]:
    """Return each of *changes* as a line; *sittings* are the names of sessions by their ids."""
    return [Markup(line) for line in _Teller(bilingual, sittings, Markup).lines(changes)]  # noqa: S704 - escaped


def as_text(changes: Iterable[Change], sittings: Mapping[int, str]) -> list[str]:
    """Return each of *changes* as a line of plain text, what is there in the other language only with its mark."""
    return _Teller(_marked, sittings, str).lines(changes)


def _marked(text: Bilingual) -> str:
    shown, spoken = text.shown(language())
    return shown if spoken == language() or not shown else f"[{spoken.upper()}] {shown}"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells changes, texts in two languages as *say* writes them; *sort* is the kind of text that makes."""

    say: Callable[[Bilingual], str]
    sittings: Mapping[int, str]
    sort: type[str]

    def lines(self, changes: Iterable[Change]) -> list[str]:
        """Return each of *changes* as a line."""
        return [self._line(change) for change in changes]

    def _line(self, change: Change) -> str:
        point = change.after or change.before
        assert point is not None, "a change is of an item that was or is there"
        facts = {"item": self._item(point), "number": point.number}
        sentence = _SAID[change.what]
        if change.before and change.after:
            was, now = (self._fact(change.what, each) for each in (change.before, change.after))
            facts |= {"was": was, "now": now}
            if change.what is What.RETITLED and was == now:
                sentence = _l("Reworded in the other language: %(item)s")
        return self.sort(sentence) % facts

    def _item(self, point: Point) -> str:
        return self.sort("%s %s") % (point.number, self.say(point.title))

    def _fact(self, what: What, point: Point) -> str:
        """Return what *point* says in that respect."""
        if what is What.MOVED:
            return point.number
        if what is What.RETITLED:
            return self.say(point.title)
        if what is What.PURPOSE:
            return label(point.purpose)
        if what is What.TIME:
            return _time(point)
        if what is What.SESSION:
            return self.sittings.get(point.session_id or 0, _("each session"))
        return self.sort(", ").join(self.say(speaker) for speaker in point.speakers) or str(_("nobody named"))


def _time(point: Point) -> str:
    minutes = ngettext("%(num)d minute", "%(num)d minutes", point.minutes) if point.minutes else _("no duration")
    if not point.pause:
        return str(minutes)
    pause = ngettext("Then a break of %(num)d minute", "Then a break of %(num)d minutes", point.pause)
    return f"{minutes}; {pause[:1].lower()}{pause[1:]}"
