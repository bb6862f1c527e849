"""The forms that give a proxy, enter one that came on paper, and set the rule."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired

from meetings.core.errors import Refused
from meetings.core.text import sort_key
from meetings.domain.document import queries as documents
from meetings.domain.organisation import queries as register
from meetings.domain.poll import electorate, proxy_rules, queries, rules
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.proxy_rules import Terms
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.poll import Poll, PollState, Unit
from meetings.web.fields import NumberChoice, WholeNumber
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.wording import refusal

#: At which field a refusal is said.
_FIELDS: dict[type[Refused], str] = {
    proxy_rules.ProxyToSelf: "holder",
    proxy_rules.HolderWithoutVote: "holder",
    proxy_rules.CircularProxy: "holder",
    proxy_rules.CapReached: "holder",
    proxy_rules.SecondProxy: "poll",
    proxy_rules.HolderIsSomebodyElse: "person",
    proxy_rules.PollOfPeople: "poll",
    proxy_rules.AlreadyVoted: "poll",
    proxy_rules.ProxyTooLate: "poll",
    proxy_rules.GiverWithoutVote: "giver",
    proxy_rules.HoldsProxies: "giver",
}


class RuleForm(Form):
    """Whether a meeting allows proxies, and which."""

    most = WholeNumber(
        _l("Proxies that one Member may hold"),
        [InputRequired(_l("Write a number; 0 if nobody votes by proxy."))],
        low=0,
        high=proxy_rules.HIGHEST,
    )
    own_vote = BooleanField(_l("Whoever gave a proxy may still vote"))
    present = BooleanField(_l("Whoever gave a proxy counts as present while its holder is"))

    @property
    def terms(self) -> Terms:
        """The rule as typed."""
        return Terms(self.most.data or 0, own_vote=bool(self.own_vote.data), present=bool(self.present.data))


class GiveForm(Form):
    """To whom a proxy is given, and for what; the person is asked for once the holder is known."""

    holder = NumberChoice(_l("Who votes"), [DataRequired(_l("Choose the Member that is to vote."))])
    poll = NumberChoice(_l("In which polls"))
    person = NumberChoice(_l("Who of them"))

    def offer(self, meeting: Meeting, giver: Organisation | None, *, prepared: bool = False, now: datetime) -> None:
        """Offer Members to hold the proxy, polls that are not over, and the people of the Member chosen."""
        self.now = now
        self.members = {one.id: one for one in register.members() if one.belongs_on(now.date())}
        self.polls = {poll.id: poll for poll in queries.for_meeting(meeting, prepared=prepared) if _is_open_to_it(poll)}
        self.holder.optional = _("Choose a Member")
        self.holder.offer(_names([one for one in self.members.values() if one is not giver]))
        self.poll.optional = _("All polls of the meeting")
        self.poll.offer([(poll.id, words(poll.question)) for poll in self.polls.values()])
        self.person.optional = _("Anybody who votes for it")
        self.people = {one.person_id: one.person for one in self._named()}
        self.person.offer([(number, person.name) for number, person in self.people.items()])

    def _named(self) -> list[Nomination]:
        holder = self.members.get(self.holder.data or 0)
        named = register.nominated(holder, on=self.now.date()) if holder else ()
        return [each for each in named if electorate.exercises(each)]

    @property
    def decided(self) -> bool:
        """Whether the second page was sent, on which it is confirmed."""
        return "give" in request.form

    def draft(self, giver: Organisation) -> Draft:
        """Return the proxy as it is asked for, once the fields hold."""
        holder, person = self.members[self.holder.data], self.people.get(self.person.data or 0)
        return Draft(giver, holder, person, self.polls.get(self.poll.data or 0))

    def explain(self, error: Refused) -> None:
        """Say at its field why the proxy was refused, or at the top when it is about none."""
        field = self._fields.get(_FIELDS.get(type(error), ""))
        self.refuse(refusal(error), *([field] if field is not None else []))


class EnterForm(GiveForm):
    """The same from a paper: also whose ballot it is, and what the paper was."""

    giver = NumberChoice(_l("Whose ballot it is"), [DataRequired(_l("Choose the Member that gave the proxy."))])
    note = Line(
        _l("What it came on"), [needed(_l("Say what it came on, so that it can be found again.")), at_most(200)]
    )
    document = NumberChoice(_l("The letter, if it is a document of the meeting"))

    def offer(self, meeting: Meeting, giver: Organisation | None, *, prepared: bool = True, now: datetime) -> None:
        """Offer the Members to give it too, and the documents of the meeting."""
        super().offer(meeting, giver, prepared=prepared, now=now)
        self.giver.optional = _("Choose a Member")
        self.giver.offer(_names(self.members.values()))
        self.document.optional = _("None")
        self.document.offer([(one.id, f"{one.symbol} {words(one.title)}") for one in documents.for_meeting(meeting)])

    @property
    def given_by(self) -> Organisation:
        """The Member whose ballot it is, once the fields hold."""
        return self.members[self.giver.data]

    def draft(self, giver: Organisation) -> Draft:
        """Return the proxy with the paper that it came on."""
        return replace(super().draft(giver), note=self.note.data, document_id=self.document.data)


def _is_open_to_it(poll: Poll) -> bool:
    """Say whether somebody can vote for somebody else in *poll*, now or later."""
    return poll.unit is Unit.ORGANISATION and poll.state in (PollState.PREPARED, *rules.RUNNING)


def _names(members: Iterable[Organisation]) -> list[tuple[int, str]]:
    return sorted(((one.id, words(one.name)) for one in members), key=lambda pair: sort_key(pair[1]))
