"""Text made fit for XML files."""

import re

#: What XML 1.0 (section 2.2) does not allow, lone surrogates among it.
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """Return *text* without the characters that no XML file can hold."""
    return ILLEGAL.sub("", text)
