"""Personal links in mails: sealed while a mail lies here, and opened only as it leaves the house.

So nobody who reads the outbox, or the database, can act for somebody else, and a mail that failed can go once more.
"""

import re
from dataclasses import replace

from meetings.domain.outbox.actions import Letter
from meetings.domain.registration import links
from meetings.models.meeting_link import MeetingLink
from meetings.models.registration import Registration
from meetings.notices import choosing, house

SEALED = "sealed-"
_SEALED = re.compile(f"(/place/){SEALED}([0-9a-f]{{32}})/")


def token(link: MeetingLink) -> str:
    """Return what stands for the token of *link* until the mail leaves."""
    return f"{SEALED}{link.key}"


def address(registration: Registration) -> str:
    """Return the sealed address of the own page of somebody registered; nothing for who has no link."""
    link = links.link_of(registration.meeting, registration.person)
    return house.address("place.show", registration.person.language, token=token(link)) if link else ""


def opened(text: str) -> str:
    """Return *text* with links that work."""
    secret = house.settings().secret_key
    return choosing.opened(_SEALED.sub(lambda found: f"{found[1]}{links.token(found[2], secret)}/", text))


def shown(letter: Letter) -> Letter:
    """Return a *letter* that never leaves as it may be read here: in the demonstration its links work."""
    if not house.settings().demo:
        return letter
    return replace(letter, text=opened(letter.text), html=opened(letter.html))
