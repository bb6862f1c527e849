"""Names who presents an item, as its readers see it."""

from datetime import datetime

from meetings.domain.agenda import holding, queries, rules
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries as register
from meetings.domain.role import actions as roles
from meetings.domain.role import queries as find_roles
from meetings.domain.role.rules import Scope
from meetings.models.agenda import AgendaItem, AgendaPresenter
from meetings.models.database import add, current
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.role import Granted


def present(item: AgendaItem, who: Person | Organisation, *, by: Person | None, now: datetime) -> AgendaPresenter:
    """Name *who* on the agenda as presenting *item*; a person with the organisation they speak for today.

    A person can upload the presentations of the item from then on. Raises ``AlreadyPresents``, ``ItemGone``,
    ``AgendaAdopted`` or ``AccountIsClosed``.
    """
    holding.held(item)
    person, organisation = (who, _spoken_for(who, now)) if isinstance(who, Person) else (None, who)
    if any(named.person == person and (person or named.organisation == who) for named in queries.presenters(item)):
        raise rules.AlreadyPresents
    named = add(AgendaPresenter(item=item, person=person, organisation=organisation))
    if person and not find_roles.same(person, Granted.PRESENTER, (None, None, item.id), on=now.date()):
        roles.grant(person, Granted.PRESENTER, Scope(item=item), since=now.date(), by=by, now=now)
    _note("agenda.presenter_named", named, by=by, now=now)
    return named


def leave(named: AgendaPresenter, *, by: Person | None, now: datetime) -> None:
    """Take somebody off an item; a person cannot upload its presentations any more.

    Raises ``ItemGone`` or ``AgendaAdopted``.
    """
    item = _item(named)
    holding.held(item)
    for grant in find_roles.of_item(item):
        if grant.person_id == named.person_id:
            roles.end(grant, by=by, now=now)
    _note("agenda.presenter_left", named, by=by, now=now)
    current().delete(named)


def _spoken_for(person: Person, now: datetime) -> Organisation | None:
    nomination = register.nomination_of(person, on=now.date())
    return nomination.organisation if nomination else None


def _item(named: AgendaPresenter) -> AgendaItem:
    assert named.item is not None, "presenters of issued items stay as they are"
    return named.item


def _note(verb: str, named: AgendaPresenter, *, by: Person | None, now: datetime) -> None:
    item = _item(named)
    audit.record(verb, named, by=by, meeting=item.meeting, now=now, number=item.number, person=named.person_id)
