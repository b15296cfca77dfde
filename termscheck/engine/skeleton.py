"""A new rule file: it loads as it is, and its examples fail until its author has filled it in."""

from __future__ import annotations

_SKELETON = """\
# A rule in one file. Write over everything that says REPLACE; lines that begin with # may go.
# Run its examples with:   termscheck rules test {id} --rules {folder}
# What a key may hold:     termscheck rules schema
id: {id}
name: {name}
category: {category}

# What the reader sees first: the problem in a few words, from the side of whoever does the work.
title: REPLACE with the problem in a few words

# critical, high, medium or low; the note says why, and what would make it more or less severe.
severity: medium
severity_note: REPLACE with why it is this severe.

# no-effect-by-statute, probably-void, reasonableness-test, penalty-risk, enforceable-but-unfair or policy-breach
legal_effect: enforceable-but-unfair
legal_note: REPLACE with what the law makes of it.

# In why and message “you” is the reader; the prime is {{they}}, {{them}}, {{their}}, the authority {{above}}.
# In suggest the contract speaks: you are {{we}}, {{us}}, {{our}} there; the prime is {{they}}, {{them}}, {{their}}.
# In negotiate and questions the reader speaks, who is “we”; the prime is “you”, the authority {{above}}.
# Each becomes what the contract at hand says. A capital begins a sentence ({{They}}, {{Clause}}); a verb that changes
# with its subject goes into the braces ({{they have}}).
why: REPLACE with what can happen to whoever signs this.
message: "{{Clause}}: REPLACE with one sentence on what the clause does."
suggest: REPLACE with wording to propose instead.
negotiate: REPLACE with a sentence to say to the prime.
questions: []
# Codes of rules/authorities.yaml, or of an authorities.yaml of your own folder.
authorities: []

# What fires. A statement asks who does what; words asks for words in order ("..." is a gap, {{them}} any mention of the
# prime). Acts and vocabularies are listed in rules/vocabulary/. Keep what you need:
match:
  any:
    - words: "{{them}} ... replace these words"
    # - statement: {{act: terminate, mode: [right], by: [them], having: {{words: "{{no-reason}}"}}}}

# What keeps it quiet although the above fires, and why:
# unless:
#   - match: {{words: "with the consent of {{us}}"}}
#     because: you are asked first

# Another severity where something more is there; the first that holds counts:
# adjust:
#   - {{when: {{words: "{{duration < 30}}"}}, severity: high, because: there is little time}}

# What it is known not to see:
limits: []

# Its tests. `flags` must fire, `passes` must not; `words` must be among the words that the finding quotes.
examples:
  flags:
    - text: REPLACE with a wording that is unfair.
  passes:
    - text: REPLACE with a wording that looks like it and is fair.
      because: REPLACE with why it is fair
"""


def skeleton(rule_id: str, name: str, category: str, folder: str) -> str:
    """The text of a new rule file in `folder`."""
    return _SKELETON.format(id=rule_id, name=name, category=category, folder=folder)
