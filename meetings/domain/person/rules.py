"""What makes an address or a telephone number usable, and which mails can be refused."""

import re
from dataclasses import dataclass

from meetings.core import tokens
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
#: Mails that nobody needs in order to take part; all others are formal and always sent.
OPTIONAL_MAILS = ("record.published", "poll.ballot_cast", "action.reported", "confirmation.reminded")
_PHONE = re.compile(r"\+?[0-9 ().\u00a0/-]{4,30}(?: ?(?:ext\.?|x|#|poste) ?[0-9]{1,6})?")
_FEWEST_DIGITS = 5


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


def wants(person: Person, kind: str) -> bool:
    """Say whether *person* is to get mails of *kind*: nobody can refuse a formal one."""
    return kind not in OPTIONAL_MAILS or kind not in person.unwanted.split()
