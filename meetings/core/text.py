"""What people type: cleaned, judged, and folded for search and for sorting."""

import re
import unicodedata

BIGGEST = 2**63 - 1
#: Byte order mark, zero-width space and word joiner; joiners stay, some languages spell with them.
_INVISIBLE = dict.fromkeys((0xFEFF, 0x200B, 0x2060))
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


def clean(value: str) -> str:
    """*value* as it is stored: NFC, LF at line ends, no invisible marks, nothing blank around it."""
    visible = _LINE_ENDS.sub("\n", value.translate(_INVISIBLE))
    return unicodedata.normalize("NFC", visible).strip()


def one_line(value: str) -> str:
    """*value* cleaned and on one line; no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", clean(value))


def unusable(value: str) -> str | None:
    """What no field takes, or None: ``nul``, ``surrogate``, ``bidi`` (direction overrides), ``control``."""
    if "\x00" in value:
        return "nul"
    if _SURROGATE.search(value):
        return "surrogate"
    if _BIDI.search(value):
        return "bidi"
    return "control" if _CONTROL.search(value) else None


def printable(value: str) -> str:
    """*value* with a replacement character for each one that no field takes, so that it can be shown again."""
    for pattern in (_SURROGATE, _BIDI, _CONTROL):
        value = pattern.sub("\N{REPLACEMENT CHARACTER}", value)
    return value.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def folded(value: str) -> str:
    """*value* for comparing: small letters, no accents, oe for œ, straight apostrophes, single spaces."""
    if value.isascii():
        return " ".join(value.lower().split())
    small = unicodedata.normalize("NFKD", value).casefold().translate(_LETTERS).translate(_APOSTROPHES)
    letters = (c for c in unicodedata.normalize("NFKD", small) if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join("".join(letters).split())


def sort_key(value: str) -> tuple[str, str]:
    """Where *value* stands in a list: by its plain letters, Émirats under E; then as it is written."""
    words = re.sub(r"[^\w\s]+", " ", folded(value))
    return " ".join(words.split()), value


def as_integer(value: str, low: int, high: int) -> int | None:
    """The whole number in *value*, in plain digits, if it lies from *low* to *high* and fits 64 bits."""
    text = value.strip(" ")
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if low <= number <= min(high, BIGGEST) else None
