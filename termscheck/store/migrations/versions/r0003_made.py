"""What a check made of a draft: the report, the letter, the marked-up copies."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "made",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_made_draft_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "name", name="pk_made"),
    )
