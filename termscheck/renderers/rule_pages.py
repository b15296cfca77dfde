"""The pages made from the rule files: a catalogue, and one page a rule, beside its file."""

from __future__ import annotations

from pathlib import Path

from termscheck.engine.ruleset import RuleSet
from termscheck.renderers.rule import to_catalogue, to_page

BUNDLED = (
    "Every rule that comes with termscheck. Each page is made from the file beside it, which is where to change it; "
    "how one is written is told in [the tutorial](../docs/writing-a-rule.md), and how one is changed or retired in "
    "[its sequel](../docs/changing-rules.md)."
)
OWN = "The rules of this folder. Each page is made from the file beside it, which is where to change it."


def pages(rule_set: RuleSet, folder: Path) -> dict[str, str]:
    """The pages of the rules that lie in `folder`, by their path within it."""
    from termscheck.content import bundled

    inside = [rule for rule in rule_set.rules if rule.path.is_relative_to(folder)]
    made = {rule.path.relative_to(folder).with_suffix(".md").as_posix(): to_page(rule, rule_set) for rule in inside}
    about = BUNDLED if folder == bundled("rules") else OWN
    retired = [f"{one}" for code, one in sorted(rule_set.history.retired.items()) if one.folder == folder.name]
    return {"README.md": to_catalogue(inside, about, retired), **made}
