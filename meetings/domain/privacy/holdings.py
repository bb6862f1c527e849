"""Where people stand in the database: every column that points to a person, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, select

from meetings.models.base import Base


class Fate(StrEnum):
    """What erasing an account does to the rows that point to it."""

    #: They stay and say what someone of an organisation did; no name stands in them.
    STAY = "stay"
    #: They go.
    GO = "go"
    #: They stay, and what they say of the person is emptied.
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Holding:
    """One column that points to a person.

    *given* are the columns that the person gets when they ask what is held about them; *emptied* those that say
    something of the person. *through* names the table between: the column then points to a row of that table.
    """

    table: str
    column: str
    fate: Fate
    given: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    through: str = ""

    @property
    def rows(self) -> Table:
        """The table, as the database has it."""
        return Base.metadata.tables[self.table]

    def theirs(self, ids: Sequence[int]) -> ColumnElement[bool]:
        """Return the condition that a row points to one of some people, given by their *ids*."""
        pointer = self.rows.c[self.column]
        if not self.through:
            return pointer.in_(ids)
        between = Base.metadata.tables[self.through]
        return pointer.in_(select(between.c.id).where(between.c.person_id.in_(ids)))


_STAY, _GO, _EMPTIED = Fate.STAY, Fate.GO, Fate.EMPTIED
_SPAN = ("since_on", "until_on")

#: Every column that points to a person; a test walks the tables and fails for one that is not here.
HOLDINGS = (
    # Signing in.
    Holding("sign_in_request", "person_id", _GO, ("email", "created_at", "expires_at", "used_at")),
    Holding("web_session", "person_id", _GO, ("browser", "created_at", "seen_at", "expires_at", "ended_at")),
    Holding("passkey", "person_id", _GO, ("name", "created_at", "used_at")),
    Holding("passkey_challenge", "person_id", _GO, ("ceremony", "created_at", "used_at")),
    Holding("authenticator", "person_id", _GO, ("created_at", "used_at")),
    Holding("recovery_code", "person_id", _GO, ("created_at", "used_at")),
    Holding("wrong_code", "person_id", _GO, ("factor", "at")),
    Holding("identity", "person_id", _GO, ("issuer", "subject", "linked_at")),
    Holding(
        "address_change", "person_id", _GO, ("old_email", "new_email", "asked_at", "done_at", "undone_at", "reason")
    ),
    Holding("address_change", "approved_by_id", _STAY),
    Holding("address_alias", "person_id", _GO, ("address",)),
    # The register.
    Holding("nomination", "person_id", _STAY, ("organisation_id", "capacity", *_SPAN)),
    Holding("nomination", "recorded_by_id", _STAY),
    Holding("nomination_letter", "uploaded_by_id", _STAY),
    Holding("register_reading", "person_id", _GO, ("minute", "number")),
    Holding("register_import", "by_id", _STAY, ("state", "created_at")),
    Holding("register_import", "applied_by_id", _STAY),
    Holding("register_import", "undone_by_id", _STAY),
    Holding("campaign", "created_by_id", _STAY, ("created_at", "started_at", "ended_at")),
    Holding("confirmation_ask", "answered_by_id", _STAY, ("organisation_id", "state", "answered_at")),
    Holding("confirmation_link", "person_id", _GO),
    Holding("confirmation_change", "by_id", _EMPTIED, ("kind", "state", "created_at"), ("before", "after", "reason")),
    Holding("confirmation_change", "decided_by_id", _STAY),
    Holding("invitation", "invited_by_id", _STAY, ("organisation_id", "capacity", "created_at")),
    Holding("invitation", "accepted_by_id", _GO, ("organisation_id", "email", "capacity", "accepted_at")),
    Holding("access_request", "decided_by_id", _STAY),
    Holding("merge", "kept_id", _STAY, ("merged_at", "undone_at")),
    Holding("merge", "gone_id", _STAY, ("merged_at", "undone_at")),
    Holding("merge", "merged_by_id", _STAY),
    Holding("merge", "undone_by_id", _STAY),
    Holding("not_the_same", "one_id", _GO),
    Holding("not_the_same", "other_id", _GO),
    Holding("not_the_same", "said_by_id", _STAY),
    Holding("role_grant", "person_id", _GO, ("role", "meeting_id", *_SPAN)),
    Holding("role_grant", "granted_by_id", _STAY),
    Holding("role_grant", "ended_by_id", _STAY),
    # Meetings.
    Holding(
        "registration",
        "person_id",
        _EMPTIED,
        ("meeting_id", "session_id", "organisation_id", "place", "created_at", "refusal"),
        ("refusal",),
    ),
    Holding("registration", "colleague_id", _STAY, ("meeting_id", "session_id", "changed_at")),
    Holding("registration", "principal_id", _STAY, ("meeting_id", "session_id")),
    Holding("substitution", "principal_id", _STAY, ("meeting_id", "organisation_id", "named_at", "ended_at")),
    Holding("substitution", "substitute_id", _STAY, ("meeting_id", "organisation_id", "named_at", "ended_at")),
    Holding("substitution", "named_by_id", _STAY, ("meeting_id", "named_at")),
    Holding("substitution", "ended_by_id", _STAY, ("meeting_id", "ended_at")),
    Holding("registration_day", "registration_id", _STAY, ("session_id", "dropped_at"), through="registration"),
    Holding("breakout_choice", "registration_id", _GO, ("session_id", "place"), through="registration"),
    Holding("companion", "registration_id", _GO, ("name",), through="registration"),
    Holding("registration_needs", "registration_id", _GO, ("diet", "access", "changed_at"), through="registration"),
    Holding("registration_answer", "registration_id", _GO, ("question_id", "text", "chosen"), through="registration"),
    Holding(
        "passport",
        "registration_id",
        _GO,
        ("name", "nationality", "number", "born_on", "expires_on", "consulate"),
        through="registration",
    ),
    Holding(
        "invitation_letter", "registration_id", _STAY, ("meeting_id", "number", "asked_at"), through="registration"
    ),
    Holding("invitation_letter", "issued_by_id", _STAY),
    Holding(
        "meeting_link",
        "person_id",
        _EMPTIED,
        ("meeting_id", "invited_at", "opened_at", "declined_at", "reason"),
        ("reason",),
    ),
    Holding("meeting_link", "invited_by_id", _STAY),
    Holding("invitation_round", "sent_by_id", _STAY, ("meeting_id", "sent_at")),
    Holding("mailing", "created_by_id", _STAY, ("meeting_id", "kind", "created_at")),
    Holding("mailing_recipient", "person_id", _GO, ("mailing_id", "state", "due_at")),
    Holding("deadline_move", "moved_by_id", _STAY, ("meeting_id", "kind", "moved_at")),
    Holding(
        "attendance",
        "person_id",
        _EMPTIED,
        ("meeting_id", "session_id", "organisation_id", "presence", "source", "minutes", "reason", "changed_at"),
        ("reason",),
    ),
    Holding("attendance_testimony", "by_id", _STAY),
    Holding("attendance_plan", "published_by_id", _STAY),
    Holding("connection_list", "by_id", _STAY, ("meeting_id", "state", "created_at")),
    Holding("connection_list", "applied_by_id", _STAY),
    Holding("connection_list", "undone_by_id", _STAY),
    Holding("connection_row", "person_id", _GO, ("name", "email", "minutes", "joins")),
    Holding("known_as", "person_id", _GO, ("decided_at",)),
    Holding(
        "certificate", "person_id", _EMPTIED, ("meeting_id", "code", "name", "issued_at", "withdrawn_at"), ("name",)
    ),
    Holding("certificate", "issued_by_id", _STAY),
    Holding("certificate", "withdrawn_by_id", _STAY),
    Holding("list_correction", "person_id", _EMPTIED, ("meeting_id", "after", "state"), ("before", "after", "reason")),
    Holding("list_correction", "by_id", _EMPTIED, ("meeting_id", "after", "state"), ("before", "after", "reason")),
    Holding("list_correction", "decided_by_id", _STAY),
    Holding("ballot", "cast_by_id", _STAY, ("poll_id", "choice", "cast_at", "session_id")),
    Holding("ballot_entry", "cast_by_id", _STAY, ("poll_id", "number", "choice", "cast_at")),
    Holding("objection", "raised_by_id", _STAY, ("poll_id", "reason", "raised_at", "withdrawn_at")),
    Holding("objection", "withdrawn_by_id", _STAY, ("poll_id", "withdrawn_at")),
    Holding("participation", "cast_by_id", _STAY, ("poll_id",)),
    Holding("proxy", "person_id", _STAY, ("meeting_id", "giver_id", "holder_id", "given_at", "ended_at")),
    Holding("proxy", "given_by_id", _STAY, ("meeting_id", "giver_id", "holder_id", "given_at")),
    Holding("proxy", "ended_by_id", _STAY, ("meeting_id", "giver_id", "holder_id", "ended_at")),
    Holding("elector", "person_id", _STAY, ("poll_id", "organisation_id", "region_id", "weight", "advisory")),
    Holding("elector", "locked_by_id", _STAY, ("poll_id", "organisation_id", "locked_at")),
    Holding(
        "question",
        "asker_id",
        _STAY,
        ("meeting_id", "text_en", "text_fr", "voice", "state", "asked_at"),
    ),
    Holding("question", "owner_id", _STAY, ("meeting_id", "state", "due_on")),
    Holding("question", "answered_by_id", _STAY, ("meeting_id", "state", "answered_at")),
    Holding("question_vote", "person_id", _GO, ("question_id",)),
    Holding("question_wording", "changed_by_id", _STAY, ("question_id", "changed_at")),
    Holding(
        "floor_request", "asked_by_id", _STAY, ("meeting_id", "session_id", "organisation_id", "state", "asked_at")
    ),
    Holding("action", "person_id", _STAY, ("meeting_id", "number", "due_on", "state", "changed_at")),
    Holding("agenda_presenter", "person_id", _STAY, ("item_id", "organisation_id")),
    Holding("agenda_version", "issued_by_id", _STAY),
    Holding("agenda_proposal", "proposed_by_id", _STAY, ("meeting_id", "organisation_id", "state", "created_at")),
    Holding("agenda_proposal", "decided_by_id", _STAY),
    Holding("document_version", "uploaded_by_id", _STAY, ("document_id", "language", "revision", "uploaded_at")),
    Holding("translation_file", "by_id", _STAY, ("meeting_id", "name", "state", "brought_at")),
    # The house itself.
    Holding(
        "mail",
        "person_id",
        _EMPTIED,
        ("kind", "subject", "recipient_name", "recipient_email", "state", "created_at", "sent_at"),
        ("recipient_name", "recipient_email", "subject", "text", "html", "calendar", "error"),
    ),
    Holding("incoming", "person_id", _GO, ("came_at", "sort", "fate", "address", "why", "said", "answer")),
    Holding(
        "calendar_answer",
        "registration_id",
        _GO,
        ("answer", "comment", "answered_at", "came_at"),
        through="registration",
    ),
    Holding("audit_line", "actor_id", _EMPTIED, ("at", "verb", "thing", "details"), ("actor_name",)),
    Holding("audit_line", "on_behalf_of_id", _STAY, ("at", "verb", "thing")),
    Holding("privacy_acceptance", "person_id", _GO, ("notice_id", "at")),
    Holding("erasure_request", "person_id", _EMPTIED, ("asked_at", "due_at", "state", "reason"), ("reason", "answer")),
    Holding("erasure_request", "decided_by_id", _STAY),
)

#: Of the row of the person itself.
OWN = (
    "name",
    "family_name",
    "function",
    "email",
    "phone",
    "language",
    "speaks",
    "zone",
    "role",
    "address_seen_by",
    "phone_seen_by",
    "photo_seen_by",
    "unwanted",
    "daily_mail",
    "accepted_version",
    "created_at",
    "disabled_at",
)


@dataclass(frozen=True, slots=True)
class Trace:
    """A column that may hold an address, a name or a telephone number of somebody without pointing to them."""

    table: str
    column: str


#: Rows that go when their *column* is the address of the person.
BY_ADDRESS = (
    Trace("sign_in_request", "email"),
    Trace("invitation", "email"),
    Trace("access_request", "email"),
    Trace("connection_row", "email"),
    Trace("address_change", "old_email"),
    Trace("address_change", "new_email"),
    Trace("address_alias", "address"),
    #: Those to the person are emptied already: what is left was written to the address as to a stranger's.
    Trace("mail", "recipient_email"),
    Trace("incoming", "address"),
)
#: Texts in which the name, the address and the number of the person are replaced by what they were.
REPLACED = (
    Trace("mail", "subject"),
    Trace("mail", "text"),
    Trace("mail", "html"),
    Trace("mail", "error"),
    Trace("incoming", "said"),
    Trace("calendar_answer", "comment"),
    Trace("announcement", "error"),
    Trace("confirmation_change", "before"),
    Trace("confirmation_change", "after"),
    Trace("register_import", "file_name"),
    Trace("register_import", "source"),
    Trace("register_import", "failure"),
    Trace("register_import_change", "before"),
    Trace("register_import_change", "after"),
    Trace("translation_file", "name"),
    Trace("translation_file", "rows"),
    Trace("translation_file", "changes"),
    Trace("translation_source", "words"),
    Trace("list_correction", "before"),
    Trace("list_correction", "after"),
    Trace("guest", "name"),
    Trace("guest", "email"),
    Trace("connection_row", "name"),
    Trace("connection_list", "file_name"),
    Trace("registration", "refusal"),
    Trace("registration_answer", "text"),
    Trace("meeting_link", "reason"),
    Trace("merge_change", "before"),
    Trace("merge_change", "thing_key"),
)
#: Where a name may stay, since people wrote it into what the meeting adopted or into a file that it received.
STAYS_IN = (
    "agenda_item",
    "agenda_issued_item",
    "agenda_version",
    "agenda_proposal",
    "decision",
    "action",
    "document",
    "document_version",
    "meeting",
    "paragraph",
    "record",
    "session",
    "poll",
    "poll_option",
    "ballot",
    "ballot_entry",
    "objection",
    "tally_sheet",
    "question",
    "question_wording",
    "privacy_notice",
)
