"""Who may take a place, and who sees the list."""

from meetings.core import clock
from meetings.domain.meeting import policy as meetings
from meetings.domain.organisation import queries as organisations
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.registration_details import RegistrationQuestion
from meetings.models.substitution import Substitution


def can_register(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in who may see the meeting can ask for a place."""
    return viewer is not None


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting sees who is registered."""
    return meetings.can_manage(viewer, meeting)


def can_register_others(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting registers somebody who cannot do it themself; it is marked so."""
    return meetings.can_manage(viewer, meeting)


def can_withdraw_others(viewer: Person | None, registration: Registration) -> bool:
    """Whoever runs the meeting gives up a place for its holder; it is marked so."""
    return meetings.can_manage(viewer, registration.meeting)


def can_choose_days_of_others(viewer: Person | None, registration: Registration) -> bool:
    """Whoever runs the meeting chooses for somebody on which days they come; it is marked so."""
    return meetings.can_manage(viewer, registration.meeting)


def can_register_colleague(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in can ask for a place for a colleague; the terms of the meeting say who gets one."""
    return can_register(viewer, meeting)


def can_set_terms(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting decides on what terms people register and what they are asked."""
    return meetings.can_manage(viewer, meeting)


def can_decide(viewer: Person | None, registration: Registration) -> bool:
    """Whoever runs the meeting says yes or no to a request for a place."""
    return meetings.can_manage(viewer, registration.meeting)


def can_change_question(viewer: Person | None, question: RegistrationQuestion) -> bool:
    """Whoever runs the meeting changes and deletes its questions."""
    return meetings.can_manage(viewer, question.meeting)


def can_print_badge(viewer: Person | None, registration: Registration) -> bool:
    """Whoever runs the meeting prints the badges of who has a place."""
    return meetings.can_manage(viewer, registration.meeting)


def can_read_needs(viewer: Person | None, meeting: Meeting) -> bool:
    """What people eat and what access they need is seen by the secretariat alone."""
    return viewer is not None and viewer.runs_the_house


def can_see_answers(viewer: Person | None, registration: Registration) -> bool:
    """Whoever runs the meeting sees what the registered answered to its questions."""
    return meetings.can_manage(viewer, registration.meeting)


def can_be_replaced(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in can name a substitute for themself at a meeting where they have something to pass over."""
    return can_register(viewer, meeting)


def can_replace(viewer: Person | None, registration: Registration) -> bool:
    """A substitute is named by the person replaced, the head of their organisation, or whoever runs the meeting."""
    if viewer is None:
        return False
    if viewer.id == registration.person_id or meetings.can_manage(viewer, registration.meeting):
        return True
    organisation = registration.organisation
    return organisation is not None and organisations.is_head(viewer, organisation, on=clock.today())


def can_end_substitution(viewer: Person | None, substitution: Substitution) -> bool:
    """Whoever may name a substitute takes it back, and the substitute can hand it back."""
    if viewer is None:
        return False
    if viewer.id in (substitution.principal_id, substitution.substitute_id):
        return True
    if meetings.can_manage(viewer, substitution.meeting):
        return True
    organisation = substitution.organisation
    return organisation is not None and organisations.is_head(viewer, organisation, on=clock.today())
