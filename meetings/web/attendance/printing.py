"""Brings lists of participants and certificates into the values that files are made from."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.domain.attendance import certificates, queries
from meetings.domain.attendance.participants import Group, Participant, protocol_name
from meetings.domain.meeting import queries as meetings
from meetings.exports import pdf
from meetings.exports.attendance_values import (
    CertificatePrint,
    DelegationPrint,
    GroupPrint,
    ListPrint,
    PersonPrint,
)
from meetings.i18n import in_language, language, long_date, words
from meetings.models.attendance import Presence, Stage
from meetings.models.certificate import Certificate
from meetings.models.meeting import Meeting
from meetings.notices import house
from meetings.web.attendance.session_names import session_name
from meetings.web.record.printing import in_both
from meetings.web.wording import label


def listed(meeting: Meeting, stage: Stage, groups: Sequence[Group]) -> ListPrint:
    """Return a list of participants as it is printed in the language of the page."""
    people = [one for group in groups for delegation in group.delegations for one in delegation.people]
    bodies = {one.organisation.id for one in people if one.organisation}
    return ListPrint(
        title=_("List of participants"),
        meeting=words(meeting.title),
        state=label(stage),
        sittings=tuple(sittings(meeting)),
        summary=_(
            "%(people)s, %(organisations)s",
            people=ngettext("%(num)d participant", "%(num)d participants", len(people)),
            organisations=ngettext("%(num)d organisation", "%(num)d organisations", len(bodies)),
        ),
        groups=tuple(_group(group) for group in groups),
        author=house.settings().organisation_name,
    )


def sittings(meeting: Meeting, only: Collection[int] | None = None) -> list[str]:
    """Return a line for each sitting, or for those whose ids are in *only*, in the language of the page."""
    return [
        f"{session_name(one)}, {long_date(zones.local(one.starts_at, one.zone).date())}"
        for one in meetings.sessions_of(meeting)
        if not one.cancelled_at and (only is None or one.id in only)
    ]


def attended(certificate: Certificate) -> list[str]:
    """Return a line for each sitting that the owner of *certificate* was at, in the language of the page."""
    rows = queries.of_person(certificate.meeting, certificate.person)
    there = {row.session_id for row in rows if row.presence is Presence.PRESENT}
    return sittings(certificate.meeting, there)


def group_name(group: Group) -> str:
    """Return the heading over the organisations of one kind."""
    return words(group.kind.name) if group.kind else _("Other participants")


def _group(group: Group) -> GroupPrint:
    return GroupPrint(
        name=group_name(group),
        delegations=tuple(
            DelegationPrint(
                code=one.organisation.code if one.organisation else "",
                name=protocol_name(one.organisation, language()) if one.organisation else "",
                people=tuple(_person(each) for each in one.people),
            )
            for one in group.delegations
        ),
    )


def _standing(one: Participant) -> Iterator[str]:
    """Yield as what somebody is named, and for whom they stand in."""
    if one.capacity:
        yield label(one.capacity)
    if one.on_behalf_of:
        yield str(_("on behalf of %(name)s", name=one.on_behalf_of))


def _person(one: Participant) -> PersonPrint:
    return PersonPrint(
        name=one.name,
        function=one.function,
        capacity=", ".join(_standing(one)),
        sessions=", ".join(label(session) for session in one.sessions),
    )


def participants_pdf(values: ListPrint, wanted: Language, *, now: datetime) -> bytes:
    """Return a list of participants as a PDF made at *now*."""
    return pdf.pdf("participants", values, languages=(wanted,), modified=now)


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return *certificate* as a PDF in both languages, the one of its owner first."""
    owner = certificate.person.language
    languages = (owner, FRENCH if owner == ENGLISH else ENGLISH)
    return pdf.pdf("certificate", certificate_values(certificate), languages=languages, modified=certificate.issued_at)


def certificate_values(certificate: Certificate) -> CertificatePrint:
    """Return what stands on *certificate*."""
    meeting = certificate.meeting
    issued = certificate.issued_at.date()
    return CertificatePrint(
        title=in_both(lambda: _("Certificate of attendance")),
        lead=in_both(lambda: _("This is to certify that")),
        name=certificate.name,
        said=in_both(lambda: _("took part in")),
        meeting=meeting.title,
        sittings=tuple(Bilingual(en, fr) for en, fr in _sittings(certificate)),
        issued=in_both(lambda: _("Issued on %(day)s", day=long_date(issued))),
        code=certificates.shown(certificate.code),
        check=in_both(lambda: _("Check this certificate at the address below.")),
        link=house.address("verify.show", certificate.person.language, code=certificates.shown(certificate.code)),
        author=house.settings().organisation_name,
    )


def _sittings(certificate: Certificate) -> list[tuple[str, str]]:
    with in_language(ENGLISH):
        english = attended(certificate)
    with in_language(FRENCH):
        french = attended(certificate)
    return list(zip(english, french, strict=True))
