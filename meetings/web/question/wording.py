"""Words for the states and voices of questions, and for what is refused."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.question import rules
from meetings.models.question import Intake, QuestionState, Voice

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Intake: {
        Intake.REVIEW: _l("Questions appear after review"),
        Intake.AT_ONCE: _l("Questions appear at once"),
        Intake.CLOSED: _l("No questions are taken"),
    },
    Voice: {
        Voice.PERSON: _l("In my own name"),
        Voice.ORGANISATION: _l("In the name of my administration"),
        Voice.NAMELESS: _l("Without a name"),
    },
    QuestionState: {
        QuestionState.WAITING: _l("waits for review"),
        QuestionState.OPEN: _l("waits for an answer"),
        QuestionState.DECLINED: lazy_pgettext("question", "not taken"),
        QuestionState.WITHDRAWN: lazy_pgettext("question", "taken back"),
        QuestionState.LIVE: _l("answered in the meeting"),
        QuestionState.WRITTEN: _l("answered in writing"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.QuestionsClosed: _l("The meeting takes no questions now. Yours was not sent; it stands below."),
    rules.NobodyKnowsYet: _l("The meeting is not announced, or does not take place: nobody can ask yet."),
    rules.NameNeeded: _l("This meeting takes no questions without a name. Choose in whose name you ask."),
    rules.SpeaksForNobody: _l("You represent no administration at this meeting. Ask in your own name."),
    rules.NotInThisState: _l("Somebody else has dealt with this question meanwhile. Nothing was changed."),
    rules.NotOpen: _l("This question no longer waits for an answer. Nothing was changed."),
    rules.ReasonMissing: _l("Say why the question is not taken: who asked it reads the reason."),
    rules.AnswerMissing: _l("Write the answer in at least one of the two languages."),
    rules.HasOthers: _l("Other questions were merged into one of those chosen. Take them apart first."),
    rules.NotMergeable: _l("Choose questions that wait for an answer, of this meeting. Nothing was changed."),
}
