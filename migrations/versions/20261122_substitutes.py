"""substitutes."""

import sqlalchemy as sa
from alembic import op

revision = 'substitutes'
down_revision = 'deadlines'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('substitution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('principal_id', sa.Integer(), nullable=False),
    sa.Column('substitute_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_substitution_ended_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_substitution_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['named_by_id'], ['person.id'], name=op.f('fk_substitution_named_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_substitution_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['principal_id'], ['person.id'], name=op.f('fk_substitution_principal_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['substitute_id'], ['person.id'], name=op.f('fk_substitution_substitute_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution'))
    )
    for column in ('meeting_id', 'principal_id', 'substitute_id', 'organisation_id', 'named_by_id', 'ended_by_id'):
        op.create_index(op.f(f'ix_substitution_{column}'), 'substitution', [column])
    for column in ('principal_id', 'substitute_id'):
        op.create_index(
            f'uq_substitution_open_{column}',
            'substitution',
            ['meeting_id', column],
            unique=True,
            sqlite_where=sa.text('ended_at IS NULL'),
            postgresql_where=sa.text('ended_at IS NULL'),
        )
    with op.batch_alter_table('registration') as batch:
        batch.add_column(sa.Column('principal_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_registration_principal_id_person'), 'person', ['principal_id'], ['id'], ondelete='SET NULL')
        batch.create_index(op.f('ix_registration_principal_id'), ['principal_id'])


def downgrade() -> None:
    """Take the change back; who was replaced has given the place up."""
    op.execute("UPDATE registration SET place = 'withdrawn' WHERE place = 'replaced'")
    with op.batch_alter_table('registration') as batch:
        batch.drop_index(op.f('ix_registration_principal_id'))
        batch.drop_constraint(op.f('fk_registration_principal_id_person'), type_='foreignkey')
        batch.drop_column('principal_id')
    op.drop_table('substitution')
