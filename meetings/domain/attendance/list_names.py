"""Names as people type them into video platforms: what stands around them, and who may be meant."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from meetings.core import tokens
from meetings.core.text import folded
from meetings.domain.organisation import import_names

#: What platforms write behind a name, in brackets.
MARKS = (
    "external",
    "externe",
    "unverified",
    "non verifi",
    "guest",
    "invite",
    "host",
    "hote",
    "co-host",
    "cohost",
    "co-hote",
    "organizer",
    "organisat",
    "presenter",
    "presentat",
    "me",
    "moi",
)
BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
#: What people put between their country and their name.
BETWEEN = re.compile(r"\s*[|/_:–—]\s*|\s+-\s+|[(\[\])]")
#: Words that say nothing of a person.
EMPTY = frozenset(
    {"customs", "douane", "douanes", "ncp", "pcn", "mr", "mrs", "ms", "mme", "dr", "iphone", "ipad", "de"}
)
SHORTEST = 2


def plain(text: str) -> str:
    """Return *text* in small letters without accents."""
    return folded(text)


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """Return what two writings of one name have in common."""
    return import_names.key(shown(name))


def shown(name: str) -> str:
    """Return *name* without the marks that a platform writes behind it."""
    while found := BRACKETS.search(name):
        mark = folded(found[1])
        if not any(mark == one or (len(one) > 3 and mark.startswith(one)) for one in MARKS):
            break
        name = name[: found.start()]
    return name.strip()


def variants(name: str) -> Iterator[str]:
    """Yield the keys under which *name* may be known: as a whole, and each part that may be a name by itself."""
    whole = key(name)
    yield whole
    for part in BETWEEN.split(shown(name)):
        found = import_names.key(part)
        if found and found != whole and " " in found:
            yield found


def words(name: str) -> frozenset[str]:
    """Return the words of *name* that may say who it is."""
    return frozenset(word for word in key(name).split() if len(word) >= SHORTEST and word not in EMPTY)


def all_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of *texts* in plain letters."""
    return frozenset(word for text in texts for word in import_names.key(text).split())


def mark(name: str, email: str) -> str:
    """Return by what a decision about *name* and *email* is remembered; neither can be read out of it."""
    return tokens.hashed(f"{key(name)}\n{email.lower()}")
