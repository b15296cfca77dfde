"""A contract of three unfair terms, and a folder of three rules that find just these."""

from pathlib import Path

THREE = Path(__file__).parent / "data" / "three-rules"
HEAD = """\
SUB-CONTRACT

This Sub-Contract is made on 1 April 2026 between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST, a registered charity (the “Subcontractor”).

1. Services
1.1 The Subcontractor shall provide the Services for the Authority.
"""
"""Who it is between, and what about."""
CONTRACT = f"""\
{HEAD}\
2. Payment
2.1 The Contractor shall pay each invoice within ninety (90) days of receipt.
3. Ending
3.1 The Contractor may terminate this Sub-Contract at any time without cause.
"""
