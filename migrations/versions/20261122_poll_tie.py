"""poll_tie."""

import sqlalchemy as sa
from alembic import op

revision = 'poll_tie'
down_revision = 'floor'


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table('poll') as batch:
        batch.add_column(sa.Column('lots', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table('poll') as batch:
        batch.drop_column('lots')
