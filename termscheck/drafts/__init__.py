"""Two drafts of a contract beside each other: what became of its unfair terms, its protections and its wording.

::

    Review ─┐                                     ┌─▶ html
            ├─read─▶ Draft × Draft ─compare─▶ Comparison ─render─┼─▶ json
    JSON ───┘                                     └─▶ text
"""
