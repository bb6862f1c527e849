"""questions."""

import sqlalchemy as sa
from alembic import op

revision = 'questions'
down_revision = 'ballots'


def _bilingual(name):
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False),
        sa.Column(f'{name}_original', sa.String(2), nullable=False),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False),
    )


def _key(table, column, to, ondelete=None):
    return sa.ForeignKeyConstraint(
        [column], [f'{to}.id'], name=op.f(f'fk_{table}_{column}_{to}'), **({'ondelete': ondelete} if ondelete else {})
    )


def upgrade() -> None:
    """Apply the change."""
    op.create_table('question_plan',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('intake', sa.String(length=20), nullable=False),
    sa.Column('nameless', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    _key('question_plan', 'meeting_id', 'meeting', 'CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_question_plan'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    *_bilingual('text'),
    sa.Column('voice', sa.String(length=20), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    *_bilingual('reason'),
    *_bilingual('answer'),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('into_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("voice <> 'nameless' OR (asker_id IS NULL AND organisation_id IS NULL)", name=op.f('ck_question_nameless_leads_to_nobody')),
    sa.CheckConstraint("voice <> 'organisation' OR organisation_id IS NOT NULL", name=op.f('ck_question_organisation_is_named')),
    _key('question', 'meeting_id', 'meeting', 'CASCADE'),
    _key('question', 'item_id', 'agenda_item', 'SET NULL'),
    _key('question', 'asker_id', 'person', 'SET NULL'),
    _key('question', 'organisation_id', 'organisation'),
    _key('question', 'answered_by_id', 'person', 'SET NULL'),
    _key('question', 'owner_id', 'person', 'SET NULL'),
    _key('question', 'into_id', 'question', 'SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_question_meeting_id_number'))
    )
    for column in ('item_id', 'asker_id', 'organisation_id', 'answered_by_id', 'owner_id', 'into_id'):
        op.create_index(op.f(f'ix_question_{column}'), 'question', [column])
    op.create_table('question_vote',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    _key('question_vote', 'question_id', 'question', 'CASCADE'),
    _key('question_vote', 'person_id', 'person', 'CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'person_id', name=op.f('pk_question_vote'))
    )
    op.create_index(op.f('ix_question_vote_person_id'), 'question_vote', ['person_id'])
    op.create_table('question_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('before_en', sa.Text(), nullable=False),
    sa.Column('before_fr', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    _key('question_wording', 'question_id', 'question', 'CASCADE'),
    _key('question_wording', 'changed_by_id', 'person', 'SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_wording'))
    )
    for column in ('question_id', 'changed_by_id'):
        op.create_index(op.f(f'ix_question_wording_{column}'), 'question_wording', [column])


def downgrade() -> None:
    """Take the change back."""
    for table in ('question_wording', 'question_vote', 'question', 'question_plan'):
        op.drop_table(table)
