"""A head contract above a sub-contract: what the prime has from its authority, and what it gives to us.

::

    head files ─check─▶ Review ─┐                                        ┌─▶ html
                                ├─read─▶ Readings ─compare─▶ Flowdown ───┼─▶ json
    sub files ──check─▶ Review ─┘                                        └─▶ text

In the head contract the prime does the work and the authority pays; in the sub-contract we do the work and the prime
pays. So both are read from one side, that of whoever does the work, and what they say can be laid beside each other.
"""
