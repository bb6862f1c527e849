"""Words for polls: states, kinds of questions, the parts of their rule, and what is refused."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings import i18n
from meetings.core.errors import Refused
from meetings.domain.poll import answers, dates, draft_rules, imports, procedures, proxy_rules, rules
from meetings.models.poll import (
    Basis,
    Majority,
    Method,
    PollState,
    Procedure,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)
from meetings.web import viewer

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    PollState: {
        PollState.PREPARED: _l("prepared"),
        PollState.OPEN: _l("open"),
        PollState.PAUSED: _l("paused"),
        PollState.CLOSED: _l("closed"),
        PollState.WITHDRAWN: lazy_pgettext("poll", "withdrawn"),
    },
    Procedure: {
        Procedure.MEETING: _l("In the meeting"),
        Procedure.WRITTEN: _l("Written procedure: by mail, until a deadline"),
        Procedure.SILENCE: _l("Silence procedure: adopted unless somebody objects by the deadline"),
    },
    QuestionKind: {
        QuestionKind.ONE: _l("One answer"),
        QuestionKind.SEVERAL: _l("Several answers"),
        QuestionKind.RATING: _l("A mark for each option"),
        QuestionKind.RANKING: _l("The options in order of preference"),
        QuestionKind.POINTS: _l("Points shared out among the options"),
        QuestionKind.NUMBER: _l("A number"),
        QuestionKind.TEXT: _l("A short text"),
        QuestionKind.WORDS: _l("A few words"),
        QuestionKind.DATES: _l("Dates: which of these suit"),
    },
    Secrecy: {
        Secrecy.NAMED: lazy_pgettext("poll", "Named"),
        Secrecy.CONFIDENTIAL: _l("Confidential"),
        Secrecy.SECRET: _l("Secret"),
    },
    Voters: {
        Voters.MEMBERS: _l("Members that have named an NCP"),
        Voters.KINDS: _l("Certain kinds of organisation"),
        Voters.CHOSEN: _l("The organisations on a list"),
        Voters.PRESENT: _l("Those who are present when the poll opens"),
    },
    Unit: {
        Unit.ORGANISATION: _l("One ballot for each organisation"),
        Unit.PERSON: _l("One ballot for each person"),
    },
    Majority: {
        Majority.NONE: _l("None: an opinion is asked for"),
        Majority.SIMPLE: _l("Simple majority: more for than against"),
        Majority.ABSOLUTE: _l("Absolute majority: more than half"),
        Majority.TWO_THIRDS: _l("Two thirds"),
    },
    Basis: {
        Basis.VOTING: _l("Of those present and voting: abstentions do not count"),
        Basis.CAST: _l("Of all ballots cast: an abstention works like a no"),
        Basis.ENTITLED: _l("Of all who are entitled: staying away works like a no"),
    },
    Method: {
        Method.MOST: _l("Most votes"),
        Method.BORDA: _l("Points by rank (Borda)"),
        Method.RUNOFF: _l("Instant run-off"),
        Method.STV: _l("Single transferable vote (Scottish rules)"),
        Method.SCHULZE: _l("Pairwise comparison (Condorcet, Schulze)"),
    },
    Ties: {
        Ties.REPORTED: _l("A tie is reported as the result"),
        Ties.LOT: _l("A lot is drawn and recorded"),
        Ties.CHAIR: _l("The chair decides, and the record says so"),
        Ties.REPEATED: _l("The vote is repeated among those tied"),
    },
    ResultsWhen: {
        ResultsWhen.LIVE: _l("While the poll is open"),
        ResultsWhen.AT_CLOSE: _l("When the poll closes"),
        ResultsWhen.ON_RELEASE: _l("When the secretariat releases it"),
    },
    ResultsTo: {
        ResultsTo.READERS: _l("Everybody who may read the meeting’s papers"),
        ResultsTo.ENTITLED: _l("Those entitled to vote"),
        ResultsTo.MANAGERS: _l("Those who run the meeting"),
    },
}


def _poll_closed(error: rules.PollClosed) -> str:
    """Say when the poll closed, in the reader's zone."""
    zone = viewer.zone()
    when = f"{i18n.moment(error.closed_at, zone)} ({i18n.city(zone)})"
    return str(_("The poll closed on %(when)s. Ballots are no longer taken.", when=when))


def _wrong_number(error: answers.WrongNumber) -> str:
    if error.least == error.most:
        return str(_("Choose exactly %(number)s.", number=error.least))
    return str(_("Choose at least %(least)s and at most %(most)s.", least=error.least, most=error.most))


def _headings_wrong(error: imports.HeadingsWrong) -> str:
    """Say which headings of a file of polls are wrong."""
    said = []
    if error.unknown:
        said.append(_("Headings that are not known: %(names)s.", names=", ".join(error.unknown[:10])))
    if error.double:
        said.append(_("Headings that stand there twice: %(names)s.", names=", ".join(error.double[:10])))
    if not said:
        said.append(_("No heading is that of the question."))
    return " ".join([*said, _("Use the headings of the template.")])


REFUSALS: dict[type[Refused], Any] = {
    draft_rules.TooManyOptions: _l("A poll has at most thirty options. Leave some out."),
    draft_rules.TooManyAbstentions: _l(
        "Only one option can be the abstention, and only one “none of these”. Tick one."
    ),
    draft_rules.TooFewOptions: _l("A poll needs at least two options. Add one, then open the poll."),
    draft_rules.BoundsWrong: _l("These numbers do not go together with this kind of question and its options."),
    draft_rules.OwnWordsAtSecretLevel: _l(
        "What people write in their own words can tell who they are. Choose another kind of question, or a"
        " confidential poll."
    ),
    draft_rules.WeightsAtSecretLevel: _l(
        "A ballot with several votes would tell whose it is. Give each organisation one vote, or choose another level."
    ),
    draft_rules.LiveAtSecretLevel: _l(
        "The result of a secret poll cannot be shown while it is open. Choose a later moment."
    ),
    draft_rules.MethodDoesNotFit: _l("This way of counting needs another kind of question."),
    rules.GapsInPoll: _l(
        "The question or an option is missing or out of date in one language. Fill it: both languages vote together."
    ),
    rules.MeetingNotAnnounced: _l("The meeting is not announced yet. Announce it, then open the poll."),
    rules.MeetingCancelled: _l("The meeting has been cancelled, so its polls cannot be opened."),
    rules.NobodyEntitled: _l(
        "By the rule of this poll nobody could vote today. Record nominations, or change who is entitled."
    ),
    rules.AlreadyOpened: _l("The poll has been opened. Its question and options can no longer change."),
    rules.ClosesInThePast: _l("This time has passed already. Choose a later one."),
    rules.PollNotOpen: _l("The poll is not open yet. Nothing was changed."),
    rules.PollPaused: _l("The poll is paused and will go on in the next sitting. No ballot was cast or changed."),
    rules.PollNotPaused: _l("The poll is not paused. Nothing was changed."),
    rules.PollClosed: _poll_closed,
    rules.PollWithdrawn: _l("The poll was withdrawn. Ballots are no longer taken."),
    rules.PollNotClosed: _l("The poll has no result yet. Close it first."),
    rules.RoundPrepared: _l("A further round of this poll is prepared already. Open it, change it or delete it."),
    rules.PollNotOver: _l("The poll is not over yet. Close it, then put its question again."),
    rules.NoTieWaits: _l("No tie waits to be ended here. The result below is as it stands now."),
    rules.NotTied: _l("This answer is not one of those that are tied. Choose one of those shown."),
    rules.NotEntitled: _l("You do not speak for an administration that has a ballot here. Nothing was changed."),
    rules.AlreadyCast: _l("The ballot is in. In this poll it cannot be replaced; nothing was changed."),
    rules.BallotLocked: _l("The head of your delegation has locked the ballot. Nothing was changed."),
    rules.NothingToLock: _l("The ballot has not been cast yet, so there is nothing to lock."),
    procedures.OpensInThePast: _l("This time has passed already. Choose a later one, or open the poll by hand."),
    procedures.ClosesBeforeOpening: _l("The poll would close before it opens. Choose a later closing time."),
    procedures.DeadlineMissing: _l("Those who answer by mail need a deadline. Write until when they can."),
    procedures.OnlyLater: _l("A deadline that was told by mail only moves to a later time."),
    procedures.BeforeDeadline: _l("Others can answer until the deadline, so the poll cannot be closed before."),
    procedures.OnlyInMeeting: _l("A poll between meetings does not rest. Move its deadline, or withdraw it."),
    procedures.NotPlanned: _l("The poll does not open by itself. Nothing was changed."),
    procedures.SilenceIsNamed: _l("In a silence procedure whoever objects is known. Choose a named poll."),
    procedures.SilenceIsSimple: _l("A silence procedure asks only whether somebody objects. It has no other rule."),
    procedures.PresentInMeetingOnly: _l("Between meetings nobody is present. Choose who else is entitled."),
    procedures.RemindersWrong: _l(
        "Write at most five numbers of days, each from 1 to 60, with commas between them: 7, 1."
    ),
    answers.ReasonMissing: _l("Write why you object; the others have to know."),
    imports.TooManyPolls: _l("The file has more than 200 rows. No poll was prepared. Send it in parts."),
    imports.HeadingsWrong: _headings_wrong,
    imports.AlreadyTaken: _l("The polls of this file have been prepared already. Nothing was done."),
    imports.FileGone: _l("The file is no longer kept. Choose it again."),
    proxy_rules.ProxiesNotAllowed: _l("At this meeting nobody votes by proxy."),
    proxy_rules.NotYetAnnounced: _l("The meeting is not announced yet, so no proxy can be given."),
    proxy_rules.ProxyTooLate: _l("It is too late for a proxy: no ballot is left to be cast."),
    proxy_rules.ProxyToSelf: _l("Nobody is their own proxy. Choose another Member."),
    proxy_rules.GiverWithoutVote: _l("This organisation has no ballot that it could give away here."),
    proxy_rules.HolderWithoutVote: _l(
        "This organisation has no vote, or nobody who could cast it today. Choose another Member."
    ),
    proxy_rules.HolderIsSomebodyElse: _l("This person does not vote for the Member chosen. Choose somebody else."),
    proxy_rules.SecondProxy: _l("A proxy for these ballots has been given already. Take it back first."),
    proxy_rules.CircularProxy: _l("This Member has given its own ballot away by proxy. Choose another one."),
    proxy_rules.HoldsProxies: _l("Whoever votes for another Member does not give its own ballot away."),
    proxy_rules.CapReached: _l("This Member holds as many proxies as the rule allows. Choose another one."),
    proxy_rules.PollOfPeople: _l("In this poll each person has a ballot of their own. Choose another poll."),
    proxy_rules.AlreadyVoted: _l("The ballot of this poll is in already. Choose another poll."),
    proxy_rules.ProxyEnded: _l("This proxy was taken back, or declined, before. Nothing was changed."),
    proxy_rules.VotesByProxy: _l(
        "Another Member votes for you by proxy. Take the proxy back first. No ballot was cast or changed."
    ),
    proxy_rules.RuleFixed: _l(
        "A poll of this meeting is under way. The rule about proxies can change once it is over."
    ),
    proxy_rules.TooManyHeld: _l("Somebody holds more proxies than this. Take one back first, or allow more."),
    answers.AnswerMissing: _l("Choose or write an answer."),
    answers.OptionUnknown: _l("This answer belongs to another poll. Choose one of those shown."),
    answers.OptionTwice: _l("The same answer is given twice. Give each only once."),
    answers.RankTwice: _l("Two options have the same rank. Give each a rank of its own."),
    answers.StandsAlone: _l("This answer stands alone. Choose it, or the others."),
    answers.WrongNumber: _wrong_number,
    answers.OutOfRange: lambda error: _(
        "Write a number from %(least)s to %(most)s.", least=error.least, most=error.most
    ),
    answers.PointsLeft: lambda error: _(
        "Share out exactly %(total)s points: you have given %(given)s.", total=error.total, given=error.given
    ),
    answers.NoAnswerToADate: _l("Answer each date with yes, if need be, or no, or leave it open."),
    dates.DatesMissing: _l("A poll about dates offers days and times. Write them in its form."),
    dates.DatePassed: _l("This date has passed. Choose a later one."),
    dates.DateTwice: _l("This date is offered twice. Change one of the two, or leave it empty."),
    dates.NotAboutDates: _l("This poll does not offer this date. Nothing was changed."),
    dates.AlreadySettled: _l("The poll is settled on this date, and its session is there. Nothing was changed."),
    dates.SettledMeanwhile: _l(
        "Somebody else settled on a date just now. Nothing was changed; look at what was decided, then decide again."
    ),
    dates.SessionBegun: _l("This session has begun or does not take place. Choose another, or add one."),
    answers.TextTooLong: lambda error: _("Write at most %(limit)s characters.", limit=error.limit),
}
