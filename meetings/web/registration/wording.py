"""Words for places at meetings: how one gets them, and what is refused."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from meetings.core.errors import Refused
from meetings.domain.registration import days, question_rules, rules
from meetings.domain.registration import substitute_rules as standing
from meetings.models.registration import Admission, Place
from meetings.models.registration_details import QuestionKind

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Place: {
        Place.CONFIRMED: lazy_pgettext("place", "registered"),
        Place.WAITING: _l("on the waiting list"),
        Place.WITHDRAWN: _l("withdrawn"),
        Place.REQUESTED: _l("approval awaited"),
        Place.REFUSED: _l("request refused"),
        Place.REPLACED: lazy_pgettext("place", "replaced"),
    },
    QuestionKind: {
        QuestionKind.TEXT: _l("One line of text"),
        QuestionKind.LONG: _l("A longer text"),
        QuestionKind.ONE: _l("One of several choices"),
        QuestionKind.SEVERAL: _l("Any of several choices"),
        QuestionKind.YES_NO: _l("Yes or no"),
        QuestionKind.FILE: _l("A file"),
        QuestionKind.DATE: _l("A date"),
    },
    Admission: {
        Admission.OPEN: _l("Open"),
        Admission.INVITED: _l("By invitation"),
        Admission.NOMINATED: _l("Nominated by the head NCP"),
    },
}
#: What each way of admission means, for those who choose it.
MEANINGS: dict[Admission, Any] = {
    Admission.OPEN: _l("Everyone who is signed in takes a place, and may register colleagues."),
    Admission.INVITED: _l("Only people whom you have invited take a place; others are told to write to you."),
    Admission.NOMINATED: _l(
        "The head NCP registers the people of the administration, who get a mail and can give their place back."
    ),
}

#: Words for each refusal.
REFUSALS: dict[type[Refused], Any] = {
    question_rules.QuestionLabelMissing: _l("Write the question in at least one of the two languages."),
    question_rules.OptionsMissing: _l("A question with choices needs at least two. Write them."),
    question_rules.TooManyQuestions: _l("A meeting asks thirty questions at most. Delete one first."),
    question_rules.ConditionUnusable: _l(
        "A question can depend only on an earlier one that is asked. Choose another, or another order."
    ),
    question_rules.OthersDepend: _l(
        "Another question depends on this one. Change that one first. Nothing was changed."
    ),
    question_rules.KindFixed: _l("People have answered already, so the kind of answer stays as it was."),
    question_rules.AnswersThere: lambda error: ngettext(
        "One answer would go too. Say that you agree. Nothing was deleted.",
        "%(num)d answers would go too. Say that you agree. Nothing was deleted.",
        error.number,
    ),
    question_rules.AnswerMissing: _l("A question that has to be answered was not, or was added meanwhile. Look again."),
    rules.RegistrationClosed: _l("Registration for this meeting is closed. Nothing was changed."),
    rules.MeetingCancelled: _l("This meeting has been cancelled, so places are no longer given. Nothing was changed."),
    rules.KindDoesNotAttend: _l(
        "Your organisation is of a kind that takes no part in meetings. Write to the secretariat if that is wrong."
    ),
    rules.NotInvited: _l(
        "This meeting is for people who were invited, and no invitation is known. Write to the secretariat."
    ),
    rules.HeadRegisters: _l("The head NCP of your administration gives the places at this meeting. Ask them."),
    rules.NotColleague: _l("Only people of the same organisation register each other. Nothing was changed."),
    rules.AdmissionRefused: _l(
        "The secretariat has refused the request for a place at this meeting. Write to it if that is wrong."
    ),
    rules.QuotaUsed: _l("All places of your organisation are taken. Nothing was changed."),
    rules.NothingRequested: _l("This request has been decided or taken back. Nothing was changed."),
    rules.AlreadyRegistered: _l("You have a place at this meeting already. Nothing was changed."),
    days.NoDayLeft: _l("A place covers one day at least. Give the place up if you do not come at all."),
    days.TwoStrands: _l("These days belong to sessions in two languages. Choose days of one of them."),
    rules.SessionNotOfMeeting: _l("This session belongs to another meeting. Choose one of those shown."),
    rules.SessionOver: _l("This session is over. Choose another, or read the record."),
    rules.SessionCancelled: _l("This session does not take place. Choose another one."),
    rules.SessionBegun: _l("The session has begun, so the place can no longer be given up."),
    rules.SessionFull: _l("All seats of that session are taken. Your place stays where it is."),
    rules.SeatNeeded: _l("Break-outs can be chosen by those who have a seat. Nothing was changed."),
    rules.Replaced: _l("Somebody else comes in your place at this meeting. Take that back first."),
    rules.StandsIn: _l(
        "This place belongs to somebody else, and its holder only stands in for them. Take that back first."
    ),
    standing.SubstituteSelf: _l("Nobody can stand in for themself. Write somebody else’s address."),
    standing.MeetingOver: _l("The meeting is over, so nobody is named in anybody’s place any more."),
    standing.NotAnnounced: _l("The meeting has not been announced yet. Nothing was changed."),
    standing.AlreadyReplaced: _l("A substitute is named already. Take that back first to name another."),
    standing.NothingToPass: _l("There is no place and no ballot to pass over at this meeting."),
    standing.PassedOn: _l("A substitute cannot pass the place on. Hand it back instead."),
    standing.Circle: _l("Somebody comes in the place of this person already, so they replace nobody."),
    standing.StandsInElsewhere: _l("This person stands in for somebody else at this meeting already."),
    standing.HasOwnPlace: _l("This person has a place of their own at this meeting. Choose somebody else."),
    standing.NoLongerStandsIn: _l("This substitution has ended already. Nothing was changed."),
    rules.NotRegistered: _l("You have no place at this meeting. Nothing was changed."),
    rules.PeopleRegistered: _l(
        "People are registered, so the meeting stays announced. Cancel it instead; they will be told."
    ),
}
