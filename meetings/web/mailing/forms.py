"""Forms to write a mailing: its words, to whom it goes, and when."""

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from meetings.core import zones
from meetings.core.errors import Refused
from meetings.core.text import sort_key
from meetings.domain.invitation import queries as invitations
from meetings.domain.invitation.rules import Segment as Part
from meetings.domain.mailing import rules, timing
from meetings.domain.mailing.places import WordsWrong
from meetings.domain.mailing.rules import Draft, Segment
from meetings.domain.mailing.timing import Moment
from meetings.domain.organisation import queries as register
from meetings.i18n import words
from meetings.models.mailing import Audience, Mailing, MailingKind, Timing, Unit
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity
from meetings.web.fields import BilingualField, Clock, WallTime, WholeNumber, ZoneField, choices, languages
from meetings.web.forms import Form, Line, at_most
from meetings.web.invitation.forms import Boxes
from meetings.web.meeting.session_forms import NOT_OFFERED
from meetings.web.wording import label, refusal

HIGHEST = max(timing.LONGEST.values())


def _labelled(kinds: Any) -> Any:
    return choices([(kind.value, label(kind)) for kind in kinds])


class MailingForm(Form):
    """What the secretariat decides of a mailing."""

    subject = BilingualField(_l("Subject"), limit=rules.LONGEST_SUBJECT)
    body = BilingualField(_l("Text"), limit=rules.LONGEST_BODY, area=True)
    audience = SelectField(_l("To whom"), choices=lambda: _labelled(Audience), invalid_choice_message=NOT_OFFERED)
    regions = Boxes(_l("Regions"))
    kinds = Boxes(_l("Kinds of organisation"))
    languages = Boxes(_l("Languages of mails"))
    capacities = Boxes(_l("Named as"))
    never_attended = BooleanField(_l("Only people who have never had a place at a meeting"))
    silent = BooleanField(_l("Only organisations from which nobody has answered yet"))
    timing = RadioField(_l("When"), choices=lambda: _labelled(Timing), invalid_choice_message=NOT_OFFERED)
    number = WholeNumber(_l("How many"), low=0, high=HIGHEST)
    unit = SelectField(_l("Counted in"), choices=lambda: _labelled(Unit), invalid_choice_message=NOT_OFFERED)
    hour = Clock(_l("Time of day"))
    at = WallTime(_l("Date and time"))
    zone = ZoneField(_l("Time zone"))

    def offer(self) -> None:
        """Offer what the register has."""
        regions = [(region.code, words(region.name)) for region in register.regions()]
        self.regions.choices = choices(sorted(regions, key=lambda pair: sort_key(pair[1])))
        self.kinds.choices = choices([(kind.code, words(kind.name)) for kind in invitations.kinds()])
        self.languages.choices = languages()
        self.capacities.choices = _labelled(Capacity)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what the chosen time needs."""
        valid = bool(super().validate(extra_validators))
        return self._is_timed() and valid

    def _is_timed(self) -> bool:
        if self.timing.data == Timing.AT:
            return self._needs(self.at, _("Write a date and a time, for example 2027-09-15 13:00."))
        there = self._needs(self.number, _("Write how many hours or days."))
        if self.unit.data == Unit.HOURS:
            return there
        return self._needs(self.hour, _("Write a time of day, for example 09:00.")) and there

    def _needs(self, field: Any, said: str) -> bool:
        if field.data is None and not field.errors:
            field.errors = [said]
        return not field.errors

    def draft(self, kind: MailingKind) -> Draft:
        """Return what was decided; raises ``HourDoesNotExist``."""
        part = Part(
            regions=tuple(self.regions.data or ()),
            kinds=tuple(self.kinds.data or ()),
            languages=tuple(self.languages.data or ()),
            capacities=tuple(self.capacities.data or ()),
            never_attended=bool(self.never_attended.data),
            silent=bool(self.silent.data),
        )
        segment = Segment(Audience(self.audience.data), part)
        return Draft(kind, self.subject.data, self.body.data, segment, self._moment())

    def _moment(self) -> Moment:
        when, unit = Timing(self.timing.data), Unit(self.unit.data)
        if when is Timing.AT:
            zones.instant(self.at.data, self.zone.data)
            return Moment(when, at_local=self.at.data, zone=self.zone.data)
        hour = None if unit is Unit.HOURS else self.hour.data
        return Moment(when, self.number.data or 0, unit, hour, zone=self.zone.data)

    def say(self, error: Refused) -> None:
        """Say *error* where its reason lies."""
        if isinstance(error, WordsWrong):
            field = self.subject if error.field == "subject" else self.body
            self.refuse(refusal(error), field.form[error.language])
            return
        places: dict[type[Refused], Any] = {
            rules.OnlyRegistered: self.audience,
            rules.HourMissing: self.hour,
            zones.HourDoesNotExist: self.at,
            rules.TimePassed: self.at if self.timing.data == Timing.AT else self.number,
        }
        blamed = places.get(type(error))
        self.refuse(refusal(error), *([blamed] if blamed is not None else []))


#: The fields of a mailing that hold several values.
SEVERAL = ("regions", "kinds", "languages", "capacities")


def begun(meeting: Meeting, draft: Draft) -> MailingForm:
    """Return the form of a new mailing of *meeting*, filled as *draft* says."""
    sent = request.form if request.method == "POST" else None
    return _filled({"subject": draft.subject, "body": draft.body}, draft.segment, draft.moment, meeting, sent)


def of(mailing: Mailing, sent: MultiDict[str, str] | None) -> MailingForm:
    """Return the form of a mailing that is there, with what was *sent* of it, if anything was."""
    stored = {"subject": mailing.subject, "body": mailing.body}
    moment = Moment(mailing.timing, mailing.number, mailing.unit, mailing.hour, mailing.at_local, mailing.zone)
    return _filled(stored, rules.segment(mailing.segment), moment, mailing.meeting, sent)


def _filled(
    stored: dict[str, Any], segment: Segment, moment: Moment, meeting: Meeting, sent: MultiDict[str, str] | None
) -> MailingForm:
    part = segment.part
    form = MailingForm(
        formdata=sent,
        data=stored
        | {name: list(getattr(part, name)) for name in SEVERAL}
        | {
            "audience": segment.audience.value,
            "never_attended": part.never_attended,
            "silent": part.silent,
            "timing": moment.timing.value,
            "number": moment.number if timing.is_relative(moment) else None,
            "unit": moment.unit.value,
            "hour": moment.hour,
            "at": _whole(moment.at_local),
            "zone": moment.zone if moment.timing is Timing.AT else meeting.zone,
        },
    )
    form.offer()
    return form


def _whole(at: datetime | None) -> datetime | None:
    return at.replace(second=0, microsecond=0) if at else None


class SendForm(Form):
    """What is sent along when a mailing is planned or sent: who was seen, and why a language may be missing."""

    seen = HiddenField()
    waiver = Line(_l("Why it goes although a language is missing"), [at_most(rules.LONGEST_WAIVER)])


class WordsForm(Form):
    """The words with which mailings of one kind begin."""

    subject = BilingualField(_l("Subject"), limit=rules.LONGEST_SUBJECT)
    body = BilingualField(_l("Text"), limit=rules.LONGEST_BODY, area=True)
