"""The few fixed words of printed papers, in both languages at once, and how they write dates."""

from datetime import date

from babel.dates import format_date

from meetings.core.bilingual import Bilingual, Language

NO_BREAK = "\u00a0"
#: The language of a text as Word and PDF name it (BCP 47).
TAGS: dict[Language, str] = {"en": "en-GB", "fr": "fr-FR"}
LANGUAGE = Bilingual("English", "Français")
PARAGRAPH = Bilingual("§", "§")
DECISION = Bilingual("Decision", "Décision")
ACTIONS = Bilingual("Actions", "Actions")
NUMBER = Bilingual("No.", "Nº")
ACTION = Bilingual("Action", "Action")
OWNER = Bilingual("Owner", "Responsable")
DUE = Bilingual("Due", "Échéance")
STATE = Bilingual("State", "État")
ITEM = Bilingual("Item", "Point")
MINUTES = Bilingual("Min.", "Min.")
TIME = Bilingual("Time", "Heure")
NOTES = Bilingual("For the chair", "Pour la présidence")
LATE = Bilingual("ends too late", "finit trop tard")
MISSING = Bilingual("Not yet available in English", "Pas encore disponible en français")


def day(on: date | None) -> Bilingual:
    """Return the day *on* in both languages, unbroken: 31 December 2027, 1er janvier 2028."""
    if on is None:
        return Bilingual()
    english = format_date(on, "d MMMM y", locale="en_GB")
    french = format_date(on, "d MMMM y", locale="fr_FR")
    if on.day == 1:
        french = french.replace("1 ", "1er ", 1)
    return Bilingual(english.replace(" ", NO_BREAK), french.replace(" ", NO_BREAK))
