"""Tells everything that a rule's file says: for a terminal, and as a page of the catalogue in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from termscheck.engine.drafting import Texts, general
from termscheck.engine.in_words import Said, adjusted, banded, glossary, in_words
from termscheck.engine.proofread import patterns_of
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.schema import Pattern, RuleFile
from termscheck.renderers.markdown import escaped as _md
from termscheck.words import day_in_words, wrapped

MADE = "<!-- Made from the rule files by `termscheck rules docs`: change those, and run it again. -->"
EFFECTS = {
    "no-effect-by-statute": "none, by statute",
    "probably-void": "probably void",
    "reasonableness-test": "must be reasonable to be enforced",
    "penalty-risk": "may be an unenforceable penalty",
    "enforceable-but-unfair": "enforceable, though unfair",
    "policy-breach": "against a policy, not against the law",
}
RUINOUS = "It can by itself close an organisation, so of equally severe findings it is raised first."
MOST_WORDS = 4
"""Words of a vocabulary given as examples of it."""


def to_text(rule: Rule, rule_set: RuleSet) -> str:
    """All that a rule says, for a terminal of 80 columns."""
    return "\n".join(_text(rule, rule_set)) + "\n"


def to_page(rule: Rule, rule_set: RuleSet) -> str:
    """The page of a rule in Markdown."""
    return "\n".join(_page(rule, rule_set)) + "\n"


def to_catalogue(rules: Sequence[Rule], about: str, retired: Sequence[str] = ()) -> str:
    """The catalogue of a folder of rules in Markdown, by category; `retired` tells of rules that are no more."""
    lines = [MADE, "", "# What is checked", "", about, ""]
    for category in dict.fromkeys(rule.file.category for rule in _by_category(rules)):
        lines += [
            f"## {category.replace('-', ' ').capitalize()}",
            "",
            "| Rule | Severity | What it is about |",
            "|---|---|---|",
        ]
        for rule in rules:
            if rule.file.category == category:
                page = f"{category}/{rule.id}-{rule.file.name}.md"
                lines.append(
                    f"| [{rule.id} {rule.file.name}]({page}) | {rule.file.severity} | {_md(rule.file.title)} |"
                )
        lines.append("")
    if retired:
        lines += ["## No longer rules", "", *(f"- {_md(one)}" for one in retired)]
    return "\n".join(lines).rstrip() + "\n"


def _by_category(rules: Sequence[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: (rule.file.category, rule.id))


# --- what is told, for both ---------------------------------------------------------------------------------


def _told(file: RuleFile) -> Texts:
    """The texts with what stands in a rule's own pages where a report has the names and numbers of the contract."""
    return general().texts(file, "clause [ ]", "[ ] days")


def _looks_for(rule: Rule, rule_set: RuleSet) -> tuple[Said, ...]:
    pattern = rule.file.protection or rule.file.match
    return in_words(pattern, rule_set.vocabulary.entries) if pattern else ()


def _quiet(rule: Rule, rule_set: RuleSet) -> list[Said]:
    entries = rule_set.vocabulary.entries
    return [Said(f"{one.because}:", in_words(one.match, entries)) for one in rule.file.unless]


def _bands(rule: Rule, rule_set: RuleSet) -> list[Said]:
    said = [adjusted(one, rule_set.vocabulary.entries) for one in rule.file.adjust]
    return [*said, banded(rule.bands)] if rule.bands else said


def _by_regime(rule: Rule, rule_set: RuleSet) -> list[tuple[str, str]]:
    """The regimes under which the law makes something else of it, each with what it makes."""
    regimes = rule_set.regimes.regimes
    return [
        (
            regimes[name].title + (f": {EFFECTS[note.legal_effect]}" if note.legal_effect else ""),
            note.legal_note,
        )
        for name, note in rule.file.by_regime.items()
    ]


def _changes(rule: Rule, rule_set: RuleSet) -> list[str]:
    """What has changed in a rule, the newest first."""
    return [f"{day_in_words(one.on)}: {one.what}" for one in reversed(rule_set.history.of(rule.id))]


def _named(rule: Rule, rule_set: RuleSet, words: int = 0) -> list[Said]:
    """The vocabularies of a rule with their meaning; a page gives no words, or each new word would make it stale."""
    names: set[str] = set()
    for _, pattern in patterns_of(rule.file):
        names |= _vocabularies(pattern)
    return glossary(names, rule_set.vocabulary.entries, words)


def _vocabularies(pattern: Pattern) -> set[str]:
    """The vocabularies that the reader meets in the words of a pattern."""
    from termscheck.annotate.lexicon import LITERAL
    from termscheck.engine.sequences import parse

    lines = [pattern.words] if isinstance(pattern.words, str) else pattern.words or []
    named = {name for line in lines for one in parse(line) for element in one for name in element.vocabularies}
    inner = [*(pattern.any or ()), *(pattern.all or ()), *(pattern.none or ())]
    if pattern.defined:
        named |= {pattern.defined.term} if isinstance(pattern.defined.term, str) else set(pattern.defined.term)
        inner.append(pattern.defined.match)
    if pattern.statement:
        parts = (pattern.statement.gated_by, pattern.statement.having, pattern.statement.lacking)
        inner += [part for part in parts if part]
    return {name for name in named if not name.startswith(LITERAL)}.union(*map(_vocabularies, inner))


def _looking(rule: Rule) -> str:
    return "What satisfies it" if rule.missing else "What it looks for"


def _keeping_quiet(rule: Rule) -> str:
    return "What does not count as this protection" if rule.missing else "What keeps it quiet"


# --- terminal -----------------------------------------------------------------------------------------------


def _text(rule: Rule, rule_set: RuleSet) -> Iterator[str]:
    file, told = rule.file, _told(rule.file)
    yield from wrapped(f"{rule.id} {file.name}: {file.title}", "", "  ")
    yield f"{file.severity}; {file.category.replace('-', ' ')}"
    yield rule.shown
    if rule.id in rule_set.left_out:
        yield f"The profile “{rule_set.profile.name}” leaves this rule out."
    yield from _section("Severity", [file.severity_note, *(f"- {one.text}" for one in _bare(_bands(rule, rule_set)))])
    yield from _section("Why it matters", [told.why, *([RUINOUS] if file.ruinous else [])])
    yield from _section(f"Legal effect: {EFFECTS[file.legal_effect]}", [file.legal_note])
    for heading, note in _by_regime(rule, rule_set):
        yield from _section(heading, [note])
    if file.applies_to:
        yield from _section("Applies to", [", ".join(file.applies_to)])
    yield from _tree(_looking(rule), _looks_for(rule, rule_set))
    yield from _tree(_keeping_quiet(rule), _quiet(rule, rule_set))
    yield from _tree("What changes its severity", _bands(rule, rule_set))
    yield from _tree("Words in braces", _named(rule, rule_set, MOST_WORDS))
    yield from _section("What the report says", [told.message])
    yield from _section("What you could say", [told.negotiate])
    yield from _section("Wording to propose", [told.suggest])
    yield from _section("Questions to ask", [f"- {question}" for question in told.questions])
    authorities = [
        f"- {one.code}: {one.title}. {one.says} Checked: {one.verified.rstrip('.')}{_when(one.checked, one.review_by)}."
        for one in rule.authorities
    ]
    yield from _section("What it rests on", authorities)
    flags = [f"- {one.text}" for one in file.examples.flags]
    yield from _section("Lacks the protection" if rule.missing else "Unfair", flags)
    passes = [f"- {one.text} ({one.because})" for one in file.examples.passes]
    yield from _section("Gives the protection" if rule.missing else "Not flagged", passes)
    yield from _section("Limits", [f"- {limit}" for limit in file.limits])
    yield from _section("What has changed", [f"- {one}" for one in _changes(rule, rule_set)])


def _when(checked: object, review_by: object) -> str:
    return (f", on {checked}" if checked else "") + (f"; review by {review_by}" if review_by else "")


def _bare(said: Iterable[Said]) -> list[Said]:
    return [Said(one.text.removesuffix(":")) for one in said]


def _section(heading: str, paragraphs: Sequence[str]) -> Iterator[str]:
    if not paragraphs:
        return
    yield ""
    yield heading
    for paragraph in paragraphs:
        yield from wrapped(paragraph, "  ", "    " if paragraph.startswith("- ") else "  ")


def _tree(heading: str, said: Sequence[Said]) -> Iterator[str]:
    if not said:
        return
    yield ""
    yield heading
    yield from _branches(said, 1)


def _branches(said: Sequence[Said], depth: int) -> Iterator[str]:
    for one in said:
        yield from wrapped(f"- {one.text}", "  " * depth, "  " * depth + "  ")
        yield from _branches(one.parts, depth + 1)


# --- Markdown -----------------------------------------------------------------------------------------------


def _page(rule: Rule, rule_set: RuleSet) -> Iterator[str]:
    file, told = rule.file, _told(rule.file)
    yield from (MADE, "", f"# {rule.id}: {_md(file.title)}", "")
    yield f"`{file.name}` · {file.severity} · [rule file]({rule.id}-{file.name}.yaml) · [all rules](../README.md)"
    yield from (
        "",
        "## Why it matters",
        "",
        _md(told.why),
        "",
        f"**Severity.** {_md(file.severity_note)}",
    )
    if file.ruinous:
        yield from ("", RUINOUS)
    yield from ("", f"**Legal effect: {EFFECTS[file.legal_effect]}.** {_md(file.legal_note)}")
    for heading, note in _by_regime(rule, rule_set):
        yield from ("", f"**{_md(heading)}.** {_md(note)}")
    if file.applies_to:
        yield from ("", f"**Applies to.** {', '.join(file.applies_to)}")
    yield from ("", f"## {'Lacks the protection' if rule.missing else 'Unfair'}", "")
    yield from (f"- {_md(one.text)}" for one in file.examples.flags)
    yield from ("", f"## {'Gives the protection' if rule.missing else 'Not flagged'}", "")
    yield from (f"- {_md(one.text)} *({_md(one.because)})*" for one in file.examples.passes)
    yield from (
        "",
        "## What to ask for",
        "",
        f"> {_md(told.suggest)}",
        "",
        _md(told.negotiate),
    )
    if told.questions:
        yield ""
        yield from (f"- {_md(question)}" for question in told.questions)
    yield from _md_tree(_looking(rule), _looks_for(rule, rule_set))
    yield from _md_tree(_keeping_quiet(rule), _quiet(rule, rule_set))
    yield from _md_tree("What changes its severity", _bands(rule, rule_set))
    yield from _md_tree("Words in braces", _named(rule, rule_set))
    if rule.authorities:
        yield from ("", "## What it rests on", "")
        for one in rule.authorities:
            checked = f"{one.verified.rstrip('.')}{_when(one.checked, one.review_by)}"
            yield f"- **{_md(one.title)}** ({one.code}). {_md(one.says)} *Checked: {_md(checked)}.* <{one.url}>"
    if file.limits:
        yield from ("", "## Limits", "")
        yield from (f"- {_md(limit)}" for limit in file.limits)
    if changes := _changes(rule, rule_set):
        yield from ("", "## What has changed", "")
        yield from (f"- {_md(one)}" for one in changes)


def _md_tree(heading: str, said: Sequence[Said]) -> Iterator[str]:
    if said:
        yield from ("", f"## {heading}", "")
        yield from _md_branches(said, 0)


def _md_branches(said: Sequence[Said], depth: int) -> Iterator[str]:
    for one in said:
        yield f"{'  ' * depth}- {_md(one.text)}"
        yield from _md_branches(one.parts, depth + 1)
