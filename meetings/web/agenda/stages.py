"""What the versions of an agenda are called."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core import zones
from meetings.domain.agenda.points import Agenda
from meetings.i18n import long_date
from meetings.models.agenda import Stage
from meetings.web import house

_SAID: dict[Stage, Any] = {
    Stage.PROVISIONAL: _l("Provisional agenda of %(day)s"),
    Stage.REVISED: _l("Revised agenda (%(revision)d) of %(day)s"),
    Stage.ADOPTED: _l("Agenda adopted on %(day)s"),
    Stage.CORRECTED: _l("Adopted agenda, corrected on %(day)s"),
}


def name_of(stage: Stage, number: int, issued_at: datetime) -> str:
    """Return what the version with this *number* is called; revisions are counted from 1 after the first version."""
    day = long_date(zones.local(issued_at, house.zone()).date())
    return str(_SAID[stage] % {"day": day, "revision": number - 1})


def name_of_agenda(agenda: Agenda, *, over: bool) -> str:
    """Return which version *agenda* is, or that it is none; once the meeting is *over* it is no draft any more."""
    if agenda.stage is None or agenda.version is None or agenda.issued_at is None:
        return str(_("Agenda") if over else _("Draft agenda, not issued yet"))
    return name_of(agenda.stage, agenda.version, agenda.issued_at)
