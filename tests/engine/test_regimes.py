"""Regime switches (rulebook 1.4): each told from synthetic sentences, by the user, by the profile, or left unknown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from termscheck.content import bundled
from termscheck.engine.loader import load
from termscheck.errors import RuleError, UsageError
from termscheck.model import Assumption, Contract, Document, Review
from termscheck.pipeline import check, check_text, load_rules, understand

REGIMES = load_rules().rule_set.regimes
SLOW = "Payment terms are net ninety (90) days."


def assumed(text: str, switch: str = "regime", told: str | None = None, law: str = "") -> Assumption:
    contract = Contract((Document("c.txt", "text", "", text, ()),), (), law=law)
    return next(
        (one for one in REGIMES.assumptions(contract, told) if one.switch == switch), Assumption("", "", "default", "")
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The Head Contract was procured under the Procurement Act 2023.", "procurement-act-2023"),
        ("It is a public contract for the purposes of the Procurement\nAct 2023.", "procurement-act-2023"),
        ("“Excluded supplier” has the meaning given in the Procurement Act 2023.", "procurement-act-2023"),
        ("It may be ended under regulation 73 of the Public Contracts Regulations 2015.", "pcr-2015"),
        ("The contract notice was published on 24 February 2025.", "procurement-act-2023"),
        ("The tender notice dated 23/02/2025 applies.", "pcr-2015"),
        ("A call-off under the Probation Services Dynamic Framework.", "probation-dynamic-framework"),
        (
            "A call-off from the Probation Dynamic Framework, let under the Public Contracts Regulations 2015.",
            "probation-dynamic-framework",
        ),
        (
            "The contract was awarded under the Public Contracts Regulations 2015. Debarment has the meaning of the "
            "Procurement Act 2023.",
            "pcr-2015",
        ),
        ("It names the Procurement Act 2023. It names the Public Contracts Regulations 2015.", "unknown"),
        (
            "It was let under the Procurement Act 2023. It was let under the Public Contracts Regulations 2015.",
            "unknown",
        ),
        ("The Procurement Act 2023 does not apply to this contract.", "unknown"),
        ("The contract notice was published on 31 February 2025.", "unknown"),
        ("Payment is made in 30 days.", "unknown"),
        ("We sell PCR 2015A machines.", "unknown"),
    ],
)  # fmt: skip
def test_the_procurement_regime_is_told_from_the_text(text: str, value: str) -> None:
    found = assumed(text)
    assert (found.value, found.told_by) == (value, "default" if value == "unknown" else "text")
    assert bool(found.evidence) == (value != "unknown" or "2015." in text)


def test_an_unknown_regime_says_what_both_would_mean() -> None:
    says = assumed("Payment is made in 30 days.").says
    assert "section 73" in says
    assert "regulation 113" in says
    assert "one of these almost certainly applies" in says


def test_what_the_user_says_goes_before_the_text_and_that_before_the_profile(
    house: Callable[[str, str], Path],
) -> None:
    text = "It was let under the Procurement Act 2023."
    assert (assumed(text, told="pcr-2015").value, assumed(text, told="pcr-2015").told_by) == ("pcr-2015", "user")
    folder = house("profiles/ours.yaml", "{name: ours, meaning: Ours., regime: private}")
    ours = load([folder], "ours").regimes
    told = [
        next(iter(ours.assumptions(Contract((Document("c", "text", "", words, ()),), ())))) for words in (text, "Tea.")
    ]
    assert [(one.value, one.told_by) for one in told] == [("procurement-act-2023", "text"), ("private", "profile")]


def test_a_regime_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="Did you mean “pcr-2015”"):
        check_text(SLOW, regime="pcr-2016")


@pytest.mark.parametrize(
    ("regime", "says", "effect"),
    [
        ("procurement-act-2023", "section 73", "no-effect-by-statute"),
        ("pcr-2015", "regulation 113", "no-effect-by-statute"),
        ("probation-dynamic-framework", "regulation 113", "no-effect-by-statute"),
        ("private", "Without a public contract", "enforceable-but-unfair"),
        ("unknown", "One of these almost certainly applies", "no-effect-by-statute"),
    ],
)
def test_what_the_law_makes_of_late_payment_depends_on_the_regime(regime: str, says: str, effect: str) -> None:
    review: Review = check_text(SLOW, regime=regime)
    (finding,) = review.findings
    assert says in " ".join(finding.advice.legal_effect_note.split())
    assert finding.legal_effect == effect
    assert review.contract.regime == regime
    assert review.to_dict()["document"]["regime"] == regime


def test_extract_tells_the_regime_too(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("The Head Contract was procured under the Procurement Act 2023.")
    assert understand([path]).regime == "procurement-act-2023"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The Services fall within the light touch regime.", "yes"),
        ("These are social and other specific services.", "yes"),
        ("The light touch regime does not apply.", ""),
        ("Use a light touch.", ""),
    ],
)
def test_a_light_touch_award_is_told_where_the_contract_says_so(text: str, value: str) -> None:
    assert assumed(text, "light-touch").value == value


@pytest.mark.parametrize(
    ("text", "switch", "says"),
    [
        ("This Agreement is made on 30 December 2018.", "receivables-ban", "may hold"),
        ("This Agreement is dated the 31st day of December 2018.", "receivables-ban", "has no effect"),
        ("DATE: 01.10.2025", "victims-disclosure", "Made since 1 October 2025"),
        ("This Agreement is dated 30 September 2025.", "victims-disclosure", "This one is older"),
        ("Nothing.", "victims-disclosure", "was not found"),
        ("This Agreement is made on 31 June 2025.", "receivables-ban", "was not found"),
    ],
)
def test_the_day_on_which_the_contract_was_made_decides_which_laws_hold(text: str, switch: str, says: str) -> None:
    assert says in assumed(text, switch).says


@pytest.mark.parametrize(
    ("law", "says"),
    [
        ("England and Wales", "Advice is written for the law of England and Wales."),
        ("Scotland", "Part II of the Unfair Contract Terms Act"),
        ("Northern Ireland", "largely the same"),
        ("Delaware", "names another law"),
        ("", "names no governing law"),
    ],
)
def test_the_nation_is_that_of_the_governing_law(law: str, says: str) -> None:
    assert says in assumed("Tea.", "nation", law=law).says


def test_settings_have_a_day_on_which_they_were_looked_up_and_a_profile_may_give_others(
    house: Callable[[str, str], Path], tmp_path: Path
) -> None:
    assert assumed("", "commercial-payments-act-in-force").value == "false"
    assert assumed("", "commercial-payments-act-in-force").says.endswith("Looked up on 2026-11-22.")
    assert assumed("", "employment-rights-act-s32").value == "check"
    settings = "{base-rate: 3.75, commercial-payments-act-in-force: true}"
    folder = house("profiles/ours.yaml", f"{{name: ours, meaning: Ours., settings: {settings}}}")
    contract = tmp_path / "c.txt"
    contract.write_text(SLOW)
    told = {one.switch: one for one in check([contract], rules=[folder], profile="ours").assumptions}

    assert told["base-rate"].says.startswith("The Bank of England base rate is taken to be 3.75 per cent, so that")
    assert "is taken to be in force" in told["commercial-payments-act-in-force"].says
    assert told["base-rate"].told_by == "profile"


def test_there_is_one_file_of_switches(house: Callable[[str, str], Path]) -> None:
    folder = house("regimes.yaml", (bundled("rules") / "regimes.yaml").read_text(encoding="utf-8"))
    with pytest.raises(RuleError, match="belong in a profile"):
        load([folder])


def test_every_regime_has_its_words_in_the_report() -> None:
    words = yaml.safe_load((bundled("reports") / "html" / "words.yaml").read_text(encoding="utf-8"))
    known = yaml.safe_load((bundled("rules") / "regimes.yaml").read_text(encoding="utf-8"))["regimes"]
    assert set(known) <= set(words["regimes"])
