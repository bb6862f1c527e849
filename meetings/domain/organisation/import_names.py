"""Recognises people by their names within an organisation, whatever the accents and the order of the parts."""

import re
from collections import defaultdict

from meetings.core.text import folded
from meetings.domain.organisation.import_values import KnownPerson, Register


def key(name: str) -> str:
    """Return what two writings of one name have in common: its parts in plain letters, in alphabetical order."""
    return " ".join(sorted(re.sub(r"[^\w]+", " ", folded(name)).split()))


def index(register: Register) -> dict[tuple[str, str], list[KnownPerson]]:
    """Return the people of *register* with open accounts by organisation and name."""
    found: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
    for email, nominations in register.nominations.items():
        person = register.people.get(email)
        if person and not person.closed:
            name = key(person.name)
            for code in {nomination.organisation for nomination in nominations}:
                found[code, name].append(person)
    return dict(found)
