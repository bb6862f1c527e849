"""Checks that the French catalogue says everything the code and the templates say, in well-set French."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "translations" / "fr" / "LC_MESSAGES" / "messages.po"

#: A message that is asked for without a number.
ALONE = re.compile(r"""(?<!\w)(?:_|_l|gettext|lazy_gettext)\(\s*(["'])(.+?)\1\s*[,)]""")
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[0-9.]*[a-z]|(?<!%)%[sdif]|\{\w*\}")
#: Left out when spaces are looked at: tags, entities, addresses.
NOT_PROSE = re.compile(r"<[^>]*>|&#?\w+;|\b(?:https?://|mailto:)\S+")
FAULTS = (
    (re.compile(r"[ \t\n][:;!?»]"), "an ordinary space before : ; ! ? or »"),
    (re.compile(r"[ \t\n]%(?:%|(?=[\s.,;)]|$))"), "an ordinary space before %"),
    (re.compile(r"«[ \t\n]"), "an ordinary space after «"),
    (re.compile(r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»"), "no space inside « »"),
    (re.compile(r"[\w)%][;!?](?=[\s»)]|$)|[\w)]:(?=\s|$)"), "no space before : ; ! or ?"),
    (re.compile(r"'"), "a straight apostrophe (use ’)"),
)


def placeholders(text: str) -> set[str]:
    """What is filled in when *text* is shown."""
    return set(PLACEHOLDER.findall(text))


def badly_set(text: str) -> Iterator[str]:
    """What French typography has against *text*."""
    prose = NOT_PROSE.sub("", text)
    return (fault for pattern, fault in FAULTS if pattern.search(prose))


def wrong_placeholders(entry: polib.POEntry) -> Iterator[str]:
    """Which placeholders of the translation are not those of the English of *entry*."""
    if not entry.msgid_plural:
        if placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield "other placeholders than the English"
        return
    known = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    forms = entry.msgstr_plural
    if any(placeholders(form) - known for form in forms.values()):
        yield "placeholders that the English does not have"
    if placeholders(entry.msgid_plural) - placeholders(forms.get(1, "")):
        yield "a plural without the placeholders of the English"


def faults(entry: polib.POEntry | None) -> list[str]:
    """Everything that is wrong with *entry*, the translation of one message."""
    if entry is None:
        return ["missing"]
    if entry.fuzzy:
        return ["fuzzy"]
    if not entry.translated() or not all(entry.msgstr_plural.values()):
        return ["not translated"]
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    typography = sorted({fault for text in texts for fault in badly_set(text)})
    return [*wrong_placeholders(entry), *typography]


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    """What makes *entry* the same message in two catalogues."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def compare(template: polib.POFile, catalogue: polib.POFile) -> tuple[list[str], list[str]]:
    """One line for each fault of *catalogue* against *template*, and one for each message no longer used."""
    translated = {key(entry): entry for entry in catalogue if not entry.obsolete}
    wanted = [key(entry) for entry in template]
    wrong = [f"“{message[1]}”: {fault}" for message in wanted for fault in faults(translated.get(message))]
    unused = [f"“{message[1]}”" for message in translated if message not in set(wanted)]
    return wrong, unused + [f"“{entry.msgid}” (commented out)" for entry in catalogue.obsolete_entries()]


def sources() -> Iterator[str]:
    """The text of every file that holds messages."""
    for folder, kinds in (("meetings", (".py",)), ("templates", (".html", ".txt"))):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in kinds:
                yield path.read_text("utf-8")


def asked_both_ways(template: polib.POFile, texts: Iterable[str]) -> list[str]:
    """One line for each message that is asked for with a number and without one in *texts*.

    It is one entry of the catalogue, which Python 3.11.2 (Debian 12) finds only where there is a number.
    """
    plural = {entry.msgid for entry in template if entry.msgid_plural and not entry.msgctxt}
    alone = {found[1] for text in texts for found in ALONE.findall(text)}
    return [f"“{msgid}”: asked for with and without a number (give one of them a context)" for msgid in plural & alone]


def extract() -> polib.POFile:
    """Every message of the code and the templates."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "messages.pot"
        subprocess.run([ROOT / "tools" / "extract_messages.sh", file], check=True)
        return polib.pofile(str(file))


def main() -> int:
    """Print what is wrong with the French catalogue; 1 when anything is."""
    if not CATALOGUE.exists():
        print(f"{CATALOGUE.relative_to(ROOT)} is missing: tools/update_translations.sh makes it.")
        return 1
    template = extract()
    wrong, unused = compare(template, polib.pofile(str(CATALOGUE)))
    wrong += asked_both_ways(template, sources())
    for line in wrong:
        print(line)
    if unused:
        print(f"No longer used, tools/update_translations.sh removes them: {', '.join(unused)}")
    print(f"{len(template)} messages, {len(wrong)} faults in the French catalogue.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
