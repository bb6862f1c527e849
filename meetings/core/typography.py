"""French spacing, ordinals and elisions, and sizes of files."""

import re

from markupsafe import Markup, escape

NBSP = "\u00a0"
_AFTER = r"(?:[;:](?=[\s»”’\"\]*_…|]|$)|[!?](?=[\s»”’\"\])*_!?…|]|$))"
#: Left alone: code, link targets, addresses, entities and the rule under a table's head.
_KEPT = (
    r"(?P<kept>"
    r"^[ ]{0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n(?s:.*?)(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<tick>`++)[^\n]+?(?<!`)(?P=tick)(?!`)"
    r"|\]\([^()\s]*\)"
    r"|\b(?:[a-z][a-z0-9+.-]{0,20}://|www\.|mailto:|tel:)[^\s<>«»]+"
    r"|&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"
    r"|^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$"
    r")"
)
_SPACED = rf"(?<=\S)[ \u202f]+(?={_AFTER}|»)|(?<=\d)[ \u202f]+(?=%)"
_GLUED = rf"(?:(?<=[\w)\]»”’…€`])|(?<=\S\*))(?={_AFTER})|(?<=[^\s«])(?=»)|(?<=\d)(?=%(?![0-9a-z]))"
_OPENED = r"(?P<opened>«)[ \u202f]*(?=[^\s»])"
_RULES = re.compile(f"{_KEPT}|{_OPENED}|{_SPACED}|{_GLUED}", re.IGNORECASE | re.MULTILINE)
_ORDINAL = re.compile(r"\b([0-9]+)(ers?|res?|es?)\b")
#: The names before which “de” loses its vowel.
_ELIDED = re.compile(r"[aeioœuàâéèêëîïôöûü]|h(?:elsinki|onolulu|ermosillo)", re.IGNORECASE)
_SIZES = {"en": ("B", "kB", "MB", "GB", "TB"), "fr": ("o", "ko", "Mo", "Go", "To")}


def french(text: str) -> str:
    """*text* with no-break spaces before : ; ! ? » % and after «, except in code, addresses and times."""
    return _RULES.sub(lambda found: found["kept"] or (found["opened"] or "") + NBSP, text)


def ordinals(text: str) -> Markup:
    """*text* as HTML, the ends of French ordinals raised: 1<sup>er</sup>, 8<sup>e</sup>."""
    return Markup(_ORDINAL.sub(r"\1<sup>\2</sup>", str(escape(text))))  # noqa: S704


def of(name: str) -> str:
    """The French “de” before a *name*, elided or contracted: de Bruxelles, d’Abidjan, du Caire."""
    if name.startswith(("Le ", "Les ")):
        article, _, rest = name.partition(" ")
        return f"{'du' if article == 'Le' else 'des'} {rest}"
    return f"d’{name}" if _ELIDED.match(name) else f"de {name}"


def file_size(size: int, language: str) -> str:
    """*size* bytes in the units and with the decimal sign of *language*: 2.0 MB, 2,0 Mo."""
    units = _SIZES["fr" if language == "fr" else "en"]
    step, number = 0, float(size)
    while number >= 999.5 and step < len(units) - 1:
        step, number = step + 1, number / 1000
    written = f"{number:.1f}" if step > 1 else f"{number:.0f}"
    return (written.replace(".", ",") if language == "fr" else written) + NBSP + units[step]
