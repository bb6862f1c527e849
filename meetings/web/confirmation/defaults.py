"""What a new campaign says before the secretariat has written anything."""

from meetings.core.bilingual import Bilingual

TITLE = Bilingual(
    "Is the register still correct?",
    "Le registre est-il toujours à jour\N{NO-BREAK SPACE}?",
)
TEXT = Bilingual(
    "Please look at what our register says about your organisation: who speaks for it, in which capacity, and how"
    " we reach them. If everything is correct, one button is enough. If somebody has left, has a new function or"
    " has been succeeded, you can say so on the same page.\n\n"
    "Invitations, documents and ballots go to the people in the register, so it matters that it is right.",
    "Nous vous prions de vérifier ce que notre registre indique au sujet de votre organisation\N{NO-BREAK SPACE}:"
    " qui la représente, en quelle qualité, et comment joindre ces personnes. Si tout est exact, un seul bouton suffit."
    " Si quelqu’un est parti, a changé de fonction ou a été remplacé, vous pouvez l’indiquer sur la même page.\n\n"
    "Les invitations, les documents et les bulletins de vote sont adressés aux personnes inscrites au registre"
    "\N{NO-BREAK SPACE}: il importe donc qu’il soit à jour.",
)
#: How many days an answer may take, and how many days before the end the silent are reminded.
DAYS = 30
REMINDERS = "14, 3"
