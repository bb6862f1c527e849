"""Who has which right over meetings and their papers, and why: the sentences of the policies, and the roles.

A test holds each line against the policy itself.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.web.admin.standing import ALL, SIGNED_IN, Standing, Who


@dataclass(frozen=True, slots=True)
class Right:
    """One right: why somebody has it, in a sentence, and who."""

    why: Any
    who: Who


_S = Standing
_RUN = frozenset({_S.SECRETARIAT, _S.ADMINISTRATOR})
_SOME = ALL - _RUN
_NAMED = frozenset({_S.HEAD, _S.NCP, _S.ALTERNATE})
PEOPLE = Who(SIGNED_IN)
OWN = Who(some=SIGNED_IN)
HOUSE = Who(_RUN)
RUNNERS = Who(_RUN, frozenset({_S.ASSISTANT}))
PLANNERS = Who(_RUN | {_S.ASSISTANT})
UPLOADERS = Who(_RUN, frozenset({_S.ASSISTANT, _S.PRESENTER}))
#: As the visibility of the meeting says.
VISIBLE = Who(_RUN, _SOME)
PAPERS = Who(_RUN, _SOME)
PAPERS_SIGNED_IN = Who(_RUN, SIGNED_IN - _RUN)
#: Also what the secretariat sees depends on how far things are.
PAPERS_LATER = Who(some=SIGNED_IN)
RESULT = Who(some=ALL)
OWNERS = Who(_RUN, SIGNED_IN - _RUN)

MEETINGS: dict[str, Right] = {
    "meeting.can_begin_series": Right(_l("The secretariat begins series of meetings."), HOUSE),
    "meeting.can_plan": Right(_l("The secretariat plans meetings, an assistant those of their series."), PLANNERS),
    "meeting.can_plan_in": Right(
        _l("The secretariat plans meetings of every series, an assistant those of their own."), RUNNERS
    ),
    "meeting.can_see": Right(
        _l("A draft is for those who run it; an internal meeting is for people who are signed in."), VISIBLE
    ),
    "meeting.can_manage": Right(
        _l("The secretariat runs every meeting, an assistant the one they are named for, or those of their series."),
        RUNNERS,
    ),
    "meeting.can_read_papers": Right(_l("Documents and record follow the meeting’s visibility."), PAPERS),
    "series.can_list": Right(_l("Whoever plans meetings sees what the series keep for them."), PLANNERS),
    "series.can_see": Right(_l("Whoever plans meetings sees what each series keeps for its next one."), PLANNERS),
    "series.can_keep": Right(_l("The secretariat keeps every series, an assistant those they are named for."), RUNNERS),
    "series.can_copy": Right(
        _l("Whoever plans meetings of a series plans another one after the model of one of them."), RUNNERS
    ),
    "agenda.can_edit": Right(_l("Whoever runs the meeting writes its agenda."), RUNNERS),
    "agenda.can_change": Right(_l("Whoever writes the agenda changes its items."), RUNNERS),
    "agenda.can_read_version": Right(
        _l("Whoever sees the meeting reads every version of its agenda that was issued."), VISIBLE
    ),
    "agenda.can_issue": Right(_l("Whoever writes the agenda issues its versions."), RUNNERS),
    "agenda.can_run": Right(
        _l("Only those who run the meeting see its run of show, with the notes for the chair."), RUNNERS
    ),
    "agenda.can_propose": Right(
        _l("Whoever speaks for a Member proposes items for a meeting that is announced."), Who(some=_NAMED)
    ),
    "agenda.can_list_proposals": Right(
        _l("Those who run the meeting see every proposed item, a Member its own."),
        Who(_RUN, _NAMED | {_S.ASSISTANT}),
    ),
    "agenda.can_revise_proposal": Right(
        _l("Whoever speaks for the Member that proposed an item changes the proposal."), Who(some=_NAMED)
    ),
    "agenda.can_decide_proposal": Right(_l("Whoever writes the agenda decides about proposed items."), RUNNERS),
    "agenda.can_name_presenters": Right(_l("Whoever writes the agenda says who presents an item."), RUNNERS),
    "document.can_read": Right(_l("Documents follow the meeting’s visibility."), PAPERS),
    "document.can_manage": Right(_l("Whoever runs the meeting keeps its documents."), RUNNERS),
    "document.can_download": Right(_l("A file is for the readers of its meeting’s documents."), PAPERS),
    "document.can_change": Right(_l("Whoever keeps the documents of the meeting changes each of them."), RUNNERS),
    "document.can_upload": Right(
        _l(
            "Whoever keeps the documents uploads files; who presents an agenda item uploads those of its presentations."
        ),
        UPLOADERS,
    ),
    "document.can_remove_version": Right(
        _l("Whoever keeps the documents of the meeting takes versions back."), RUNNERS
    ),
    "registration.can_register": Right(_l("Anyone signed in who may see the meeting can ask for a place."), PEOPLE),
    "registration.can_list": Right(_l("Whoever runs the meeting sees who is registered."), RUNNERS),
    "registration.can_register_others": Right(
        _l("Whoever runs the meeting registers somebody who cannot do it themself; it is marked so."), RUNNERS
    ),
    "registration.can_withdraw_others": Right(
        _l("Whoever runs the meeting gives up a place for its holder; it is marked so."), RUNNERS
    ),
    "registration.can_choose_days_of_others": Right(
        _l("Whoever runs the meeting chooses for somebody on which days they come; it is marked so."), RUNNERS
    ),
    "attendance.can_keep": Right(
        _l(
            "Whoever runs the meeting keeps its attendance, publishes its list of participants and issues certificates."
        ),
        RUNNERS,
    ),
    "attendance.can_import": Right(
        _l("Whoever keeps the attendance of the meeting brings in its lists of connections."), RUNNERS
    ),
    "attendance.can_attest": Right(_l("Anyone signed in who may see the meeting says that they were there."), PEOPLE),
    "attendance.can_read_participants": Right(
        _l("Anyone signed in who may see the meeting reads its published list of participants."), PEOPLE
    ),
    "attendance.can_withdraw": Right(_l("Whoever runs the meeting withdraws its certificates."), RUNNERS),
    "attendance.can_have_certificates": Right(_l("Anyone signed in sees their own certificates."), PEOPLE),
    "attendance.can_fetch": Right(_l("A certificate is for its owner, and for whoever runs the meeting."), OWNERS),
    "registration.can_register_colleague": Right(
        _l("Anyone signed in can ask for a place for a colleague; the terms of the meeting say who gets one."), PEOPLE
    ),
    "registration.can_be_replaced": Right(
        _l("Anyone signed in can name a substitute for themself at a meeting where they have something to pass over."),
        PEOPLE,
    ),
    "registration.can_replace": Right(
        _l(
            "A substitute is named by the person replaced, the head of their organisation, or whoever runs the meeting."
        ),
        OWNERS,
    ),
    "registration.can_end_substitution": Right(
        _l("Whoever may name a substitute takes it back, and the substitute can hand it back."), OWNERS
    ),
    "registration.can_set_terms": Right(
        _l("Whoever runs the meeting decides on what terms people register and what they are asked."), RUNNERS
    ),
    "registration.can_decide": Right(_l("Whoever runs the meeting says yes or no to a request for a place."), RUNNERS),
    "registration.can_change_question": Right(
        _l("Whoever runs the meeting changes and deletes its questions."), RUNNERS
    ),
    "registration.can_see_answers": Right(
        _l("Whoever runs the meeting sees what the registered answered to its questions."), RUNNERS
    ),
    "registration.can_print_badge": Right(
        _l("Whoever runs the meeting prints the badges of who has a place."), RUNNERS
    ),
    "registration.can_read_needs": Right(
        _l("What people eat and what access they need is seen by the secretariat alone."), HOUSE
    ),
    "invitation.can_list": Right(_l("Whoever runs the meeting sees who was invited and what they answered."), RUNNERS),
    "invitation.can_invite": Right(
        _l("The secretariat invites people of the register, and reminds the silent."), HOUSE
    ),
    "visa.can_ask": Right(_l("Anyone signed in can ask for a letter; only who has a seat gets one."), PEOPLE),
    "visa.can_list": Right(_l("The secretariat sees who asked for a letter of invitation."), HOUSE),
    "visa.can_issue": Right(_l("The secretariat reads what a letter says, and signs it."), HOUSE),
    "poll.can_list": Right(_l("The polls of a meeting are for those who may read its papers."), PAPERS),
    "poll.can_know": Right(
        _l("A poll under preparation is for those who run the meeting; others may be known of like their meeting."),
        VISIBLE,
    ),
    "poll.can_see": Right(_l("A poll is for those who may read the meeting’s papers."), PAPERS),
    "poll.can_vote": Right(
        _l("One has to be signed in to vote; whether one’s administration is entitled, the electorate says."),
        PAPERS_SIGNED_IN,
    ),
    "poll.can_see_turnout": Right(
        _l("How many have voted is for people who are signed in, once the poll has been opened."), PAPERS_LATER
    ),
    "poll.can_see_who_voted": Right(
        _l("Who has voted, not what, is for the same people; of sealed ballots only once the poll is closed."),
        PAPERS_LATER,
    ),
    "poll.can_check_receipts": Right(
        _l("Whether one’s receipt is among the counted is for the same people; named ballots are seen instead."),
        PAPERS_LATER,
    ),
    "poll.can_follow": Right(
        _l("The result is shown while the poll is open if its rule says so, to those it names; never of a secret one."),
        PAPERS_LATER,
    ),
    "poll.can_follow_objections": Right(
        _l("Who objects in a silence procedure under way, and why, is for those who run the meeting."), RUNNERS
    ),
    "poll.can_see_result": Right(
        _l("The result is for those whom the rule of the poll names, once it is closed and, where needed, released."),
        RESULT,
    ),
    "poll.can_see_names": Right(
        _l("Who voted what in a named poll is for people who are signed in and may see its result."), PAPERS_LATER
    ),
    "poll.can_prepare": Right(_l("Whoever runs the meeting prepares its polls."), RUNNERS),
    "poll.can_give_proxy": Right(
        _l("One has to be signed in to give a proxy; whether one’s administration may, its nomination says."),
        PAPERS_SIGNED_IN,
    ),
    "poll.can_keep_proxies": Right(
        _l("Whoever runs the meeting decides on its proxies, sees them all and enters those that came on paper."),
        RUNNERS,
    ),
    "poll.can_take_back": Right(
        _l("A proxy is taken back by the head or an NCP of whoever gave it, or by whoever runs the meeting."), OWNERS
    ),
    "poll.can_decline": Right(
        _l("A proxy is declined by the head or an NCP of whoever holds it, or by the person who was named in it."),
        OWNERS,
    ),
    "poll.can_manage": Right(_l("Whoever runs the meeting opens and closes its polls."), RUNNERS),
    "question.can_list": Right(
        _l("The questions of a meeting are for people who are signed in and may read its papers."), PAPERS_SIGNED_IN
    ),
    "question.can_ask": Right(
        _l("Who has a place, represents a Member, presents an item or runs the meeting asks questions."),
        PAPERS_SIGNED_IN,
    ),
    "question.can_vote": Right(
        _l("Whoever may ask at a meeting says which questions they want answered."), PAPERS_SIGNED_IN
    ),
    "question.can_withdraw": Right(_l("Whoever asked a question by name takes it back."), OWN),
    "question.can_set": Right(_l("Whoever runs the meeting says how it takes questions."), RUNNERS),
    "question.can_work": Right(
        _l("Whoever runs the meeting deals with its questions, a presenter with those on their item."), OWNERS
    ),
    "question.can_moderate": Right(
        _l("Whoever runs the meeting decides about a question, and so does who presents its item."), UPLOADERS
    ),
    "question.can_answer": Right(
        _l("Whoever decides about a question answers it, and so does the one it was given to."), OWNERS
    ),
    "question.can_merge": Right(_l("Whoever runs the meeting merges questions that say the same."), RUNNERS),
    "floor.can_list": Right(
        _l("The list of speakers is for people who are signed in and may read the papers of the meeting."),
        PAPERS_SIGNED_IN,
    ),
    "floor.can_ask": Right(
        _l("Whoever represents an organisation asks for the floor for it, whoever runs the meeting for any."),
        PAPERS_SIGNED_IN,
    ),
    "floor.can_run": Right(_l("Whoever runs the meeting gives the floor, and closes the list."), RUNNERS),
    "floor.can_withdraw": Right(
        _l("A request is taken back by whoever represents the same organisation, or runs the meeting."), OWNERS
    ),
    "floor.can_give": Right(_l("Whoever runs the meeting decides when an administration speaks."), RUNNERS),
    "outcome.can_list": Right(_l("The list of actions is for people who are signed in."), PEOPLE),
    "outcome.can_edit": Right(_l("Whoever runs the meeting writes down what it has decided."), RUNNERS),
    "outcome.can_see": Right(
        _l("Actions are read with the record; who runs the meeting sees them before it is published."), PAPERS
    ),
    "outcome.can_report": Right(
        _l("How far an action is may be said by its owner, as named today, and by whoever runs the meeting."), OWNERS
    ),
    "record.can_read": Right(
        _l("A published record is read by those who may read the papers of meeting, a draft by those who run it."),
        PAPERS,
    ),
    "record.can_write": Right(_l("Whoever runs the meeting writes its record."), RUNNERS),
    "record.can_edit": Right(_l("Whoever writes the record changes its paragraphs."), RUNNERS),
    "parity.can_keep": Right(_l("Whoever runs the meeting keeps its two languages in step."), RUNNERS),
    "parity.can_take_over": Right(_l("Whoever runs the meeting takes over what translators send back."), RUNNERS),
    "deadline.can_see": Right(_l("Whoever sees the meeting sees its deadlines, and why one was moved."), VISIBLE),
    "deadline.can_set": Right(_l("Whoever runs the meeting sets its deadlines and moves them."), RUNNERS),
    "mailing.can_plan": Right(_l("Whoever runs the meeting sees the plan of its mails and prepares them."), RUNNERS),
    "mailing.can_prepare": Right(
        _l("Whoever runs the meeting writes its mails, and reads to whom each goes or went."), RUNNERS
    ),
    "mailing.can_send": Right(_l("The secretariat decides that a mail goes to many, and stops it."), HOUSE),
    "mailing.can_word": Right(_l("The secretariat keeps the words with which mails to many begin."), HOUSE),
    "mailing.can_keep": Right(_l("Whoever plans meetings of a series keeps the plan of their mails."), RUNNERS),
    "console.can_work": Right(_l("Whoever runs the meeting works at its console."), RUNNERS),
    "archive.can_take": Right(_l("Whoever reads the papers of a meeting may have all of them in one file."), PAPERS),
    "archive.can_take_early": Right(_l("Whoever runs the meeting may have them before it is over."), RUNNERS),
}
