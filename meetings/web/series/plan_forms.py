"""Forms to plan the next meeting of a series."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, SelectField
from wtforms import Form as PlainForm

from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import Plan, Sitting
from meetings.domain.series.actions_copying import Wanted
from meetings.domain.series.proposals import Point, Proposal
from meetings.models.agenda import Purpose
from meetings.models.deadline import Closing
from meetings.models.meeting import Series, Visibility
from meetings.web.fields import BilingualField, Day, Rows, WallTime, WholeNumber, choices
from meetings.web.forms import Form, needed
from meetings.web.meeting.forms import HIGHEST_NUMBER, PlanForm
from meetings.web.meeting.session_forms import NOT_OFFERED
from meetings.web.wording import LABELS

MOST_POINTS = 100
UNDER = "y"


class DayForm(Form):
    """On which day the next meeting begins, and which number it has."""

    on = Day(_l("First day"), [needed(_l("Choose a day."))])
    number = WholeNumber(_l("Number"), low=1, high=HIGHEST_NUMBER)


class CopyForm(Form):
    """Which number the copy has, on which day it begins, and what comes along."""

    on = Day(_l("First day"), [needed(_l("Choose a day."))])
    number = WholeNumber(_l("Number"), low=1, high=HIGHEST_NUMBER)
    sittings = BooleanField(_l("Sessions, as many days apart as they are"))
    breakouts = BooleanField(_l("Break-outs of these sessions"))
    agenda = BooleanField(_l("Agenda"))
    documents = BooleanField(_l("Documents: symbols and titles, without files"))
    polls = BooleanField(_l("Polls: questions and options, not opened"))

    def wanted(self) -> Wanted:
        """Return what comes along."""
        return Wanted(
            sittings=bool(self.sittings.data),
            breakouts=bool(self.breakouts.data),
            agenda=bool(self.agenda.data),
            documents=bool(self.documents.data),
            polls=bool(self.polls.data),
        )


class PointRow(PlainForm):  # type: ignore[misc]
    """One item of the agenda to be; one that is not ticked stays away."""

    kept = BooleanField(_l("On the agenda"))
    title = BilingualField(_l("Title"), limit=300, required=False)
    purpose = SelectField(
        _l("Purpose"),
        choices=lambda: choices([(purpose.value, LABELS[Purpose][purpose]) for purpose in Purpose]),
        invalid_choice_message=NOT_OFFERED,
    )
    minutes = WholeNumber(_l("Minutes"), low=1, high=1_440)
    presenter = BilingualField(_l("Presenter"), limit=200, required=False)
    under = HiddenField()

    @property
    def is_under(self) -> bool:
        """Whether it belongs to the item before."""
        return bool(self.under.data == UNDER)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the item, and that one that is kept has a title."""
        valid = bool(super().validate(extra_validators))
        if self.kept.data and not self.title.data:
            first = self.title.form.en
            first.errors = [*first.errors, _("Write this in at least one of the two languages.")]
            return False
        return valid or not self.kept.data

    def point(self) -> Point:
        """Return what was decided of the item."""
        draft = ItemDraft(
            title=self.title.data,
            purpose=Purpose(self.purpose.data),
            presenter=self.presenter.data,
            minutes=self.minutes.data,
        )
        return Point(draft, under=self.is_under)


class NextForm(PlanForm):
    """The next meeting of a series with its agenda."""

    points = Rows(FormField(PointRow), max_entries=MOST_POINTS)
    documents_due = WallTime(_l("Documents due"))
    comments_due = WallTime(_l("Comments due"))

    def closings(self) -> dict[Closing, datetime]:
        """Return the other deadlines that were decided."""
        found = {Closing.DOCUMENTS: self.documents_due.data, Closing.COMMENTS: self.comments_due.data}
        return {kind: closes for kind, closes in found.items() if closes}

    def agenda(self) -> list[Point]:
        """Return the items that were kept; those under one that was not stand on their own."""
        found, headed = [], False
        for row in self.points:
            headed = headed if row.form.is_under else bool(row.form.kept.data)
            if row.form.kept.data:
                point = row.form.point()
                found.append(replace(point, under=point.under and headed))
        return found

    def plan(self, series: Series) -> Plan:
        """Return what was decided of the meeting itself."""
        return Plan(
            series=series,
            number=self.number.data or meetings.next_number(series),
            title=self.title.data,
            summary=self.summary.data,
            visibility=Visibility(self.visibility.data),
            region=None,
            zone=self.zone.data,
            registration_opens=self.registration_opens.data,
            registration_closes=self.registration_closes.data,
        )


def shown(found: Proposal, zone: str) -> dict[str, Any]:
    """Return what the form begins with when *found* is proposed; *zone* is for a meeting without a sitting."""
    return {
        "number": found.number,
        "title": found.title,
        "summary": found.summary,
        "visibility": found.visibility,
        "zone": found.sittings[0].zone if found.sittings else zone,
        "registration_opens": found.opens,
        "registration_closes": found.closes,
        "documents_due": found.documents,
        "comments_due": found.comments,
        "sessions": [_session(sitting) for sitting in found.sittings],
        "points": [_point(point) for point in found.points],
    }


def _session(sitting: Sitting) -> dict[str, Any]:
    names = ("title", "language", "starts", "ends", "zone", "mode", "platform", "join_link", "place", "address")
    return {name: getattr(sitting, name) for name in (*names, "capacity")}


def _point(point: Point) -> dict[str, Any]:
    draft = point.draft
    return {
        "kept": True,
        "title": draft.title,
        "purpose": draft.purpose,
        "minutes": draft.minutes,
        "presenter": draft.presenter,
        "under": UNDER if point.under else "",
    }
