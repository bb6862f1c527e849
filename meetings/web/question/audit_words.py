"""Verbs of questions put at a meeting, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "question.intake_set": _l("How questions are taken: %(intake)s"),
    "question.asked": _l("Question %(number)s asked"),
    "question.asked_nameless": _l("Question %(number)s asked without a name"),
    "question.withdrawn": _l("Question %(number)s taken back"),
    "question.wanted": _l("Vote for question %(number)s"),
    "question.unwanted": _l("Vote for question %(number)s taken back"),
    "question.published": _l("Question %(number)s published"),
    "question.hidden": _l("Question %(number)s put back to review"),
    "question.declined": _l("Question %(number)s not taken"),
    "question.answered_live": _l("Question %(number)s answered in the meeting"),
    "question.answered": _l("Question %(number)s answered in writing"),
    "question.answer_changed": _l("Answer to question %(number)s changed"),
    "question.reopened": _l("Question %(number)s waits again"),
    "question.reworded": _l("Words of question %(number)s changed"),
    "question.assigned": _l("Question %(number)s handed out, due on %(due)s"),
    "question.merged": _l("Question %(number)s merged into question %(into)s"),
    "question.parted": _l("Question %(number)s taken out of the one it was merged into"),
}
