"""The forms that open, extend and withdraw polls."""

from collections.abc import Sequence
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from meetings.i18n import words
from meetings.models.poll import Poll, PollOption
from meetings.web.fields import WallTime, choices
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.person.forms import Ticks


class OpenForm(Form):
    """When the poll closes by itself."""

    closes = WallTime(_l("Closing time"))


class ScheduleForm(Form):
    """When a poll opens by itself, and when it closes."""

    opens = WallTime(_l("Opens"), [needed(_l("Write when the poll is to open."))])
    closes = WallTime(_l("Closes"))


class ExtendForm(Form):
    """A later closing time, and why."""

    closes = WallTime(_l("New closing time"), [needed(_l("Write the new closing time."))])
    reason = Line(_l("Reason"), [needed(_l("Write the reason; the history keeps it.")), Length(max=200)])


class WithdrawForm(Form):
    """Why a poll is taken back."""

    reason = Line(_l("Reason"), [needed(_l("Write the reason; it is shown with the poll.")), at_most(200)])


class PollsForm(Form):
    """Some of several polls."""

    polls = Ticks(_l("Polls"), [DataRequired(_l("Tick at least one poll."))], coerce=str)

    def offer(self, polls: Sequence[Poll]) -> Self:
        """Offer these *polls*."""
        self.polls.choices = choices([(str(poll.id), words(poll.question)) for poll in polls])
        return self

    def chosen(self, polls: Sequence[Poll]) -> list[Poll]:
        """Return those of *polls* that were ticked."""
        return [poll for poll in polls if str(poll.id) in self.polls.data]


class OpenSeveralForm(PollsForm):
    """Which prepared polls are opened together, and when they close by themselves."""

    closes = WallTime(_l("Closing time of all of them"))


class RunoffForm(Form):
    """Which options remain."""

    options = Ticks(_l("Options that remain"), [DataRequired(_l("Tick at least two options."))], coerce=str)

    def offer(self, options: Sequence[PollOption]) -> None:
        """Offer the *options* of the poll, but those that stand alone, which stay in any case."""
        pairs = [(str(one.id), words(one.text)) for one in options if not (one.abstention or one.none_of_these)]
        self.options.choices = choices(pairs)
