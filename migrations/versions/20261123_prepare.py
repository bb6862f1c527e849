"""Give pictures of options their words, and polls the mark of the file that they were taken from."""

import sqlalchemy as sa
from alembic import op

revision = "prepare"
down_revision = "dates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("poll") as batch:
        batch.add_column(sa.Column("imported", sa.String(length=40), server_default="", nullable=False))
    with op.batch_alter_table("poll_option") as batch:
        batch.add_column(sa.Column("image_text_en", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("image_text_fr", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("image_text_original", sa.String(length=2), server_default="en", nullable=False))
        batch.add_column(sa.Column("image_text_behind", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.create_index(batch.f("ix_poll_option_image_key"), ["image_key"])


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("poll_option") as batch:
        batch.drop_index(batch.f("ix_poll_option_image_key"))
        for column in ("image_text_behind", "image_text_original", "image_text_fr", "image_text_en"):
            batch.drop_column(column)
    with op.batch_alter_table("poll") as batch:
        batch.drop_column("imported")
