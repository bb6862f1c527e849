"""The daily mail: what is not pressing comes together, at nine by the clock of its reader."""

import logging
from collections.abc import Sequence
from datetime import datetime

from meetings.domain.outbox import actions, queries, rules
from meetings.domain.person import queries as people
from meetings.extensions import transaction
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import house, letters, own_way
from meetings.notices.notice import Notice

logger = logging.getLogger(__name__)

KIND = "daily.gathered"


def tell(*, now: datetime) -> int:
    """Write the daily mails that are due, each in a transaction of its own, and return how many were written."""
    written = 0
    for person_id in queries.gathered_for(now=now):
        try:
            with transaction():
                written += _tell(person_id, now)
        except Exception:  # one reader must not keep the others from theirs
            logger.exception("the daily mail of person %s could not be written", person_id)
    return written


def _tell(person_id: int, now: datetime) -> bool:
    """Write the daily mail of one person, unless somebody else just did or the account is closed."""
    mails = actions.claim_gathered(person_id, now=now)
    person = people.by_id(person_id)
    if not mails:
        return False
    if person is None or person.disabled_at:
        for mail in mails:
            actions.too_late(mail)
        return False
    keep = not house.settings().mail_url
    letter = letters.write(_notice(person, mails))
    told = actions.queue(own_way.shown(letter) if keep else letter, host=house.host(), keep=keep, now=now)
    actions.told_in(mails, told)
    return True


def _notice(person: Person, mails: Sequence[Mail]) -> Notice:
    entries = [
        (mail, house.address("mails.show", person.language, number=mail.id), rules.sentence(mail.subject, mail.text))
        for mail in mails
    ]
    return Notice(kind=KIND, person=person, page=("mails.index", {}), facts={"entries": entries})
