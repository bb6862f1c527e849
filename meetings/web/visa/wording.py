"""Words for what is refused of letters of invitation."""

from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.visa import rules

REFUSALS: dict[type[Refused], Any] = {
    rules.LettersNotOffered: _l("No letters of invitation are offered for this meeting, or you have no seat."),
    rules.NoSeat: _l("Only somebody who has a seat gets a letter of invitation. Nothing was changed."),
    rules.LetterIssued: _l("The letter is signed and no longer changes. Write to the secretariat if it is wrong."),
    rules.PassportGone: _l("The passport data were deleted or taken back, so there is no letter."),
    rules.PassportExpires: _l("The passport is no longer valid when the meeting is held. Look at the date."),
}
