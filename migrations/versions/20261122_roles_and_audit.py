"""Roles that are granted; acting on behalf; an audit trail that nobody changes, sealed by a chain of hashes."""

import sqlalchemy as sa
from alembic import op

revision = "roles_and_audit"
down_revision = "confirmations"

#: Where a line or a seal may be deleted: within a cut. What is not sealed yet counts as the last position there is.
IN_A_CUT = "EXISTS (SELECT 1 FROM audit_cut WHERE audit_cut.position >= {position})"
OF_THE_LINE = "COALESCE((SELECT position FROM audit_seal WHERE audit_seal.line_id = OLD.id), 2147483647)"
MAY_GO = {"audit_line": IN_A_CUT.format(position=OF_THE_LINE), "audit_seal": IN_A_CUT.format(position="OLD.position")}
#: What of a line may change: a name and ids, and these only to nothing.
CLEARED = """
    (NEW.actor_name = OLD.actor_name OR NEW.actor_name = '')
    AND (NEW.actor_id IS NULL OR NEW.actor_id {same} OLD.actor_id)
    AND (NEW.on_behalf_of_id IS NULL OR NEW.on_behalf_of_id {same} OLD.on_behalf_of_id)
    AND (NEW.meeting_id IS NULL OR NEW.meeting_id {same} OLD.meeting_id)
    AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.verb = OLD.verb AND NEW.thing = OLD.thing
    AND {details}
"""
SQLITE = {
    "audit_line_stands": (
        "BEFORE UPDATE ON audit_line WHEN NOT ("
        + CLEARED.format(same="IS", details="NEW.details IS OLD.details")
        + ") BEGIN SELECT RAISE(ABORT, 'a line of the audit trail cannot be changed'); END"
    ),
    "audit_line_stays": (
        f"BEFORE DELETE ON audit_line WHEN NOT {MAY_GO['audit_line']}"
        " BEGIN SELECT RAISE(ABORT, 'a line of the audit trail cannot be deleted'); END"
    ),
    "audit_seal_stands": (
        "BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'a seal of the audit trail cannot be changed'); END"
    ),
    "audit_seal_stays": (
        f"BEFORE DELETE ON audit_seal WHEN NOT {MAY_GO['audit_seal']}"
        " BEGIN SELECT RAISE(ABORT, 'a seal of the audit trail cannot be deleted'); END"
    ),
}
POSTGRESQL = {
    "audit_line": CLEARED.format(
        same="IS NOT DISTINCT FROM", details="NEW.details::text IS NOT DISTINCT FROM OLD.details::text"
    ),
    "audit_seal": "false",
}
GUARD = """
CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT {may_go} THEN
            RAISE EXCEPTION 'the audit trail cannot be deleted';
        END IF;
        RETURN OLD;
    END IF;
    IF NOT ({may_change}) THEN
        RAISE EXCEPTION 'the audit trail cannot be changed';
    END IF;
    RETURN NEW;
END
$guard$
"""


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    """Make the tables of grants and seals, mark what is done on behalf, and guard the trail."""
    _add_grants()
    _add_marks()
    _add_seals()
    if _on_sqlite():
        for name, rest in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {rest}")
        return
    for table, may_change in POSTGRESQL.items():
        op.execute(GUARD.format(table=table, may_go=MAY_GO[table], may_change=may_change))
        op.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        )


def _add_grants() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'assistant' AND (series_id IS NULL) <> (meeting_id IS NULL) AND item_id IS NULL)"
            " OR (role = 'presenter' AND item_id IS NOT NULL AND series_id IS NULL AND meeting_id IS NULL)"
            " OR (role = 'auditor' AND series_id IS NULL AND meeting_id IS NULL AND item_id IS NULL)",
            name=op.f("ck_role_grant_fits_its_role"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= since_on", name=op.f("ck_role_grant_ends_after_it_begins")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_role_grant_{column}_{table}"), ondelete=ondelete
            )
            for column, table, ondelete in (
                ("person_id", "person", "CASCADE"),
                ("series_id", "series", "CASCADE"),
                ("meeting_id", "meeting", "CASCADE"),
                ("item_id", "agenda_item", "CASCADE"),
                ("granted_by_id", "person", "SET NULL"),
                ("ended_by_id", "person", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    for column in ("person_id", "series_id", "meeting_id", "item_id"):
        op.create_index(op.f(f"ix_role_grant_{column}"), "role_grant", [column])


def _add_marks() -> None:
    # A default in plain words, not an expression: so SQLite adds the column without copying the table.
    for table, column in (("person", "holds_grants"), ("registration", "on_behalf"), ("action", "on_behalf")):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default="0"))


def _add_seals() -> None:
    with op.batch_alter_table("audit_line") as batch:
        batch.add_column(sa.Column("on_behalf_of_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_audit_line_on_behalf_of_id_person"), "person", ["on_behalf_of_id"], ["id"], ondelete="SET NULL"
        )
    for column in ("at", "on_behalf_of_id", "verb", "thing"):
        op.create_index(op.f(f"ix_audit_line_{column}"), "audit_line", [column])
    op.create_table(
        "audit_seal",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("line_id", name=op.f("uq_audit_seal_line_id")),
    )
    op.create_table(
        "audit_cut",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_cut")),
    )


def downgrade() -> None:
    """Take guards, seals, marks and grants away."""
    if _on_sqlite():
        for name in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table in POSTGRESQL:
            op.execute(f"DROP TRIGGER {table}_stands ON {table}")
            op.execute(f"DROP FUNCTION {table}_guard()")
    op.drop_table("audit_cut")
    op.drop_table("audit_seal")
    for column in ("at", "on_behalf_of_id", "verb", "thing"):
        op.drop_index(op.f(f"ix_audit_line_{column}"), "audit_line")
    with op.batch_alter_table("audit_line") as batch:
        batch.drop_constraint(op.f("fk_audit_line_on_behalf_of_id_person"), type_="foreignkey")
        batch.drop_column("on_behalf_of_id")
    for table, column in (("action", "on_behalf"), ("registration", "on_behalf"), ("person", "holds_grants")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_table("role_grant")
