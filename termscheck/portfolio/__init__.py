"""Many contracts side by side: which terms are common, in whose templates, in which wordings, and what changed.

::

    folder of a batch ─read─▶ Portfolio ─┬─ tables     primes, families, how common each term is
                                         └─ wordings   clauses that are nearly the same
"""
