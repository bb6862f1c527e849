"""What people choose of their mails: the way to refuse those of a group, in the mail itself and for mail programs.

In the words the link is sealed while a mail lies here, and opened only as it leaves the house.
"""

import re

from meetings.core.bilingual import Language
from meetings.domain.person import rules
from meetings.domain.person.rules import MailGroup
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import house

SEALED = "sealed-"
_SEALED = re.compile(f"(/people/mails/){SEALED}([0-9]{{1,9}})-([a-z]{{1,20}})/")


def sealed(person: Person, group: MailGroup) -> str:
    """Return the sealed address at which *person* refuses the mails of *group*."""
    return house.address("refusing.show", person.language, token=f"{SEALED}{person.id}-{group}")


def opened(text: str) -> str:
    """Return *text* with links that work."""
    secret = house.settings().secret_key
    return _SEALED.sub(lambda found: f"{found[1]}{rules.stop_token(int(found[2]), MailGroup(found[3]), secret)}/", text)


def way_out(mail: Mail) -> str:
    """Return the address at which a mail program refuses more such mails (RFC 8058); formal notices have none."""
    group = rules.group_of(mail.kind)
    if group is None or mail.person_id is None:
        return ""
    token = rules.stop_token(mail.person_id, group, house.settings().secret_key)
    return house.address("refusing.show", _language(mail), token=token)


def _language(mail: Mail) -> Language:
    return "fr" if mail.language == "fr" else "en"
