"""`termscheck rules`: what is checked for, why a rule fired, and what it takes to write one."""

from __future__ import annotations

import click

from termscheck.cli.exits import taught
from termscheck.cli.rules.chosen import DONE
from termscheck.cli.rules.telling import explain_rule, list_rules, review_due, show_rule
from termscheck.cli.rules.trying import test_rules
from termscheck.cli.rules.writing import learn_signs, new_rule, print_schema, write_docs


@click.group(
    name="rules",
    short_help="What is checked for, and how to write a rule.",
    epilog=taught("termscheck rules list", "termscheck rules explain pay-when-paid contract.docx", codes=DONE),
    commands=[
        *(explain_rule, list_rules, review_due, show_rule, test_rules),
        *(learn_signs, new_rule, print_schema, write_docs),
    ],
)
def rules_group() -> None:
    """What is checked for, why a rule fired or did not, and how to write one."""
