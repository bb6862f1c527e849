"""The check of the French catalogue finds what is missing, what does not fit and what is badly set."""

import polib
import pytest

from tools import check_translations

NBSP = "\u00a0"


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    file = polib.POFile()
    file.extend(entries)
    return file


def wrong(template: polib.POEntry, *entries: polib.POEntry) -> list[str]:
    found, _unused = check_translations.compare(catalogue(template), catalogue(*entries))
    return found


@pytest.mark.parametrize(
    "french",
    [f"Qui vient{NBSP}?", f"«{NBSP}Ordre du jour{NBSP}»", "L’ordre du jour, à 10:30", f'<a href="x?y">Fin</a>{NBSP}!'],
)
def test_well_set_french_is_accepted(french: str) -> None:
    assert list(check_translations.badly_set(french)) == []


@pytest.mark.parametrize(
    "french", ["Qui vient ?", "Qui vient?", "« Oui »", "«Oui»", "L'ordre du jour", "Total : 3", "Total: 3", "50 %%"]
)
def test_badly_set_french_is_found(french: str) -> None:
    assert list(check_translations.badly_set(french))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ([], "missing"),
        ([polib.POEntry(msgid="%(n)s seats", msgstr="")], "not translated"),
        ([polib.POEntry(msgid="%(n)s seats", msgstr="%(n)s places", flags=["fuzzy"])], "fuzzy"),
        ([polib.POEntry(msgid="%(n)s seats", msgstr="%(m)s places")], "other placeholders than the English"),
    ],
)
def test_faulty_entry_is_named_with_its_fault(entry: list[polib.POEntry], fault: str) -> None:
    assert wrong(polib.POEntry(msgid="%(n)s seats"), *entry) == [f"“%(n)s seats”: {fault}"]


def test_plural_may_leave_the_number_out_of_its_singular_only() -> None:
    message = {"msgid": "One seat", "msgid_plural": "%(num)s seats"}
    good = polib.POEntry(**message, msgstr_plural={0: "Une place", 1: "%(num)s places"})
    bad = polib.POEntry(**message, msgstr_plural={0: "Une place", 1: "Des places"})
    assert wrong(polib.POEntry(**message), good) == []
    assert wrong(polib.POEntry(**message), bad) == ["“One seat”: a plural without the placeholders of the English"]


def test_messages_no_longer_used_are_named_without_being_faults() -> None:
    used, gone = polib.POEntry(msgid="Yes", msgstr="Oui"), polib.POEntry(msgid="No", msgstr="Non")
    assert check_translations.compare(catalogue(used), catalogue(used, gone)) == ([], ["“No”"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{{ _("NCP") }}', True),
        ("gettext('NCP')", True),
        ('lazy_gettext("NCP")', True),
        ('pgettext("role", "NCP")', False),
        ('{{ ngettext("NCP", "NCPs", n) }}', False),
        ('{{ _("NCP of Kenya") }}', False),
    ],
)
def test_message_asked_for_with_and_without_a_number_is_found(text: str, *, found: bool) -> None:
    template = catalogue(polib.POEntry(msgid="NCP", msgid_plural="NCPs"))
    assert bool(check_translations.asked_both_ways(template, [text])) is found
    assert check_translations.asked_both_ways(catalogue(polib.POEntry(msgid="NCP")), [text]) == []
