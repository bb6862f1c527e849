"""What has changed between two writings of a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "gone", "new"]
_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand in both writings, or in one of them only."""

    change: Change
    text: str


def between(before: str, after: str) -> list[Stretch]:
    """Return *after* with what was there *before*, in the order in which it is read."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Stretch] = []
    for _tag, i, j, k, m in SequenceMatcher(str.isspace, old, new).get_opcodes():
        if old[i:j] == new[k:m]:
            found.append(Stretch("same", "".join(new[k:m])))
            continue
        found += [Stretch("gone", "".join(old[i:j]))] if j > i else []
        found += [Stretch("new", "".join(new[k:m]))] if m > k else []
    return found
