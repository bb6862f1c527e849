"""The answer to “Is this still correct?”: a part for each person on record, and for people who are new."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from meetings.core import clock
from meetings.domain.confirmation.rules import Draft, said_by, said_of
from meetings.domain.joining.rules import capacities
from meetings.models.confirmation import Change, ChangeKind
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.web.access.forms import Address
from meetings.web.fields import Day, choices, languages
from meetings.web.forms import Form, Line, at_most
from meetings.web.wording import label

KEEP = "keep"
#: How many people can be added in one answer; the link can be used again for more.
NEW_PEOPLE = 2
_SHORT = [at_most(200)]
#: What counts, and what of it is needed, for each choice about a person.
COUNTS: dict[str, tuple[str, ...]] = {
    ChangeKind.CORRECT: ("name", "function", "language", "capacity"),
    ChangeKind.RESIGN: ("last_day",),
    ChangeKind.REPLACE: ("new_name", "new_email", "new_function", "new_language", "since"),
}
OPTIONAL = ("function", "new_function")


def _whats() -> Any:
    return choices(
        [
            (KEEP, _("Still correct")),
            (ChangeKind.CORRECT, _("Details are wrong")),
            (ChangeKind.RESIGN, _("No longer speaks for us")),
            (ChangeKind.REPLACE, _("Somebody else takes over")),
        ]
    )


class Part(Form):
    """A part of a form that is sent as one; only the fields that the choices ask for are judged."""

    class Meta:
        """The whole form holds the token."""

        csrf = False

    def judge(self, counted: Sequence[str]) -> bool:
        """Judge the fields *counted* and say whether all of them hold; the others do not matter."""
        Form.validate(self)
        for field in self:
            if field.short_name not in counted:
                field.errors = []
        for name in counted:
            field = self[name]
            if not field.data and not field.errors and name not in OPTIONAL:
                field.errors = [_("Fill this in.")]
        return not any(field.errors for field in self)


class PersonPart(Part):
    """What is to be said of one person on record."""

    what = RadioField(_l("What the register says"), choices=_whats, default=KEEP)
    name = Line(_l("Name"), _SHORT)
    function = Line(_l("Function"), _SHORT)
    language = SelectField(_l("Language"), choices=languages)
    capacity = SelectField(_l("Named as"))
    last_day = Day(_l("Last day"))
    new_name = Line(_l("Name of the successor"), _SHORT)
    new_email = Address(_l("Their e-mail address"))
    new_function = Line(_l("Their function"), _SHORT)
    new_language = SelectField(_l("Their language"), choices=languages)
    since = Day(_l("From"))

    def __init__(self, nomination: Nomination, offered: Sequence[Capacity], **kwargs: Any) -> None:
        super().__init__(prefix=f"n{nomination.id}-", **kwargs)
        self.nomination = nomination
        named_as = dict.fromkeys([*offered, nomination.capacity])
        self.capacity.choices = choices([(capacity, label(capacity)) for capacity in named_as])

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge what was chosen, and refuse a correction that corrects nothing."""
        valid = self.judge(("what", *COUNTS.get(str(self.what.data), ())))
        if valid and self.what.data == ChangeKind.CORRECT and not self._differs():
            self.name.errors = [_("Nothing is different here. Change something, or choose “Still correct”.")]
            return False
        return valid

    def _differs(self) -> bool:
        return any(_stored(self[name].data) != value for name, value in said_by(self.nomination).items())

    def draft(self) -> Draft | None:
        """Return the change that was chosen, if any was."""
        if self.what.data == KEEP:
            return None
        kind = ChangeKind(self.what.data)
        values = {name.removeprefix("new_"): _stored(self[name].data) for name in COUNTS[kind]}
        if kind is ChangeKind.REPLACE:
            values["capacity"] = self.nomination.capacity.value
        return Draft(kind, values, self.nomination.id)


class NewPart(Part):
    """Somebody who is to be added."""

    name = Line(_l("Name"), _SHORT)
    email = Address(_l("E-mail address"))
    function = Line(_l("Function"), _SHORT)
    capacity = SelectField(_l("Named as"))
    language = SelectField(_l("Language"), choices=languages)
    since = Day(_l("From"))

    def __init__(self, number: int, offered: Sequence[Capacity], **kwargs: Any) -> None:
        super().__init__(prefix=f"new{number}-", **kwargs)
        self.number = number
        self.capacity.choices = choices([(capacity, label(capacity)) for capacity in offered])

    @property
    def is_filled(self) -> bool:
        """Whether somebody was named here."""
        return any((field.raw_data or [""])[0].strip() for field in (self.name, self.email, self.function))

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge everything, if anything was typed."""
        return self.judge([field.short_name for field in self] if self.is_filled else ())

    def draft(self) -> Draft | None:
        """Return the person to add, if one was named."""
        if not self.is_filled:
            return None
        return Draft(ChangeKind.ADD, {field.short_name: _stored(field.data) for field in self})


class OrganisationPart(Part):
    """What the register says of the organisation itself."""

    working_language = SelectField(_l("Working language"), choices=languages)
    protocol_en = Line(_l("Name in full, English"), _SHORT)
    protocol_fr = Line(_l("Name in full, French"), _SHORT)

    def __init__(self, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(prefix="organisation-", **kwargs)
        self.said = said_of(organisation)

    @property
    def values(self) -> dict[str, str]:
        """What should be said."""
        return {name: _stored(self[name].data) for name in self.said}

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge everything."""
        valid: bool = Form.validate(self)
        return valid

    def draft(self) -> Draft | None:
        """Return what should be said, if it differs."""
        return Draft(ChangeKind.ORGANISATION, self.values) if self.values != self.said else None


class AnswerForm(Form):
    """Everything that an organisation says is different."""

    seen = HiddenField()

    def __init__(
        self, organisation: Organisation, on_record: Sequence[Nomination], waiting: Sequence[Change], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        offered = capacities(organisation, by_head=False)
        earlier = {change.nomination_id: change for change in waiting if change.nomination_id and change.after}
        added = [change.after for change in waiting if change.kind is ChangeKind.ADD and change.after]
        usual = {"language": organisation.working_language, "since": clock.today()}
        about = [change.after for change in waiting if change.kind is ChangeKind.ORGANISATION and change.after]
        self.organisation = OrganisationPart(organisation, data=about[-1] if about else said_of(organisation))
        self.people = [PersonPart(n, offered, data=_about(n, earlier.get(n.id), usual)) for n in on_record]
        self.newcomers = [
            NewPart(number, offered, data=_typed(added[number - 1]) if number <= len(added) else usual)
            for number in range(1, NEW_PEOPLE + 1)
        ]

    @property
    def parts(self) -> list[PersonPart | NewPart | OrganisationPart]:
        """All parts, in the order of the page."""
        return [*self.people, *self.newcomers, self.organisation]

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the whole and all its parts."""
        results = [super().validate(extra_validators), *(part.validate() for part in self.parts)]
        return all(results)

    def problems(self) -> list[tuple[str, str]]:
        """Return every problem, those of the parts too."""
        return [*super().problems(), *(problem for part in self.parts for problem in part.problems())]

    def drafts(self) -> list[Draft]:
        """Return every change that was named."""
        return [draft for part in self.parts if (draft := part.draft())]


def _about(nomination: Nomination, earlier: Change | None, usual: dict[str, Any]) -> dict[str, Any]:
    """Return what the part of *nomination* shows at first: the register, and an *earlier* answer that waits."""
    data: dict[str, Any] = {
        "what": KEEP,
        **said_by(nomination),
        "last_day": clock.today(),
        "new_language": usual["language"],
        "since": usual["since"],
    }
    if earlier is None:
        return data
    renamed = earlier.kind is ChangeKind.REPLACE
    typed = _typed(earlier.after)
    return (
        data
        | {"what": earlier.kind.value}
        | {
            f"new_{name}" if renamed and name not in ("since", "capacity") else name: value
            for name, value in typed.items()
        }
    )


def _typed(values: dict[str, str]) -> dict[str, Any]:
    """Return stored *values* as fields hold them."""
    days = ("since", "last_day")
    return {name: date.fromisoformat(value) if name in days else value for name, value in values.items()}


def _stored(value: Any) -> str:
    """Return what a field holds as it is stored: text, a word of a list, or a day."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
