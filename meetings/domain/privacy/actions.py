"""Writes privacy notices, and that people accepted them."""

from datetime import datetime

from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.privacy import queries, rules
from meetings.models.database import add, current, lock
from meetings.models.person import Person
from meetings.models.privacy import PrivacyAcceptance, PrivacyNotice


def begin_notice(*, controller: str, contact: str, by: Person | None, now: datetime) -> PrivacyNotice:
    """Begin the next version from the one in force, or from the template; one that is begun already is returned.

    *controller* and *contact* are used when nobody has been named yet.
    """
    under_way, last = queries.draft(), queries.in_force()
    if under_way:
        return under_way
    notice = add(
        PrivacyNotice(
            version=queries.highest_version() + 1,
            text=last.text if last else rules.template(),
            changes=Bilingual() if last else rules.FIRST_CHANGES,
            controller=last.controller if last else controller,
            contact=last.contact if last else contact,
            created_at=now,
            changed_at=now,
            published_at=None,
        )
    )
    audit.record("privacy.notice_begun", notice, by=by, now=now, version=notice.version)
    return notice


def revise_notice(
    notice: PrivacyNotice,
    *,
    text: Bilingual,
    changes: Bilingual,
    controller: str,
    contact: str,
    by: Person | None,
    now: datetime,
) -> None:
    """Change a notice that is being written; raises ``NoticePublished``."""
    _lock_draft(notice)
    notice.text, notice.changes = text, changes
    notice.controller, notice.contact, notice.changed_at = controller, contact, now
    audit.record("privacy.notice_revised", notice, by=by, now=now, version=notice.version)


def publish_notice(notice: PrivacyNotice, *, by: Person | None, now: datetime) -> None:
    """Let *notice* hold from now on: everyone is asked to accept it before they go on.

    Raises ``NoticePublished``, ``NoticeIncomplete`` or ``NoticeIsTemplate``.
    """
    _lock_draft(notice)
    if not (notice.text.complete and notice.changes.complete and notice.controller and notice.contact):
        raise rules.NoticeIncomplete
    if rules.is_template(notice.text):
        raise rules.NoticeIsTemplate
    notice.published_at = now
    audit.record("privacy.notice_published", notice, by=by, now=now, version=notice.version)


def discard_notice(notice: PrivacyNotice, *, by: Person | None, now: datetime) -> None:
    """Throw away a notice that is being written; raises ``NoticePublished``."""
    _lock_draft(notice)
    audit.record("privacy.notice_discarded", notice, by=by, now=now, version=notice.version)
    current().delete(notice)


def accept(person: Person, version: int, *, now: datetime) -> None:
    """Note that *person* read and accepted the notice with *version*; raises ``NoticeMoved`` when it does not hold."""
    notice = queries.in_force()
    if notice is None or notice.version != version:
        raise rules.NoticeMoved
    lock(person)
    if queries.acceptance(person, notice) is None:
        add(PrivacyAcceptance(notice_id=notice.id, person_id=person.id, at=now))
    person.accepted_version = version
    audit.record("privacy.notice_accepted", person, by=person, now=now, version=version)


def _lock_draft(notice: PrivacyNotice) -> None:
    lock(notice)
    if notice.published_at is not None:
        raise rules.NoticePublished


def note_download(person: Person, *, now: datetime) -> None:
    """Note that *person* took along everything that is held about them."""
    audit.record("privacy.data_downloaded", person, by=person, now=now)
