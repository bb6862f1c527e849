"""Forms of the programme: a break-out, and who hosts the meeting."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms import FormField

from meetings.core.text import sort_key
from meetings.i18n import words
from meetings.models.meeting import Session
from meetings.models.organisation import Organisation
from meetings.web.fields import NumberChoice, Rows
from meetings.web.forms import Form
from meetings.web.meeting.session_forms import NOT_OFFERED, SessionForm, which

MOST_COHOSTS = 12
#: Empty rows that are offered for further hosts.
SPARE = 2


class GroupForm(SessionForm):
    """A group that meets in parallel to others during a session."""

    @property
    def left_out(self) -> bool:
        """It never is: the form is about this one group."""
        return False

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the group, and that it has a title by which people choose it."""
        valid = super().validate(extra_validators)
        if not self.title.data:
            first = self.title.form.en
            first.errors = [*first.errors, _("Write this in at least one of the two languages.")]
            return False
        return valid


class BreakoutForm(Form):
    """One break-out."""

    group = FormField(GroupForm)


def like(session: Session, *, whole: bool) -> dict[str, Any]:
    """Return what the form of a break-out begins with: *session* as it is, or only its times and place."""
    shown: dict[str, Any] = {
        "language": session.language,
        "starts": session.starts_local,
        "starts_which": which(session.starts_fold),
        "ends": session.ends_local,
        "ends_which": which(session.ends_fold),
        "zone": session.zone,
        "mode": session.mode,
        "platform": session.platform,
        "address": session.address,
        "capacity": session.capacity if session.parent_id else None,
    }
    if whole:
        shown |= {"title": session.title, "place": session.place, "join_link": session.join_link}
    return {"group": shown}


class CohostRow(PlainForm):  # type: ignore[misc]
    """One organisation that hosts the meeting together with its host."""

    organisation = NumberChoice(_l("Together with"), optional=_l("Nobody else"), invalid_choice_message=NOT_OFFERED)


class HostsForm(Form):
    """Who hosts a meeting."""

    host = NumberChoice(
        _l("Host administration"), optional=_l("Nobody: it has no host"), invalid_choice_message=NOT_OFFERED
    )
    rows = Rows(FormField(CohostRow), max_entries=MOST_COHOSTS)

    def chosen(self, known: Sequence[Organisation]) -> tuple[Organisation | None, list[Organisation]]:
        """Return the host and those that host with it, of those that are *known*."""
        by_id = {one.id: one for one in known}
        others = [by_id[row.form.organisation.data] for row in self.rows if row.form.organisation.data in by_id]
        return by_id.get(self.host.data), others


def hosts_form(hosts: Sequence[Organisation], known: Sequence[Organisation]) -> HostsForm:
    """Return the form that begins with *hosts*, the first being the host, and offers those that are *known*."""
    spare = [{"organisation": None}] * min(SPARE, MOST_COHOSTS - len(hosts[1:]))
    rows = [{"organisation": one.id} for one in hosts[1:]] + spare
    form = HostsForm(data={"host": hosts[0].id if hosts else None, "rows": rows})
    offered = sorted(((one.id, words(one.name)) for one in known), key=lambda pair: sort_key(pair[1]))
    form.host.offer(offered)
    for row in form.rows:
        row.form.organisation.offer(offered)
    return form
