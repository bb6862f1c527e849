"""ways in."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = 'ways_in'
down_revision = 'first'


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(table: str, *, nullable: bool = False) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column('person_id', sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f(f'fk_{table}_person_id_person'), ondelete='CASCADE'
        ),
    )


def upgrade() -> None:
    """Apply the change."""
    _widen_sessions()
    op.create_table('proof_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    _instant('created_at'),
    _instant('expires_at'),
    _instant('used_at', nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['web_session.id'], name=op.f('fk_proof_request_session_id_web_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof_request'))
    )
    op.create_index(op.f('ix_proof_request_session_id'), 'proof_request', ['session_id'])
    op.create_index(op.f('ix_proof_request_expires_at'), 'proof_request', ['expires_at'])
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    *_person('passkey'),
    sa.Column('credential_id', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('user_handle', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    _instant('created_at'),
    _instant('used_at', nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('public_id', name=op.f('uq_passkey_public_id')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    op.create_index(op.f('ix_passkey_person_id'), 'passkey', ['person_id'])
    op.create_table('passkey_challenge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_hash', sa.String(length=64), nullable=False),
    sa.Column('ceremony', sa.String(20), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    *_person('passkey_challenge', nullable=True),
    _instant('created_at'),
    _instant('expires_at'),
    _instant('used_at', nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey_challenge')),
    sa.UniqueConstraint('challenge_hash', name=op.f('uq_passkey_challenge_challenge_hash'))
    )
    op.create_index(op.f('ix_passkey_challenge_address_hash'), 'passkey_challenge', ['address_hash'])
    op.create_index(op.f('ix_passkey_challenge_person_id'), 'passkey_challenge', ['person_id'])
    op.create_index(op.f('ix_passkey_challenge_expires_at'), 'passkey_challenge', ['expires_at'])
    op.create_table('authenticator',
    sa.Column('id', sa.Integer(), nullable=False),
    *_person('authenticator'),
    sa.Column('sealed_secret', sa.String(length=255), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    _instant('created_at'),
    _instant('used_at', nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authenticator')),
    sa.UniqueConstraint('person_id', name=op.f('uq_authenticator_person_id'))
    )
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    *_person('recovery_code'),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    _instant('created_at'),
    _instant('used_at', nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_recovery_code_code_hash'))
    )
    op.create_index(op.f('ix_recovery_code_person_id'), 'recovery_code', ['person_id'])
    op.create_table('wrong_code',
    sa.Column('id', sa.Integer(), nullable=False),
    *_person('wrong_code'),
    sa.Column('factor', sa.String(20), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    _instant('at'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_code'))
    )
    op.create_index(op.f('ix_wrong_code_person_id'), 'wrong_code', ['person_id'])
    op.create_index(op.f('ix_wrong_code_address_hash'), 'wrong_code', ['address_hash'])
    op.create_index(op.f('ix_wrong_code_at'), 'wrong_code', ['at'])


def _widen_sessions() -> None:
    """Name each session, and note when and how its person proved who they are."""
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('public_id', sa.String(length=32), nullable=True))
        batch_op.add_column(_instant('proved_at', nullable=True))
        batch_op.add_column(sa.Column('factor', sa.String(20), nullable=True))
        batch_op.add_column(sa.Column('factor_asked', sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    op.execute('UPDATE web_session SET proved_at = created_at')
    for number in connection.scalars(sa.text('SELECT id FROM web_session')).all():
        statement = sa.text('UPDATE web_session SET public_id = :public_id WHERE id = :id')
        connection.execute(statement, {'public_id': secrets.token_hex(16), 'id': number})
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.alter_column('public_id', existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column('proved_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column('factor_asked', existing_type=sa.Boolean(), server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_web_session_public_id'), ['public_id'])


def downgrade() -> None:
    """Take the change back."""
    for table in ('wrong_code', 'recovery_code', 'authenticator', 'passkey_challenge', 'passkey', 'proof_request'):
        op.drop_table(table)
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_web_session_public_id'), type_='unique')
        for name in ('factor_asked', 'factor', 'proved_at', 'public_id'):
            batch_op.drop_column(name)
