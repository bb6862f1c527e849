"""Forms with which the secretariat prepares and runs a campaign."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from meetings.core.text import as_integer
from meetings.domain.confirmation.rules import EARLIEST_REMINDER, Audience, Plan, Scope
from meetings.models.confirmation import Campaign
from meetings.web.confirmation import defaults
from meetings.web.fields import BilingualField, Day, choices
from meetings.web.forms import Area, Form, Line, at_most, needed

MOST_REMINDERS = 5
APPROVAL, AT_ONCE = "approval", "at-once"


def _audiences() -> Any:
    return choices(
        [
            (Audience.MEMBERS, _("All Members")),
            (Audience.EVERYONE, _("All organisations of the register")),
            (Audience.REGION, _("The organisations of a region")),
            (Audience.KIND, _("The organisations of a kind")),
            (Audience.CHOSEN, _("The organisations that you tick")),
        ]
    )


def _approvals() -> Any:
    return choices(
        [
            (APPROVAL, _("They wait until the secretariat has approved them")),
            (AT_ONCE, _("They are taken over at once")),
        ]
    )


class CampaignForm(Form):
    """A campaign before it is sent."""

    title = BilingualField(_l("Title"), limit=120, hint=_l("It is the subject of the mail."))
    text = BilingualField(_l("Words of the mail"), limit=4_000, area=True)
    audience = RadioField(_l("Who is asked"), choices=_audiences)
    region = SelectField(_l("Region"))
    kind = SelectField(_l("Kind"))
    chosen = SelectMultipleField(_l("Organisations"))
    gaps = BooleanField(_l("Only those that are vacant or have an address that failed"))
    changes = RadioField(_l("Changes that organisations name"), choices=_approvals)
    last_day = Day(_l("Answers until"), [needed(_l("Choose a day."))])
    reminders = Line(_l("Reminders"))

    def validate_reminders(self, field: Line) -> None:
        """Refuse what is no list of days."""
        if self.days() is None:
            raise ValidationError(
                _(
                    "Write up to %(most)d whole numbers of days from 1 to %(high)d, for example 14, 3.",
                    most=MOST_REMINDERS,
                    high=EARLIEST_REMINDER,
                )
            )

    def validate_chosen(self, field: SelectMultipleField) -> None:
        """Ask for at least one organisation, if they are to be ticked."""
        if self.audience.data == Audience.CHOSEN and not field.data:
            raise ValidationError(_("Tick at least one organisation."))

    def days(self) -> tuple[int, ...] | None:
        """Return how many days before the end reminders go, the first one first; nothing when that is no list."""
        parts = [part for part in (self.reminders.data or "").replace(";", ",").split(",") if part.strip()]
        numbers = [as_integer(part, 1, EARLIEST_REMINDER) for part in parts[: MOST_REMINDERS + 1]]
        if None in numbers or len(numbers) > MOST_REMINDERS:
            return None
        return tuple(sorted({number for number in numbers if number is not None}, reverse=True))

    def plan(self) -> Plan:
        """Return what was decided."""
        audience = Audience(self.audience.data)
        codes: dict[Audience, tuple[str, ...]] = {
            Audience.REGION: (self.region.data,),
            Audience.KIND: (self.kind.data,),
            Audience.CHOSEN: tuple(self.chosen.data or ()),
        }
        return Plan(
            title=self.title.data,
            text=self.text.data,
            scope=Scope(audience, codes.get(audience, ()), bool(self.gaps.data)),
            needs_approval=self.changes.data == APPROVAL,
            last_day=self.last_day.data,
            reminders=self.days() or (),
        )


def typed(campaign: Campaign) -> dict[str, Any]:
    """Return *campaign* as its form shows it."""
    scope = Scope.read(campaign.scope)
    return {
        "title": campaign.title,
        "text": campaign.text,
        "audience": scope.audience.value,
        "region": scope.codes[0] if scope.audience is Audience.REGION else "",
        "kind": scope.codes[0] if scope.audience is Audience.KIND else "",
        "chosen": list(scope.codes) if scope.audience is Audience.CHOSEN else [],
        "gaps": scope.gaps,
        "changes": APPROVAL if campaign.needs_approval else AT_ONCE,
        "last_day": campaign.last_day,
        "reminders": ", ".join(map(str, campaign.reminders)),
    }


def fresh(last_day: Any) -> dict[str, Any]:
    """Return what the form of a new campaign shows."""
    return {
        "title": defaults.TITLE,
        "text": defaults.TEXT,
        "audience": Audience.MEMBERS.value,
        "changes": APPROVAL,
        "last_day": last_day,
        "reminders": defaults.REMINDERS,
    }


class LastDayForm(Form):
    """A new end of a campaign."""

    last_day = Day(_l("Answers until"), [needed(_l("Choose a day."))])


class ReasonForm(Form):
    """Why something is refused."""

    reason = Area(
        _l("Reason"),
        [
            needed(_l("Say why; it is told to whoever asked.")),
            at_most(1000),
        ],
    )
