"""The rule of a poll in sentences, for those who prepare it, vote in it, and read its result."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.domain.organisation import queries as register
from meetings.domain.poll import draft_rules, electorate
from meetings.domain.poll import proxies as find_proxies
from meetings.domain.poll.draft_rules import Terms
from meetings.domain.poll.result_rules import Result
from meetings.i18n import words
from meetings.models.poll import (
    Basis,
    Majority,
    Method,
    Poll,
    Procedure,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)
from meetings.web.poll import procedure_words, proxy_words

#: What each level keeps, and from whom: one honest sentence.
PROMISES: dict[Secrecy, Any] = {
    Secrecy.NAMED: _l("Who answered what is shown with the result and stays on record."),
    Secrecy.CONFIDENTIAL: _l(
        "Nobody sees in Hemicycle who answered what; while the poll is open, whoever operates the server could find"
        " out with its database and its secret together, and once the poll is counted that link is destroyed."
    ),
    Secrecy.SECRET: _l(
        "Nobody sees who answered what, not even by region, and the first ballot is final; while the poll is open,"
        " only whoever gets into the running server, or holds its database and the key of the poll, could find out,"
        " and once it is counted the key is destroyed."
    ),
}

#: What makes an answer of many options; read with the bounds of the poll.
_ASKS: dict[QuestionKind, Any] = {
    QuestionKind.ONE: _l("One answer."),
    QuestionKind.SEVERAL: _l("At least %(least)s and at most %(most)s answers."),
    QuestionKind.RATING: _l("A mark from %(least)s to %(most)s for each option."),
    QuestionKind.RANKING: _l("The options in order of preference: at least %(least)s, at most %(most)s of them."),
    QuestionKind.POINTS: _l("%(most)s points to share out among the options."),
    QuestionKind.NUMBER: _l("A number from %(least)s to %(most)s."),
    QuestionKind.TEXT: _l("A short text."),
    QuestionKind.WORDS: _l("At most %(most)s words."),
    QuestionKind.DATES: _l("Yes, if need be, or no to each date; dates can be left open."),
}
_FEW: dict[Voters, Any] = {
    Voters.MEMBERS: _l("Each Member that has named an NCP has one ballot."),
    Voters.CHOSEN: _l("Each organisation on the list has one ballot."),
    Voters.PRESENT: _l("Each Member of which somebody is present when the poll opens has one ballot."),
}
_EACH: dict[Voters, Any] = {
    Voters.MEMBERS: _l("Each person who votes for a Member has a ballot of their own."),
    Voters.CHOSEN: _l("Each person who votes for an organisation on the list has a ballot of their own."),
    Voters.PRESENT: _l("Each person who votes for a Member and is present when the poll opens has a ballot."),
}
_MAJORITIES: dict[Majority, Any] = {
    Majority.SIMPLE: _l("It is carried when more are for it than against it."),
    Majority.ABSOLUTE: _l("It is carried when more than half are for it."),
    Majority.TWO_THIRDS: _l("It is carried when two thirds are for it."),
}
_BASES: dict[Basis, Any] = {
    Basis.VOTING: _l("Abstentions do not count."),
    Basis.CAST: _l("All ballots count: an abstention works like a no."),
    Basis.ENTITLED: _l("All who are entitled count: staying away works like a no."),
}
_METHODS: dict[Method, Any] = {
    Method.MOST: _l("The option with the most votes is chosen."),
    Method.BORDA: _l("Options are chosen by points for their rank (Borda)."),
    Method.RUNOFF: _l("Options are chosen by instant run-off."),
    Method.STV: _l("Options are chosen by single transferable vote (Scottish rules)."),
    Method.SCHULZE: _l("Options are chosen by comparing them pair by pair (Condorcet, Schulze)."),
}
_TIES: dict[Ties, Any] = {
    Ties.REPORTED: _l("A tie is reported as it is."),
    Ties.LOT: _l("A tie ends by lot, which is recorded."),
    Ties.CHAIR: _l("A tie is decided by the chair, which is recorded."),
    Ties.REPEATED: _l("A tie is voted on again."),
}
_WHEN: dict[ResultsWhen, Any] = {
    ResultsWhen.LIVE: _l("The result can be followed while the poll is open."),
    ResultsWhen.AT_CLOSE: _l("The result is shown when the poll closes."),
    ResultsWhen.ON_RELEASE: _l("The result is shown when the secretariat releases it."),
}
_TO: dict[ResultsTo, Any] = {
    ResultsTo.READERS: _l("Everybody who may read the meeting’s papers sees it."),
    ResultsTo.ENTITLED: _l("Only those entitled to vote, and the secretariat, see it."),
    ResultsTo.MANAGERS: _l("Only those who run the meeting see it."),
}


def promise(secrecy: Secrecy) -> str:
    """Return what the level keeps from whom, in one sentence."""
    return str(PROMISES[secrecy])


def rule_lines(poll: Poll) -> list[str]:
    """Return the rule of *poll*, sentence by sentence; up to two statements, for names and for proxies."""
    rule = draft_rules.terms(poll)
    proxies = proxy_words.rule_in(poll, find_proxies.terms(poll.meeting))
    if rule.procedure is Procedure.SILENCE:
        return [procedure_words.silence(poll), promise(rule.secrecy), _entitled(poll, rule), *proxies, _to(rule)]
    return [
        *procedure_words.written(poll),
        asked(rule),
        *_who(poll, rule),
        *proxies,
        *_counted(rule),
        f"{_said(_WHEN, rule.results_when)} {_to(rule)}",
    ]


def why_held(found: Result) -> str:
    """Return why publishing a result would tell what individuals answered."""
    if found.unanimous:
        return str(_("All ballots say the same, so of everybody who voted it is known what they answered."))
    return str(
        ngettext(
            "Only %(num)d ballot was cast, so the result can tell who answered what.",
            "Only %(num)d ballots were cast, so the result can tell who answered what.",
            found.cast,
        )
    )


def asked(rule: Terms) -> str:
    """Return how the question is answered: “At least 1 and at most 3 answers.”."""
    least, most = f"{rule.least:n}", f"{rule.most:n}"
    if rule.kind is QuestionKind.SEVERAL and rule.least == rule.most:
        return str(ngettext("Exactly %(num)s answer.", "Exactly %(num)s answers.", rule.most))
    if rule.kind is QuestionKind.WORDS and rule.most == 1:
        return str(_("One word."))
    return str(_ASKS[rule.kind]) % {"least": least, "most": most}


def _who(poll: Poll, rule: Terms) -> list[str]:
    final = rule.secrecy is Secrecy.SECRET or not rule.changeable
    replaced = _("The first ballot is final.") if final else _("It can be replaced until the poll closes.")
    found = [promise(rule.secrecy), f"{_entitled(poll, rule)} {replaced}"]
    if rule.observers and rule.voters in (Voters.MEMBERS, Voters.PRESENT):
        found.append(str(_("Organisations without a vote answer too, and are counted apart.")))
    return found


def _entitled(poll: Poll, rule: Terms) -> str:
    own = rule.unit is Unit.PERSON
    if rule.voters is Voters.KINDS:
        names = ", ".join(words(kind.name) for kind in register.kinds() if kind.id in rule.kinds) or "–"
        if own:
            return str(
                _("Each person who votes for an organisation of these kinds has a ballot: %(names)s.", names=names)
            )
        return str(_("Each organisation of these kinds has one ballot: %(names)s.", names=names))
    said = _said(_EACH if own else _FEW, rule.voters)
    if rule.voters is Voters.CHOSEN and not own and any(voter.weight > 1 for voter in electorate.voters(poll)):
        return f"{said} {_('Some ballots have more than one vote.')}"
    return said


def _counted(rule: Terms) -> list[str]:
    found: list[str] = []
    if rule.quorum:
        found.append(str(_("At least %(num)s%% of those entitled must vote.", num=rule.quorum)))
    if rule.majority is not Majority.NONE:
        basis = "" if rule.majority is Majority.SIMPLE and rule.basis is Basis.VOTING else _said(_BASES, rule.basis)
        found.append(f"{_said(_MAJORITIES, rule.majority)} {basis}".strip())
    elif rule.method is not Method.MOST:
        found.append(_said(_METHODS, rule.method))
    if rule.seats > 1:
        found.append(str(ngettext("%(num)d option is chosen.", "%(num)d options are chosen.", rule.seats)))
    if rule.kind not in draft_rules.WITHOUT_OPTIONS and rule.kind not in (QuestionKind.RATING, QuestionKind.DATES):
        found.append(_said(_TIES, rule.ties))
    return found


def _to(rule: Terms) -> str:
    return _said(_TO, rule.results_to)


def _said(sentences: dict[Any, Any], word: StrEnum) -> str:
    return str(sentences[word])
