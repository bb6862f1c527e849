"""Verbs of polls and proxies, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "poll.prepared": _l("Poll prepared"),
    "poll.revised": _l("Poll changed"),
    "poll.discarded": _l("Poll discarded"),
    "poll.opened": _l("Poll opened, %(entitled)s administrations entitled"),
    "poll.extended": _l("Closing time of a poll moved"),
    "poll.paused": _l("Poll paused"),
    "poll.resumed": _l("Poll taken up again"),
    "poll.withdrawn": _l("Poll withdrawn"),
    "poll.tie_settled": _l("Tie in the result of a poll ended: %(option)s"),
    "poll.released": _l("Result of a poll released"),
    "poll.key_lost": _l("Poll closed; its ballots cannot be opened, since the key is gone"),
    "poll.closed": _l("Poll closed, %(cast)s of %(entitled)s ballots cast"),
    "poll.settled": _l("Poll settled on a date, which became a session: %(option)s"),
    "poll.tie_reopened": _l("End of a tie in the result of a poll taken back: %(option)s"),
    "poll.scheduled": _l("Opening of a poll planned"),
    "poll.closing_planned": _l("Closing of a poll planned"),
    "poll.unscheduled": _l("Planned opening of a poll cancelled"),
    "poll.not_opened": _l("Poll did not open by itself"),
    "poll.reminded": _l("Those reminded who had not answered a poll"),
    "poll.electorate_grown": _l("Ballots for those who came to another sitting: %(added)s"),
    "poll.ballot_cast": _l("Ballot of %(organisation)s cast"),
    "poll.ballot_locked": _l("Ballot of %(organisation)s locked by the head of its delegation"),
    "poll.ballot_unlocked": _l("Ballot of %(organisation)s unlocked"),
    "poll.ballot_replaced": _l("Ballot of %(organisation)s changed"),
    "proxy.rule_set": _l("Rule about proxies: at most %(most)s for each Member"),
    "proxy.given": _l("Proxy given: %(holder)s votes for %(giver)s"),
    "proxy.taken_back": _l("Proxy taken back: %(holder)s no longer votes for %(giver)s"),
    "proxy.declined": _l("Proxy declined: %(holder)s no longer votes for %(giver)s"),
}
