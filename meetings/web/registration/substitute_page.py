"""Fills the pages on which a substitute is named, and names one: for people who are signed in, and by link."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash
from flask_babel import gettext as _

from meetings.core.errors import Refused
from meetings.domain.organisation import queries as organisations
from meetings.domain.organisation import rules as organisation_rules
from meetings.domain.person.enrolment import Newcomer
from meetings.domain.poll.rules import VOTING
from meetings.domain.registration import actions_substitutes as actions
from meetings.domain.registration import queries, rules, substitute_rules, substitutes
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.substitution import Substitution
from meetings.web import house
from meetings.web.registration.forms import SubstituteForm
from meetings.web.wording import refusal

#: What is wrong with the person who was written down, and not with the moment.
_WRONG_PERSON = (
    substitute_rules.SubstituteSelf,
    substitute_rules.Circle,
    substitute_rules.StandsInElsewhere,
    substitute_rules.HasOwnPlace,
    organisation_rules.AccountClosed,
    rules.AdmissionRefused,
)


@dataclass(frozen=True, slots=True)
class SubstitutePage:
    """What somebody can pass over at a meeting, or who has it already."""

    meeting: Meeting
    principal: Person
    reader: Person
    registration: Registration | None
    organisation: Organisation | None
    #: Whether the ballot of the organisation passes over.
    votes: bool
    substitution: Substitution | None
    #: Why nobody can be named, or taken back.
    barred: Refused | None

    @property
    def own(self) -> bool:
        """Whether the reader is the one who is replaced."""
        return self.reader.id == self.principal.id

    @property
    def stands_in(self) -> bool:
        """Whether the reader is the substitute."""
        return self.substitution is not None and self.substitution.substitute_id == self.reader.id


def page_of(meeting: Meeting, person: Person, *, reader: Person, now: datetime) -> SubstitutePage:
    """Gather what *person* can pass over at *meeting*, or the substitution that they have a part in."""
    part = substitutes.of_either(meeting, person)
    principal = part.principal if part else person
    registration = queries.of(meeting, part.substitute if part else person)
    named = organisations.nomination_of(principal, on=now.date())
    barred = substitutes.obstacle(meeting, now)
    if barred is None and part is None and registration is None and named is None:
        barred = substitute_rules.NothingToPass()
    ours = named.organisation if named else None
    return SubstitutePage(
        meeting=meeting,
        principal=principal,
        reader=reader,
        registration=registration,
        organisation=part.organisation if part else registration.organisation if registration else ours,
        votes=named is not None and named.organisation.kind.votes and named.capacity in VOTING,
        substitution=part,
        barred=barred,
    )


def named(page: SubstitutePage, form: SubstituteForm, *, now: datetime) -> bool:
    """Name whoever *form* says and tell the reader so, or refuse it at the field; a form sent twice names once."""
    newcomer = Newcomer(
        form.email.data or "", form.name.data or "", "", form.language.data, page.principal.zone or house.zone()
    )
    secret = house.secret()
    try:
        with transaction():
            made = actions.name_by_address(
                page.meeting, page.principal, newcomer, secret=secret, by=page.reader, now=now
            )
    except substitute_rules.AlreadyReplaced as error:
        flash(refusal(error), "warn")
        return True
    except Refused as error:
        form.refuse(refusal(error), *([form.email] if isinstance(error, _WRONG_PERSON) else []))
        return False
    names = {"name": made.substitute.name, "principal": page.principal.name}
    mine = _("%(name)s comes in your place. You both get a mail.", **names)
    flash(mine if page.own else _("%(name)s comes on behalf of %(principal)s. They both get a mail.", **names))
    return True


def ended(substitution: Substitution, *, by: Person, now: datetime) -> None:
    """Take *substitution* back and say so, or say why it stays as it is."""
    try:
        with transaction():
            actions.end(substitution, by=by, now=now)
    except Refused as error:
        flash(refusal(error), "warn")
    else:
        flash(_("Everything is with %(name)s again. Both get a mail.", name=substitution.principal.name))
