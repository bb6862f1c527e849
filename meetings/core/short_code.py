"""Short codes that people read from a screen and type: a number in Crockford's base 32, and a letter that checks it."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: What people type instead of them.
_ALIKE = str.maketrans("OIL", "011")
#: x⁵ + x² + 1, a primitive polynomial: its powers of x are all letters but 0.
_FIELD = 0b100101
_LONGEST = 8


def written(number: int) -> str:
    """Return the code of *number*, which is not negative."""
    found, rest = "", number
    while rest or not found:
        found = _LETTERS[rest % 32] + found
        rest //= 32
    return found + _check(found)


def _check(letters: str) -> str:
    """Return the letter behind *letters* that makes the whole word, weighted by powers of x in GF(32), come to 0.

    Weights that are neither 0 nor equal let no single wrong letter and no two that changed places pass.
    """
    found = 0
    for letter in letters:
        found = _times_x(found ^ _LETTERS.index(letter))
    return _LETTERS[found]


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 32 else doubled


def read(code: str) -> int | None:
    """Return the number whose code this is, whatever the case and look-alikes; nothing when it is none."""
    letters = code.upper().translate(_ALIKE)
    if not 2 <= len(letters) <= _LONGEST or any(letter not in _LETTERS for letter in letters):
        return None
    number = 0
    for letter in letters[:-1]:
        number = number * 32 + _LETTERS.index(letter)
    return number if written(number) == letters else None
