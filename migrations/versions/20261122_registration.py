"""Terms of registration, personal links and invitations, questions, needs, companions, letters of invitation."""

import sqlalchemy as sa
from alembic import op

revision = 'registration'
down_revision = 'attendance'

INSTANT = sa.DateTime(timezone=True)


def bilingual(name: str) -> tuple[sa.Column, ...]:
    """Return the four columns of a text in two languages."""
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False),
        sa.Column(f'{name}_original', sa.String(length=2), nullable=False),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False),
    )


def points(table: str, column: str, to: str, ondelete: str | None = 'CASCADE') -> sa.ForeignKeyConstraint:
    """Return the constraint that lets *column* of *table* point to a row of another table."""
    name = op.f(f'fk_{table}_{column}_{to}')
    return sa.ForeignKeyConstraint([column], [f'{to}.id'], name=name, ondelete=ondelete)


def index(table: str, *columns: str) -> None:
    """Make an index over each of *columns*."""
    for column in columns:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table('registration') as batch:
        batch.add_column(sa.Column('colleague_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('refusal', sa.Text(), nullable=False, server_default=''))
        batch.create_foreign_key(
            op.f('fk_registration_colleague_id_person'), 'person', ['colleague_id'], ['id'], ondelete='SET NULL'
        )
    index('registration', 'colleague_id')
    _terms_and_links()
    _questions()
    _details()
    _letters()


def _terms_and_links() -> None:
    op.create_table(
        'registration_terms',
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('admission', sa.String(20), nullable=False),
        sa.Column('quota', sa.Integer(), nullable=True),
        sa.Column('approves_observers', sa.Boolean(), nullable=False),
        sa.Column('companions', sa.Integer(), nullable=False),
        sa.Column('letters', sa.Boolean(), nullable=False),
        sa.Column('needs', sa.Boolean(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint('quota IS NULL OR quota > 0', name=op.f('ck_registration_terms_quota_is_positive')),
        sa.CheckConstraint('companions >= 0', name=op.f('ck_registration_terms_companions_are_not_negative')),
        points('registration_terms', 'meeting_id', 'meeting'),
        sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_registration_terms')),
    )
    op.create_table(
        'meeting_link',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=32), nullable=False),
        sa.Column('invited_at', INSTANT, nullable=True),
        sa.Column('invited_by_id', sa.Integer(), nullable=True),
        sa.Column('reminded_at', INSTANT, nullable=True),
        sa.Column('opened_at', INSTANT, nullable=True),
        sa.Column('declined_at', INSTANT, nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        points('meeting_link', 'meeting_id', 'meeting'),
        points('meeting_link', 'person_id', 'person'),
        points('meeting_link', 'invited_by_id', 'person', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_link')),
        sa.UniqueConstraint('key', name=op.f('uq_meeting_link_key')),
        sa.UniqueConstraint('meeting_id', 'person_id', name=op.f('uq_meeting_link_meeting_id_person_id')),
    )
    index('meeting_link', 'person_id', 'invited_by_id')
    op.create_table(
        'invitation_round',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('reminder', sa.Boolean(), nullable=False),
        *bilingual('text'),
        sa.Column('segment', sa.JSON(), nullable=False),
        sa.Column('sent_at', INSTANT, nullable=False),
        sa.Column('sent_by_id', sa.Integer(), nullable=True),
        sa.Column('people', sa.Integer(), nullable=False),
        points('invitation_round', 'meeting_id', 'meeting'),
        points('invitation_round', 'sent_by_id', 'person', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_round')),
    )
    index('invitation_round', 'meeting_id', 'sent_by_id')


def _questions() -> None:
    op.create_table(
        'registration_question',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(20), nullable=False),
        *bilingual('label'),
        *bilingual('help'),
        sa.Column('required', sa.Boolean(), nullable=False),
        sa.Column('kept_days', sa.Integer(), nullable=False),
        sa.Column('condition_id', sa.Integer(), nullable=True),
        sa.Column('condition', sa.String(length=20), nullable=False),
        sa.Column('withdrawn_at', INSTANT, nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint('kept_days > 0', name=op.f('ck_registration_question_answers_are_kept_for_days')),
        points('registration_question', 'meeting_id', 'meeting'),
        points('registration_question', 'condition_id', 'registration_question', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_question')),
    )
    index('registration_question', 'meeting_id', 'condition_id')
    op.create_table(
        'registration_option',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('question_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        *bilingual('text'),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        points('registration_option', 'question_id', 'registration_question'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_option')),
    )
    index('registration_option', 'question_id')
    op.create_table(
        'registration_answer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('question_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('chosen', sa.JSON(), nullable=False),
        sa.Column('changed_at', INSTANT, nullable=False),
        points('registration_answer', 'registration_id', 'registration'),
        points('registration_answer', 'question_id', 'registration_question'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_answer')),
        sa.UniqueConstraint(
            'registration_id', 'question_id', name=op.f('uq_registration_answer_registration_id_question_id')
        ),
    )
    index('registration_answer', 'question_id')
    op.create_table(
        'answer_file',
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('content_type', sa.String(length=100), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('storage_key', sa.String(length=100), nullable=False),
        points('answer_file', 'answer_id', 'registration_answer'),
        sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_answer_file')),
        sa.UniqueConstraint('storage_key', name=op.f('uq_answer_file_storage_key')),
    )


def _details() -> None:
    op.create_table(
        'breakout_choice',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('sitting_id', sa.Integer(), nullable=False),
        sa.Column('session_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.String(20), nullable=False),
        sa.Column('placed_at', INSTANT, nullable=False),
        points('breakout_choice', 'registration_id', 'registration'),
        points('breakout_choice', 'sitting_id', 'session'),
        sa.ForeignKeyConstraint(
            ['session_id'], ['session.id'], name=op.f('fk_breakout_choice_session_id_session')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_breakout_choice')),
        sa.UniqueConstraint(
            'registration_id', 'sitting_id', name=op.f('uq_breakout_choice_registration_id_sitting_id')
        ),
    )
    index('breakout_choice', 'sitting_id')
    op.create_index('ix_breakout_choice_session_id_place', 'breakout_choice', ['session_id', 'place'])
    op.create_table(
        'companion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        points('companion', 'registration_id', 'registration'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_companion')),
    )
    index('companion', 'registration_id')
    op.create_table(
        'registration_needs',
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('diet', sa.Text(), nullable=False),
        sa.Column('access', sa.Text(), nullable=False),
        sa.Column('changed_at', INSTANT, nullable=False),
        points('registration_needs', 'registration_id', 'registration'),
        sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_registration_needs')),
    )


def _letters() -> None:
    op.create_table(
        'invitation_letter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('asked_at', INSTANT, nullable=False),
        sa.Column('issued_at', INSTANT, nullable=True),
        sa.Column('issued_by_id', sa.Integer(), nullable=True),
        points('invitation_letter', 'meeting_id', 'meeting'),
        points('invitation_letter', 'registration_id', 'registration'),
        points('invitation_letter', 'issued_by_id', 'person', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_letter')),
        sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_invitation_letter_meeting_id_number')),
        sa.UniqueConstraint('registration_id', name=op.f('uq_invitation_letter_registration_id')),
    )
    index('invitation_letter', 'issued_by_id')
    op.create_table(
        'passport',
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('nationality', sa.String(length=100), nullable=False),
        sa.Column('number', sa.String(length=40), nullable=False),
        sa.Column('born_on', sa.Date(), nullable=False),
        sa.Column('expires_on', sa.Date(), nullable=False),
        sa.Column('consulate', sa.String(length=200), nullable=False),
        points('passport', 'registration_id', 'registration'),
        sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_passport')),
    )


TABLES = (
    'invitation_round',
    'passport',
    'invitation_letter',
    'registration_needs',
    'companion',
    'breakout_choice',
    'answer_file',
    'registration_answer',
    'registration_option',
    'registration_question',
    'meeting_link',
    'registration_terms',
)


def downgrade() -> None:
    """Take it back; who waited for a yes, or got a no, has given up."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("UPDATE registration SET place = 'withdrawn' WHERE place IN ('requested', 'refused')")
    op.drop_index(op.f('ix_registration_colleague_id'), table_name='registration')
    with op.batch_alter_table('registration') as batch:
        batch.drop_constraint(op.f('fk_registration_colleague_id_person'), type_='foreignkey')
        batch.drop_column('refusal')
        batch.drop_column('colleague_id')
