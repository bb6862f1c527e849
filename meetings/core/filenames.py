"""Names of files as people may see and save them: safe on every system, accents kept."""

import re
import unicodedata

LONGEST = 120
LONGEST_BYTES = 255
#: Names that Windows keeps for devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)
FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
SEPARATOR = re.compile(r"[/\\]")
#: Zero-width joiners are letters' business in Persian and Indic names; every other format mark goes.
JOINERS = "\u200c\u200d"
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
ENDING = re.compile(r"\.([0-9A-Za-z]{1,10})$", re.ASCII)


def cleaned(name: str, *, longest: int = LONGEST) -> str:
    """Return the last part of *name* without what harms or misleads, or "" when nothing is left.

    Path parts, control characters, marks that turn the direction of writing, characters and device names
    that Windows refuses, dots and spaces at either end go; it is then at most *longest* characters and
    255 bytes of UTF-8 long, the ending kept.
    """
    stem, ending = split(_plain(SEPARATOR.split(name)[-1]))
    stem = stem.strip(". ")
    if stem.split(".")[0].rstrip().upper() in DEVICES:
        stem = f"_{stem}"
    return _shortened(stem, ending, longest)


def split(name: str) -> tuple[str, str]:
    """Return *name* without its ending, and the ending with its dot in small letters, or ""."""
    if match := ENDING.search(name):
        return name[: match.start()], match.group().lower()
    return name, ""


def numbered(name: str, number: int, *, longest: int = LONGEST) -> str:
    """Return *name* with " (*number*)" before its ending, within the same length."""
    stem, ending = split(name)
    return _shortened(stem, f" ({number}){ending}", longest)


def _plain(name: str) -> str:
    """Return *name* composed (NFC), in one line, with none but visible characters."""
    words = " ".join(unicodedata.normalize("NFC", name).split())
    kept = (c for c in words if c in JOINERS or unicodedata.category(c) not in DROPPED)
    # Composed again: a mark that stood between a letter and its accent may have gone.
    return " ".join(FORBIDDEN.sub("-", unicodedata.normalize("NFC", "".join(kept))).split())


def _shortened(stem: str, ending: str, longest: int) -> str:
    room = LONGEST_BYTES - len(ending.encode())
    stem = stem[: longest - len(ending)].encode()[:room].decode(errors="ignore")
    stem = stem.rstrip(f". {JOINERS}")
    return stem + ending if stem else ""
