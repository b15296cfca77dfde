"""The one store of what termscheck keeps: batches, reviews and findings, and the work of a desk on them.

::

    place ─open─▶ Store ─┬─ reviews   documents, reviews, findings, batches   (batch, portfolio)
                         ├─ desk      users, queues, cases, decisions, events, jobs
                         └─ upkeep    backup, restore, prune, delete

It is an SQLite file in a private folder, or a PostgreSQL database; `docs/store.md` tells of the tables. No time is
taken in here: every moment is given by the caller.
"""
