"""Finds what an address names, or answers 404: also for what the reader may not know of."""

from typing import TypeVar

from flask import abort

from meetings.core import clock
from meetings.domain.agenda import proposal_queries as proposals
from meetings.domain.agenda import queries as agenda
from meetings.domain.agenda import versions
from meetings.domain.attendance import certificates
from meetings.domain.attendance import list_queries as connections
from meetings.domain.document import queries as documents
from meetings.domain.floor import queries as floor
from meetings.domain.mailing import queries as mailings
from meetings.domain.meeting import policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import import_queries as imports
from meetings.domain.organisation import policy as register_policy
from meetings.domain.organisation import queries as register
from meetings.domain.outcome import queries as outcomes
from meetings.domain.parity import file_queries as translations
from meetings.domain.person import policy as person_policy
from meetings.domain.person import queries as people
from meetings.domain.poll import policy as poll_policy
from meetings.domain.poll import proxies
from meetings.domain.poll import queries as polls
from meetings.domain.question import queries as questions
from meetings.domain.record import queries as records
from meetings.domain.registration import queries as registrations
from meetings.domain.registration import substitutes
from meetings.domain.role import queries as roles
from meetings.models.agenda import AgendaItem, AgendaProposal, AgendaVersion
from meetings.models.certificate import Certificate
from meetings.models.connection_list import ConnectionList
from meetings.models.document import Document, DocumentVersion
from meetings.models.floor import FloorRequest
from meetings.models.mailing import Mailing
from meetings.models.meeting import Meeting, Series
from meetings.models.organisation import Nomination, Organisation, OrganisationKind, Region
from meetings.models.outcome import Action, Decision
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.proxy import Proxy
from meetings.models.question import Question
from meetings.models.record import Paragraph
from meetings.models.register_import import RegisterImport
from meetings.models.registration import Registration
from meetings.models.role import RoleGrant
from meetings.models.substitution import Substitution
from meetings.models.translation import TranslationFile
from meetings.web.viewer import viewer

Found = TypeVar("Found")
#: SQLite and PostgreSQL keep ids in 63 bits at most.
HIGHEST_ID = 2**31 - 1


def found(thing: Found | None) -> Found:
    """Return *thing*, or answer 404 when there is none."""
    if thing is None:
        abort(404)
    return thing


def numbered(number: int) -> int:
    """Return *number* when it can be an id, or answer 404."""
    if number > HIGHEST_ID:
        abort(404)
    return number


def meeting(slug: str) -> Meeting:
    """Return the meeting called *slug*, if the reader may know of it."""
    thing = found(meetings.by_slug(slug))
    if not policy.can_see(viewer(), thing):
        abort(404)
    return thing


def series(series_slug: str) -> Series:
    """Return the series called *series_slug*."""
    return found(meetings.series_by_slug(series_slug))


def agenda_item(slug: str, item_id: int) -> AgendaItem:
    """Return the item with this id on the agenda of the meeting called *slug*, if the reader may know of it."""
    return found(agenda.by_id(meeting(slug), numbered(item_id)))


def agenda_version(slug: str, version_number: int) -> AgendaVersion:
    """Return the version with this number that was issued of the agenda of the meeting called *slug*."""
    wanted = numbered(version_number)
    given = versions.issued(agenda.versions(meeting(slug)))
    return found(next((version for version in given if version.number == wanted), None))


def agenda_proposal(slug: str, proposal_id: int) -> AgendaProposal:
    """Return the proposal with this id, if it is one for the meeting called *slug*."""
    thing = found(proposals.by_id(numbered(proposal_id)))
    return found(thing if thing.meeting_id == meeting(slug).id else None)


def document(slug: str, document_id: int) -> Document:
    """Return the document with this id of the meeting called *slug*, if the reader may know of the meeting."""
    return found(documents.by_id(meeting(slug), numbered(document_id)))


def version(slug: str, version_id: int) -> DocumentVersion:
    """Return the version with this id, if its document is one of the meeting called *slug*."""
    return found(documents.version_by_id(meeting(slug), numbered(version_id)))


def poll(poll_id: int) -> Poll:
    """Return the poll with this id; one under preparation only for the secretariat."""
    thing = found(polls.by_id(numbered(poll_id)))
    if not poll_policy.can_know(viewer(), thing):
        abort(404)
    return thing


def question(slug: str, asked_id: int) -> Question:
    """Return the question with this id, if it was put at the meeting called *slug*."""
    return found(questions.by_id(meeting(slug), numbered(asked_id)))


def floor_request(slug: str, request_id: int) -> FloorRequest:
    """Return the request for the floor with this id, if it is one at the meeting called *slug*."""
    return found(floor.by_id(meeting(slug), numbered(request_id)))


def paragraph(slug: str, paragraph_id: int) -> Paragraph:
    """Return a paragraph of the record of the meeting called *slug*."""
    return found(records.paragraph_of(meeting(slug), numbered(paragraph_id)))


def translation_file(slug: str, file_id: int) -> TranslationFile:
    """Return the translator's file with this id, if it is one of the meeting called *slug*."""
    return found(translations.by_id(meeting(slug), numbered(file_id)))


def account(person_id: int) -> Person:
    """Return one person, whether their account is open or not."""
    return found(people.by_id(numbered(person_id)))


def role_grant(grant_id: int) -> RoleGrant:
    """Return one role that was given."""
    return found(roles.by_id(numbered(grant_id)))


def registration(slug: str, registration_id: int) -> Registration:
    """Return the registration with this id, if it is one for the meeting called *slug*."""
    thing = found(registrations.by_id(numbered(registration_id)))
    return found(thing if thing.meeting_id == meeting(slug).id else None)


def substitution(slug: str, substitution_id: int) -> Substitution:
    """Return the substitution with this id, if it is one at the meeting called *slug*."""
    thing = found(substitutes.by_id(numbered(substitution_id)))
    return found(thing if thing.meeting_id == meeting(slug).id else None)


def proxy(slug: str, proxy_id: int) -> Proxy:
    """Return the proxy with this id, if it is one at the meeting called *slug*."""
    thing = found(proxies.by_id(numbered(proxy_id)))
    return found(thing if thing.meeting_id == meeting(slug).id else None)


def decision(decision_id: int) -> Decision:
    """Return one decision of a meeting that the reader may know of."""
    thing = found(outcomes.decision_by_id(numbered(decision_id)))
    found(thing if policy.can_see(viewer(), thing.meeting) else None)
    return thing


def action(action_id: int) -> Action:
    """Return one action of a meeting that the reader may know of."""
    thing = found(outcomes.action_by_id(numbered(action_id)))
    found(thing if policy.can_see(viewer(), thing.meeting) else None)
    return thing


def organisation(code: str) -> Organisation:
    """Return the organisation with *code*, which addresses write in small letters."""
    return found(register.by_code(code) if code == code.lower() else None)


def kind(kind_id: int) -> OrganisationKind:
    """Return one kind of organisation."""
    return found(register.kind_by_id(numbered(kind_id)))


def region(region_id: int) -> Region:
    """Return one region."""
    return found(register.region_by_id(numbered(region_id)))


def nomination(nomination_id: int) -> Nomination:
    """Return one nomination."""
    return found(register.nomination_by_id(numbered(nomination_id)))


def person(person_id: int) -> Person:
    """Return the person with this id, if the reader may know of them."""
    thing, who = found(people.by_id(numbered(person_id))), viewer()
    if who is None:
        return thing
    named = register.nomination_of(thing, on=clock.today())
    known = who.id == thing.id or named is None or register_policy.can_see(who, named.organisation)
    return found(thing if known and person_policy.can_see(who, thing) else None)


def register_import(import_id: int) -> RegisterImport:
    """Return one import of the register."""
    return found(imports.by_id(numbered(import_id)))


def connection_list(slug: str, list_id: int) -> ConnectionList:
    """Return the list of connections with this id, if it was brought to the meeting called *slug*."""
    thing = found(connections.by_id(numbered(list_id)))
    return found(thing if thing.meeting_id == meeting(slug).id else None)


def mailing(slug: str, mailing_id: int) -> Mailing:
    """Return the mail to many with this id, if it is one of the meeting called *slug*."""
    return found(mailings.by_id(meeting(slug), numbered(mailing_id)))


def certificate(certificate_id: int) -> Certificate:
    """Return one certificate of a meeting that the reader may know of, or of the reader themself."""
    thing, who = found(certificates.by_id(numbered(certificate_id))), viewer()
    own = who is not None and who.id == thing.person_id
    return found(thing if own or policy.can_see(who, thing.meeting) else None)
