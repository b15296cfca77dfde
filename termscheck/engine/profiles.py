"""Profiles: named choices of rules, figures and severities, so that nobody has to copy a rule to tune it.

A profile is a file `profiles/<name>.yaml` in a folder of rules. What it leaves out it takes from the profile that it
`extends`, or from the rules themselves. Its list of rules is given whole, or as an edit of the extended one::

    name: our-desk
    meaning: What our team looks at, and from which figures on.
    extends: triage
    rules: {add: [VOI-001], remove: [missing-protection]}
    parameters: {payment-days: {critical: "> 45"}}
    severities: {TER-001: critical}
    settings: {base-rate: 3.75}
    fail_on: high
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from termscheck.engine.parameters import Parameter, overridden
from termscheck.engine.schema import RuleFile, Strict, Text
from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import UsageError
from termscheck.model import FailOn, Profile, Severity

DEFAULT = "self-check"
FOLDER = "profiles"

Setting = bool | float | str


class RuleEdit(Strict):
    """What a list of rules has more or less than that of the extended profile."""

    add: list[str] = Field(default=[], description="Rules by id, or whole categories by name")
    remove: list[str] = Field(default=[], description="The same; what is removed and added stays")


class ProfileFile(Strict):
    """One profile, one file."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    meaning: Text = Field(description="For whom it is and how it differs, in plain words")
    extends: str | None = Field(None, description="The profile that it starts from; without it all rules as they are")
    rules: Literal["all"] | list[str] | RuleEdit | None = Field(
        None, description="Rules by id or category; or `add` and `remove`, which edit those of the extended profile"
    )
    parameters: dict[str, dict[Severity, str]] = Field(default={}, description="Other figures for some bands")
    severities: dict[str, Severity] = Field(default={}, description="Rules that always have this severity")
    settings: dict[str, Setting] = Field(default={}, description="Other values for the settings of regimes.yaml")
    regime: str | None = Field(None, description="The procurement regime where the contract does not say")
    fail_on: FailOn | None = Field(None, description="The least severity that makes the exit code 1")


@dataclass
class Profiles:
    """All the profiles of a rule set, with the files that they stand in."""

    files: dict[str, tuple[Source, ProfileFile]] = field(default_factory=dict)

    def read(self, source: Source, path: Path) -> None:
        """Adds the profile of a file; faults are noted in `source`."""
        profile = source.validated(ProfileFile, source.data)
        if profile is None:
            return
        if path.as_posix() != f"{FOLDER}/{profile.name}.yaml":
            source.fault(("name",), f"the file should be {FOLDER}/{profile.name}.yaml")
        if profile.name in self.files:
            sentence = f"the profile “{profile.name}” is given twice; give yours a name of its own that extends it"
            source.fault(("name",), sentence)
        else:
            self.files[profile.name] = (source, profile)

    def chain(self, name: str) -> list[tuple[Source, ProfileFile]]:
        """The profile with all that it extends, the first of them first. Raises `UsageError` for an unknown name."""
        if name not in self.files:
            known = ", ".join(sorted(self.files)) or "none"
            raise UsageError(f"There is no profile “{name}”{did_you_mean(name, self.files, '.')} Known are: {known}.")
        chain: list[tuple[Source, ProfileFile]] = []
        wanted: str | None = name
        while wanted:
            source, profile = self.files[wanted]
            if any(profile is one for _, one in chain):
                source.fault(("extends",), f"the profile “{wanted}” extends itself")
                break
            chain.append((source, profile))
            wanted = profile.extends
            if wanted and wanted not in self.files:
                source.fault(("extends",), f"there is no profile “{wanted}”{did_you_mean(wanted, self.files)}")
                break
        return chain[::-1]


@dataclass(frozen=True)
class Applied:
    """A profile, worked out: what `Profile` tells of it, and what it does to rules and figures."""

    profile: Profile
    parameters: Mapping[str, Parameter]
    severities: Mapping[str, Severity]
    settings: Mapping[str, tuple[Source, Setting]]
    regime: str | None
    chain: Sequence[tuple[Source, ProfileFile]]

    def to_rule(self, rule: RuleFile) -> RuleFile:
        """The rule with the severity that the profile fixes, if it does."""
        severity = self.severities.get(rule.id)
        if severity is None:
            return rule
        return rule.model_copy(update={"severity": severity, "adjust": [], "bands": None})

    def left_out(self, categories: Mapping[str, str], gone: Mapping[str, object]) -> frozenset[str]:
        """The rules that the profile does not apply, given the category of each; unknown names are faults.

        `gone` are rules that are no more, each with what became of it.
        """
        on = set(categories)
        for source, profile in self.chain:
            listed = profile.rules
            if isinstance(listed, RuleEdit):
                on -= _rules(listed.remove, categories, gone, source, ("rules", "remove"))
                on |= _rules(listed.add, categories, gone, source, ("rules", "add"))
            elif isinstance(listed, list):
                on = _rules(listed, categories, gone, source, ("rules",))
            elif listed == "all":
                on = set(categories)
            for name in profile.severities:
                _rules([name], dict.fromkeys(categories, ""), gone, source, ("severities", name))
        return frozenset(set(categories) - on)


def applied(profiles: Profiles, name: str, parameters: Mapping[str, Parameter]) -> Applied:
    """Works out a profile. Raises `UsageError` for an unknown name; other faults are noted in the profile's file."""
    chain = profiles.chain(name)
    figures = dict(parameters)
    severities: dict[str, Severity] = {}
    settings: dict[str, tuple[Source, Setting]] = {}
    regime: str | None = None
    fail_on: FailOn = "high"
    for source, profile in chain:
        for key, bands in profile.parameters.items():
            if key in figures:
                figures[key] = overridden(figures[key], bands, source, ("parameters", key))
            else:
                source.fault(("parameters", key), f"there is no parameter “{key}”{did_you_mean(key, figures)}")
        severities |= profile.severities
        settings |= {key: (source, value) for key, value in profile.settings.items()}
        regime = profile.regime or regime
        fail_on = profile.fail_on or fail_on
    meaning = chain[-1][1].meaning
    return Applied(Profile(name, meaning, fail_on), figures, severities, settings, regime, chain)


def _rules(
    names: Iterable[str],
    categories: Mapping[str, str],
    gone: Mapping[str, object],
    source: Source,
    place: tuple[str | int, ...],
) -> set[str]:
    """The ids that names stand for: an id itself, or a category."""
    found: set[str] = set()
    for number, name in enumerate(names):
        ids = {rule for rule, category in categories.items() if name in (rule, category)}
        if not ids:
            known = {*categories, *categories.values()} - {""}
            hint = f". {gone[name]}" if name in gone else did_you_mean(name, known)
            source.fault((*place, number), f"there is no rule “{name}”{hint}")
        found |= ids
    return found
