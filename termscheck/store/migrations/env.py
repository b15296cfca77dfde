"""What Alembic runs to bring a store up to date: on the connection that it is given, in that one's transaction."""

from alembic import context

from termscheck.store import desk  # noqa: F401  (its tables join those of Base)
from termscheck.store.columns import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
