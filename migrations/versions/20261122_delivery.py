"""delivery."""

import sqlalchemy as sa
from alembic import op

revision = 'delivery'
down_revision = 'days'


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table('mail') as batch:
        batch.add_column(sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('worthless_after', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('reason', sa.String(length=20), nullable=True))
        batch.add_column(sa.Column('digest_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_mail_digest_id_mail'), 'mail', ['digest_id'], ['id'], ondelete='SET NULL')
        batch.create_index(op.f('ix_mail_taken_at'), ['taken_at'])
        batch.create_index(op.f('ix_mail_digest_id'), ['digest_id'])
    with op.batch_alter_table('person') as batch:
        batch.add_column(sa.Column('daily_mail', sa.Boolean(), server_default='0', nullable=False))


def downgrade() -> None:
    """Take the change back; what was held back by hand or for a daily mail is kept and does not leave."""
    op.execute("UPDATE mail SET state = 'failed' WHERE state IN ('bounced', 'withheld')")
    op.execute("UPDATE mail SET state = 'kept' WHERE state = 'gathered'")
    with op.batch_alter_table('person') as batch:
        batch.drop_column('daily_mail')
    with op.batch_alter_table('mail') as batch:
        batch.drop_index(op.f('ix_mail_digest_id'))
        batch.drop_index(op.f('ix_mail_taken_at'))
        batch.drop_constraint(op.f('fk_mail_digest_id_mail'), type_='foreignkey')
        for column in ('digest_id', 'reason', 'worthless_after', 'taken_at'):
            batch.drop_column(column)
