"""Makes a page once, with gaps, and fills it in for each reader."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import escape

#: Where something is filled in: a name between two characters that nobody types (private use, Unicode 23.5).
_GAP = "\ue000{}\ue001"
_GAPS = re.compile("\ue000([a-z]+)\ue001")


class Gapped(NamedTuple):
    """A page with gaps: what stands between them, and the name of each."""

    texts: Sequence[str]
    gaps: Sequence[str]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """Return the page with *values*, which are plain texts, in its gaps."""
        escaped = {name: str(escape(value)) for name, value in values.items()}
        parts = [self.texts[0]]
        for gap, text in zip(self.gaps, self.texts[1:], strict=True):
            parts += (escaped[gap], text)
        return "".join(parts).encode()


def gap(name: str) -> str:
    """Return what stands in a page where the value called *name* is filled in; *name* is of small letters."""
    return _GAP.format(name)


def split(page: str) -> Gapped:
    """Return *page*, which was made with gaps."""
    return Gapped(_GAPS.split(page)[::2], _GAPS.findall(page))
