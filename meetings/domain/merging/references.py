"""Everything in the database that points to a person, and what becomes of it when two records become one."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Table

from meetings.models.base import Base


class Treatment(StrEnum):
    """What a merge does with rows that point to the closed record."""

    #: They point to the kept record from then on.
    MOVES = "moves"
    #: They move, after what both records have was brought together by a rule of its own.
    SETTLED = "settled"
    #: They move unless the kept record has its own for the same thing; then they stay with the closed one.
    ONE_EACH = "one_each"
    #: They go on pointing to the closed record, which points to the kept one.
    STAYS = "stays"


class Hanging(StrEnum):
    """What hangs on a record, as people would say it."""

    NOMINATIONS = "nominations"
    REGISTRATIONS = "registrations"
    AGENDAS = "agendas"
    ATTENDANCE = "attendance"
    ACTIONS = "actions"
    BALLOTS = "ballots"
    FILES = "files"
    GRANTS = "grants"
    MAILS = "mails"
    CAMPAIGNS = "campaigns"
    KEEPING = "keeping"
    WAYS_IN = "ways_in"
    PRIVACY = "privacy"
    TRAIL = "trail"
    MERGES = "merges"


@dataclass(frozen=True, slots=True)
class Reference:
    """One column that points to a person."""

    table: str
    column: str
    treatment: Treatment
    hanging: Hanging
    #: With ``ONE_EACH``: the columns that say which thing it is about.
    same: tuple[str, ...] = ()

    @property
    def rows(self) -> Table:
        """The table, as the database has it."""
        return Base.metadata.tables[self.table]

    @property
    def pointer(self) -> Column[int]:
        """The column, as the database has it."""
        return self.rows.c[self.column]


MOVES, SETTLED, ONE_EACH, STAYS = Treatment
#: Every foreign key to a person; a test walks the tables and fails when one has no line here.
REFERENCES = (
    Reference("nomination", "person_id", SETTLED, Hanging.NOMINATIONS),
    Reference("registration", "person_id", SETTLED, Hanging.REGISTRATIONS),
    Reference("attendance", "person_id", SETTLED, Hanging.ATTENDANCE),
    Reference("attendance_testimony", "by_id", MOVES, Hanging.KEEPING),
    Reference("attendance_plan", "published_by_id", MOVES, Hanging.KEEPING),
    Reference("connection_list", "by_id", MOVES, Hanging.KEEPING),
    Reference("connection_list", "applied_by_id", MOVES, Hanging.KEEPING),
    Reference("connection_list", "undone_by_id", MOVES, Hanging.KEEPING),
    Reference("connection_row", "person_id", MOVES, Hanging.ATTENDANCE),
    Reference("known_as", "person_id", MOVES, Hanging.ATTENDANCE),
    Reference("certificate", "person_id", MOVES, Hanging.ATTENDANCE),
    Reference("certificate", "issued_by_id", MOVES, Hanging.KEEPING),
    Reference("certificate", "withdrawn_by_id", MOVES, Hanging.KEEPING),
    Reference("list_correction", "person_id", MOVES, Hanging.ATTENDANCE),
    Reference("list_correction", "by_id", MOVES, Hanging.ATTENDANCE),
    Reference("list_correction", "decided_by_id", MOVES, Hanging.KEEPING),
    # What a place says besides hangs on it and moves with it.
    Reference("registration", "colleague_id", MOVES, Hanging.KEEPING),
    Reference("registration", "principal_id", MOVES, Hanging.REGISTRATIONS),
    Reference("substitution", "principal_id", ONE_EACH, Hanging.REGISTRATIONS, same=("meeting_id",)),
    Reference("substitution", "substitute_id", ONE_EACH, Hanging.REGISTRATIONS, same=("meeting_id",)),
    Reference("substitution", "named_by_id", MOVES, Hanging.KEEPING),
    Reference("substitution", "ended_by_id", MOVES, Hanging.KEEPING),
    Reference("meeting_link", "person_id", ONE_EACH, Hanging.REGISTRATIONS, same=("meeting_id",)),
    Reference("meeting_link", "invited_by_id", MOVES, Hanging.KEEPING),
    Reference("invitation_round", "sent_by_id", MOVES, Hanging.KEEPING),
    Reference("mailing", "created_by_id", MOVES, Hanging.KEEPING),
    Reference("mailing_recipient", "person_id", ONE_EACH, Hanging.MAILS, same=("mailing_id",)),
    Reference("deadline_move", "moved_by_id", MOVES, Hanging.KEEPING),
    Reference("invitation_letter", "issued_by_id", MOVES, Hanging.KEEPING),
    Reference("action", "person_id", MOVES, Hanging.ACTIONS),
    Reference("question", "asker_id", MOVES, Hanging.AGENDAS),
    Reference("question", "owner_id", MOVES, Hanging.ACTIONS),
    Reference("question", "answered_by_id", MOVES, Hanging.KEEPING),
    Reference("question_vote", "person_id", ONE_EACH, Hanging.AGENDAS, same=("question_id",)),
    Reference("question_wording", "changed_by_id", MOVES, Hanging.KEEPING),
    Reference("floor_request", "asked_by_id", MOVES, Hanging.AGENDAS),
    Reference("role_grant", "person_id", MOVES, Hanging.GRANTS),
    Reference("agenda_presenter", "person_id", MOVES, Hanging.AGENDAS),
    Reference("agenda_proposal", "proposed_by_id", MOVES, Hanging.AGENDAS),
    Reference("agenda_proposal", "decided_by_id", MOVES, Hanging.KEEPING),
    Reference("agenda_version", "issued_by_id", MOVES, Hanging.KEEPING),
    Reference("mail", "person_id", MOVES, Hanging.MAILS),
    Reference("incoming", "person_id", MOVES, Hanging.MAILS),
    # Ballots belong to organisations and name whoever cast them, on that day, by the record they had.
    Reference("ballot", "cast_by_id", STAYS, Hanging.BALLOTS),
    Reference("ballot_entry", "cast_by_id", STAYS, Hanging.BALLOTS),
    Reference("participation", "cast_by_id", STAYS, Hanging.BALLOTS),
    Reference("objection", "raised_by_id", STAYS, Hanging.BALLOTS),
    Reference("objection", "withdrawn_by_id", STAYS, Hanging.BALLOTS),
    Reference("proxy", "person_id", MOVES, Hanging.BALLOTS),
    Reference("proxy", "given_by_id", MOVES, Hanging.KEEPING),
    Reference("proxy", "ended_by_id", MOVES, Hanging.KEEPING),
    Reference("elector", "person_id", STAYS, Hanging.BALLOTS),
    Reference("elector", "locked_by_id", STAYS, Hanging.BALLOTS),
    # Nothing in the audit trail changes.
    Reference("audit_line", "actor_id", STAYS, Hanging.TRAIL),
    Reference("audit_line", "on_behalf_of_id", STAYS, Hanging.TRAIL),
    # Keys of the closed record open nothing any more, least of all the kept one.
    Reference("sign_in_request", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("web_session", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("passkey", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("passkey_challenge", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("authenticator", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("recovery_code", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("wrong_code", "person_id", STAYS, Hanging.WAYS_IN),
    # The provider answers for who they are; left behind, nobody could link that account again.
    Reference("identity", "person_id", MOVES, Hanging.WAYS_IN),
    Reference("address_change", "person_id", STAYS, Hanging.WAYS_IN),
    Reference("address_change", "approved_by_id", MOVES, Hanging.KEEPING),
    Reference("address_alias", "person_id", MOVES, Hanging.WAYS_IN),
    Reference("register_reading", "person_id", STAYS, Hanging.KEEPING),
    Reference("document_version", "uploaded_by_id", MOVES, Hanging.FILES),
    Reference("translation_file", "by_id", MOVES, Hanging.FILES),
    Reference("nomination_letter", "uploaded_by_id", MOVES, Hanging.FILES),
    Reference("nomination", "recorded_by_id", MOVES, Hanging.KEEPING),
    Reference("role_grant", "granted_by_id", MOVES, Hanging.KEEPING),
    Reference("role_grant", "ended_by_id", MOVES, Hanging.KEEPING),
    Reference("register_import", "by_id", MOVES, Hanging.KEEPING),
    Reference("register_import", "applied_by_id", MOVES, Hanging.KEEPING),
    Reference("register_import", "undone_by_id", MOVES, Hanging.KEEPING),
    Reference("campaign", "created_by_id", MOVES, Hanging.KEEPING),
    Reference("confirmation_ask", "answered_by_id", MOVES, Hanging.CAMPAIGNS),
    Reference("confirmation_link", "person_id", ONE_EACH, Hanging.CAMPAIGNS, same=("ask_id",)),
    Reference("confirmation_change", "by_id", MOVES, Hanging.CAMPAIGNS),
    Reference("confirmation_change", "decided_by_id", MOVES, Hanging.KEEPING),
    Reference("invitation", "invited_by_id", MOVES, Hanging.KEEPING),
    Reference("invitation", "accepted_by_id", MOVES, Hanging.CAMPAIGNS),
    Reference("access_request", "decided_by_id", MOVES, Hanging.KEEPING),
    # Whoever accepted the notice with the closed record only is asked once more.
    Reference("privacy_acceptance", "person_id", STAYS, Hanging.PRIVACY),
    Reference("erasure_request", "person_id", MOVES, Hanging.PRIVACY),
    Reference("erasure_request", "decided_by_id", MOVES, Hanging.KEEPING),
    # The pointers of earlier merges make a chain.
    Reference("merge", "kept_id", STAYS, Hanging.MERGES),
    Reference("merge", "gone_id", STAYS, Hanging.MERGES),
    Reference("merge", "merged_by_id", MOVES, Hanging.KEEPING),
    Reference("merge", "undone_by_id", MOVES, Hanging.KEEPING),
    Reference("not_the_same", "one_id", STAYS, Hanging.MERGES),
    Reference("not_the_same", "other_id", STAYS, Hanging.MERGES),
    Reference("not_the_same", "said_by_id", MOVES, Hanging.KEEPING),
)


def pointing_to(table: str) -> Iterator[ForeignKey]:
    """Yield every foreign key of the database that points to *table*."""
    for rows in Base.metadata.tables.values():
        for key in rows.foreign_keys:
            if key.column.table.name == table:
                yield key
