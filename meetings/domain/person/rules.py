"""What makes an address or a telephone number usable, and which mails can be refused."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from meetings.core import tokens, zones
from meetings.core.bilingual import Language
from meetings.core.errors import Refused
from meetings.models.person import Person

#: RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all. Only plain addresses: no quotes, no comments.
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
LONGEST = 254


class AddressTaken(Refused):
    """Someone else is known by this address."""


def normal(address: str) -> str:
    """Return *address* as it is stored and compared: in lower case, without spaces around it."""
    return address.strip().lower()


def is_address(address: str) -> bool:
    """Say whether *address*, in its normal form, can be written to."""
    return len(address) <= LONGEST and _ADDRESS.fullmatch(address) is not None and ".." not in address


def feed_token(nonce: str, secret: str) -> str:
    """Return the token in the address of a personal calendar, made from its *nonce* and the house's *secret*."""
    return tokens.derived(secret, "personal calendar", nonce)


#: Languages that people can say they speak, beside English and French the most spoken among administrations.
_SPOKEN = (
    "am ar az be bg bn bs cs da de el en es et fa fi fr he hi hr hu hy id is it ja ka kk km ko ky lo lt lv mk mn ms my"
    " ne nl no pl ps pt ro ru rw si sk sl so sq sr sv sw ta tg th tr uk ur uz vi zh"
)
SPOKEN = tuple(_SPOKEN.split())


class MailGroup(StrEnum):
    """Mails that nobody needs in order to take part, as people choose among them; all others are formal notices."""

    DOCUMENTS = "documents"
    POLLS = "polls"
    ACTIONS = "actions"
    QUESTIONS = "questions"
    REMINDERS = "reminders"
    #: The daily mail, in which those of other groups come together.
    DAILY = "daily"


#: The kinds of each group.
MAIL_GROUPS: dict[MailGroup, tuple[str, ...]] = {
    MailGroup.DOCUMENTS: ("record.published", "mailing.follow_up"),
    MailGroup.POLLS: ("poll.ballot_cast",),
    MailGroup.ACTIONS: ("action.reported",),
    MailGroup.QUESTIONS: ("question.settled",),
    MailGroup.REMINDERS: ("confirmation.reminded", "invitation.reminded", "mailing.reminder", "poll.reminder"),
    MailGroup.DAILY: ("daily.gathered",),
}
#: Those that can wait for the daily mail.
GATHERED = (MailGroup.DOCUMENTS, MailGroup.POLLS, MailGroup.ACTIONS, MailGroup.QUESTIONS)
OPTIONAL_MAILS = tuple(kind for group, kinds in MAIL_GROUPS.items() for kind in kinds if group is not MailGroup.DAILY)
#: When the daily mail leaves, by the clock of its reader.
DAILY_AT = time(9, 0)
_PHONE = re.compile(r"\+?[0-9 ().\u00a0/-]{4,30}(?: ?(?:ext\.?|x|#|poste) ?[0-9]{1,6})?")
_FEWEST_DIGITS = 5
_STOP = re.compile(r"([1-9][0-9]{0,8})-([a-z]{1,20})-[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What people say of themselves."""

    name: str
    family_name: str
    function: str
    language: Language
    speaks: tuple[str, ...]
    zone: str
    phone: str


def is_phone(number: str) -> bool:
    """Say whether *number* can be dialled."""
    return _PHONE.fullmatch(number) is not None and sum(char.isdigit() for char in number) >= _FEWEST_DIGITS


def group_of(kind: str) -> MailGroup | None:
    """Return the group in which mails of *kind* can be refused; formal notices are in none."""
    return next((group for group, kinds in MAIL_GROUPS.items() if kind in kinds), None)


def refuses(person: Person, group: MailGroup) -> bool:
    """Say whether *person* does not want the mails of *group*; of the daily mail, whether it could hold nothing."""
    if group is MailGroup.DAILY:
        return not person.daily_mail or all(refuses(person, each) for each in GATHERED)
    return not set(MAIL_GROUPS[group]).isdisjoint(person.unwanted.split())


def wants(person: Person, kind: str) -> bool:
    """Say whether *person* is to get mails of *kind*: nobody can refuse a formal one."""
    group = group_of(kind)
    return group is None or group is MailGroup.DAILY or not refuses(person, group)


def gathered_until(person: Person, kind: str, now: datetime) -> datetime | None:
    """Return when a mail of *kind* is told of in the daily mail of *person*, if they chose to have one."""
    if not person.daily_mail or group_of(kind) not in GATHERED:
        return None
    here = zones.local(now, person.zone)
    day = here.date() if here.time() < DAILY_AT else here.date() + timedelta(days=1)
    wall = datetime.combine(day, DAILY_AT)
    return zones.instant(wall if zones.exists(wall, person.zone) else wall + timedelta(hours=1), person.zone)


def stop_token(person_id: int, group: MailGroup, secret: str) -> str:
    """Return the token by which somebody refuses the mails of *group* without signing in."""
    return f"{person_id}-{group}-{tokens.derived(secret, 'refuse mails', f'{person_id}:{group}')}"


def read_stop_token(token: str, secret: str) -> tuple[int, MailGroup] | None:
    """Return whose mails of which group *token* refuses, if it is one of ours."""
    found = _STOP.fullmatch(token)
    if found is None or found[2] not in set(MailGroup):
        return None
    person_id, group = int(found[1]), MailGroup(found[2])
    return (person_id, group) if tokens.equal(token, stop_token(person_id, group, secret)) else None
