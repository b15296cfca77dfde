"""Many contracts: each is checked by itself in a worker process, and has one outcome, a review or a named failure.

::

    arguments ─find─▶ contracts ─keys─▶ kept already, or to do ─lanes─▶ outcomes ─store─▶ summary

`docs/batch.md` tells of the folder that comes of it.
"""
