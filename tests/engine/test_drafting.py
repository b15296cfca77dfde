"""What a rule says, in the words of the contract at hand: read right whatever the contract calls its sides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from termscheck.annotate import annotate
from termscheck.engine import drafting
from termscheck.engine.drafting import ALLOWED, VOICE, Wording, conjugated, faults, in_days, voice, wording
from termscheck.engine.ruleset import Rule
from termscheck.model import Contract
from termscheck.pipeline import check_text, load_rules
from termscheck.readers import read_text

ENGINE = load_rules()
RULES = {rule.id: rule for rule in ENGINE.rule_set.rules}
GOLDEN = Path(__file__).parents[1] / "data" / "drafting.md"
SAID = (
    "COM-001", "COM-005", "CTL-004", "IPD-003", "LIA-004", "MIS-006", "PAY-001", "PAY-002", "PAY-010", "PEO-004",
    "RSK-005", "RSK-012", "TER-001", "VOI-003",
)  # fmt: skip
"""Rules whose renderings are kept as they should read."""

ARTICLES = """\
SUB-CONTRACT

This Sub-Contract is made on 1 April 2026 between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST, a registered charity (the “Partner”).
Background
(A) The Contractor holds a contract with the Secretary of State for Harbours (the “Authority”).
1. Services
1.1 The Partner shall provide the Services for the Authority.
1.2 The Contractor shall pay the Partner the Charges.
"""
BARE = """\
SUBCONTRACT AGREEMENT

This Agreement is made between Company and Supplier.
“Company” means Brackwater Outcomes plc. “Supplier” means Fern and Thistle CIC.
1. Services
1.1 Supplier shall provide the Services which Company provides to HMPPS.
1.2 Company shall pay Supplier the Charges once HMPPS has paid Company.
1.3 Supplier may not contact HMPPS. Supplier shall comply with the policies of HMPPS.
1.4 Company may end this Agreement if HMPPS requires it.
"""
SPOKEN = """\
Working together: our terms

1. Who we are
1.1 We are Brackwater Outcomes plc. You are the charity named in the order form.
2. The work
2.1 You must provide the services that we have promised to the Council.
2.2 We will pay you when your invoice is approved. You must keep records and give them to us.
2.3 We may end this contract at any time if the Council asks us to.
"""


def understood(text: str) -> Contract:
    return annotate(ENGINE.nlp, [read_text(text, "contract", "")])


STYLES: dict[str, Wording] = {
    "the Contractor, the Partner": wording(understood(ARTICLES)),
    "Company, Supplier": wording(understood(BARE)),
    "we, you": wording(understood(SPOKEN)),
}


def told(rule: Rule, words: Wording) -> list[tuple[str, str]]:
    """All that a rule says in a contract, with the keys of its file."""
    texts = words.texts(rule.file, "clause 7.2", in_days(75))
    single = [(key, getattr(texts, key)) for key in ("why", "message", "suggest", "negotiate")]
    return [*single, *(("questions", question) for question in texts.questions)]


# --- the rules that come with termscheck ----------------------------------------------------------------------------


OPENING = r"(?:^|[.,;:?] |\b(?:and|or|that|if|where|when|whether or not|unless|once) )"
WRONG = {
    "a brace is left": r"[{}]",
    "a pronoun in the wrong case": rf"\b(?:we|they|I)['’]s\b|{OPENING}(?:us|them|me) (?:shall|may|must|will|has|is)\b"
    r"|\b(?:by|to|for|of|from|with|against|on) (?:we|they)\b|\bthe (?:we|us|our|you|your)\b",
    "a verb that does not go with its subject": r"\b(?:we|they) (?:has|is|was|does|gives|asks|becomes|says|proves)\b"
    rf"|{OPENING}you (?:has|is|was|does)\b"
    rf"|{OPENING}(?:the (?:Contractor|Partner|Authority|prime|Council)|Company|Supplier|HMPPS) (?:have|are|do|say)\b",
    "a word stands twice": r"\b([A-Za-z]+) \1\b",
    "an article before a name that has none": r"\bthe (?:HMPPS|Company|Supplier)\b",
    "a name without its article": r"(?<!the )(?<!The )(?<!Prime )\b(?:Contractor|Partner|Authority)\b",
    "a gap": r"  |\s[.,;:]|^\s|\s$",
    "a sentence that begins small": r"(?:^|[.?!] )[a-z]",
    "a sentence that does not end": r"[^.?!)]$|[^.?!]\)$",
}
ALL = [pytest.param(rule, id=rule.id) for rule in RULES.values()]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("rule", ALL)
def test_every_text_of_every_rule_reads_right_in_every_style(rule: Rule, style: str) -> None:
    for key, text in told(rule, STYLES[style]):
        for what, pattern in WRONG.items():
            if "name" in what and style == "we, you":
                continue
            assert not (found := re.search(pattern, text)), f"{key}: {what}: “{found and found[0]}” in: {text}"


@pytest.mark.parametrize("rule", ALL)
def test_a_contract_of_we_and_you_gets_wording_of_we_and_you_and_the_reader_a_name(rule: Rule) -> None:
    spoken = STYLES["we, you"]
    for key, text in told(rule, spoken):
        if key == "suggest":
            assert not re.search(r"\bthe (?:prime|sub-contractor)\b", text), text
        elif key in ("why", "message"):
            assert not re.search(r"\b(?:we|us|our|ours)\b", re.sub('“.*?”|".*?"', "", text), re.IGNORECASE), text
        else:
            assert "the prime" not in text, text


def test_a_dozen_rules_read_as_they_should() -> None:
    """After a change that is meant: `python tests/engine/test_drafting.py > tests/data/drafting.md`."""
    assert GOLDEN.read_text(encoding="utf-8") == renderings()


def renderings() -> str:
    lines = ["# What rules say, in contracts of three styles", ""]
    for rule in (RULES[code] for code in SAID):
        lines += [f"## {rule.id}: {rule.file.title}", ""]
        for style, words in STYLES.items():
            lines += [f"### {style}", "", *(f"- *{key}*: {text}" for key, text in told(rule, words)), ""]
    return "\n".join(lines)


# --- what a contract calls its sides --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "us", "them", "above"),
    [
        (ARTICLES, "the Partner", "the Contractor", "the Authority"),
        (BARE, "Supplier", "Company", "HMPPS"),
        (SPOKEN, "you", "we", "the Council"),
        ("1. Nothing is said of anyone.", "the sub-contractor", "the prime", "the authority"),
        (ARTICLES.replace("“Contractor”", "“CONTRACTOR”"), "the Partner", "the Contractor", "the Authority"),
        (re.sub("the (?:Secretary of State for Harbours .the “)?Authority(?:”.)?", "DWP", ARTICLES),
         "the Partner", "the Contractor", "DWP"),
    ],
)  # fmt: skip
def test_a_side_is_called_what_the_contract_calls_it(text: str, us: str, them: str, above: str) -> None:
    names = wording(understood(text)).contract

    assert (names["us"].subject, names["them"].subject, names["above"].subject) == (us, them, above)


def test_several_partners_take_a_plural_verb_where_the_contract_gives_them_one() -> None:
    text = ARTICLES.replace("Partner", "Partners") + "1.3 The Partners are independent. The Partners have read this.\n"
    names = wording(understood(text)).contract

    assert names["us"].subject == "the Partners"
    assert names["us"].possessive == "the Partners'"
    assert (names["us"].reflexive, names["us"].many) == ("themselves", True)


def test_who_we_are_is_said_once_and_only_in_a_contract_that_says_we_and_you() -> None:
    (said,) = [notice.message for notice in check_text(SPOKEN).notices if notice.code == VOICE]

    assert "“we” is the other side and “you” is your side" in said
    assert not [notice for notice in check_text(ARTICLES).notices if notice.code == VOICE]


def test_a_charity_that_speaks_first_is_we_in_its_own_terms() -> None:
    text = SPOKEN.replace("You must provide the services that we", "We must provide the services that you")
    spoken = wording(annotate(ENGINE.nlp, [read_text(text, "contract", "")], us=("we",), them=("you",)))

    assert spoken.texts(RULES["PAY-001"].file).suggest.startswith("You shall pay each valid")
    assert spoken.texts(RULES["RSK-010"].file).suggest.startswith("We shall perform")
    assert "“you” is the other side and “we” is your side" in next(voice(spoken)).message


def test_a_label_that_looks_like_a_placeholder_is_only_a_label() -> None:
    text = ARTICLES.replace("“Contractor”", "“{them} Ltd”").replace("The Contractor", "The {them} Ltd")

    assert "{they}" not in " ".join(text for _, text in told(RULES["PAY-002"], wording(understood(text))))


def test_a_finding_cites_its_clause_and_its_days() -> None:
    review = check_text(ARTICLES + "1.3 The Contractor shall pay the Partner 40 Working Days after its invoice.\n")
    finding = next(one for one in review.findings if one.rule == "PAY-001")

    assert finding.message == "Clause 1.3: you may wait 56 days to be paid."
    assert (in_days(1), in_days(75.6), in_days(None)) == ("1 day", "76 days", "too long")


@pytest.mark.parametrize(
    ("verb", "one"),
    [("have", "has"), ("are", "is"), ("do", "does"), ("give", "gives"), ("miss", "misses"), ("pass", "passes"),
     ("carry", "carries"), ("pay", "pays"), ("go", "goes"), ("fix", "fixes"), ("choose", "chooses")],
)  # fmt: skip
def test_a_verb_goes_with_its_subject(verb: str, one: str) -> None:
    assert (conjugated(verb, many=False), conjugated(verb, many=True)) == (one, verb)


# --- what an author may write ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("suggest", "{Thay} shall pay.", "Did you mean “they”?"),
        ("suggest", "{They has} paid.", ""),
        ("suggest", "{They} has paid.", "goes into the braces"),
        ("suggest", "{They} gives notice.", "goes into the braces"),
        ("suggest", "{Them} shall pay.", "who acts is {We} or {They}"),
        ("suggest", "Nothing if {us} shall fail.", "who acts is {we} or {they}"),
        ("suggest", "Payment by {they} is due.", "it is {us} or {them}"),
        ("suggest", "This is {us}'s duty.", "{our} or {their}"),
        ("suggest", "This is {above}'s duty.", "{above's}"),
        ("suggest", "{they} shall pay.", "a capital begins a sentence"),
        ("suggest", "Pay. {they} shall pay.", "a capital begins a sentence"),
        ("suggest", "{They} {pay.", "a brace stands alone"),
        ("suggest", "{their have} paid", "unknown placeholder"),
        ("suggest", "{} shall pay", "unknown placeholder {}"),
        ("why", "This harms {us}.", "the reader is “you”"),
        ("message", "{Clause}: {we} may wait.", "the reader is “you”"),
        ("negotiate", "Please ask {them}.", "write “we” and “you”"),
        ("questions", "Do {they} pay late?", "write “we” and “you”"),
        ("title", "{They} pay late", "where no contract is"),
        ("legal_note", "{They} must pay.", "in general"),
    ],
)
def test_what_would_read_wrong_is_told(key: str, text: str, says: str) -> None:
    sentences = list(faults(key, text))

    assert any(says in one for one in sentences) if says else not [one for one in sentences if "has" not in one]


@pytest.mark.parametrize("key", sorted(ALLOWED))
def test_a_text_without_braces_is_always_right(key: str) -> None:
    assert not list(faults(key, "The prime shall pay us. We are they."))


def test_only_a_rule_on_wording_has_a_clause_to_cite() -> None:
    assert not list(faults("message", "{Clause}: you wait.", clause=True))
    assert "only a rule on wording" in next(faults("message", "In {clause} you wait.", clause=False))


if __name__ == "__main__":
    print(renderings(), end="")


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (
            "Supplier",
            "The Supplier is, the “Supplier” has; bathe Supplier, unSupplier, The\n\nSUPPLIERS and supplier do",
        ),
        ("the the", "The The the the the"),
        ("Theatre Company", "the Theatre  Company are the theatre\ncompany; the the Theatre Company"),
        ("Hes", "thes the hes Hes the Hes"),
        ("Over the", "Over the Over the over THE Over the"),
        ("\"'", 'the "\' and the ""\''),
        ("Supplier Ltd", "the ſupplier Ltd and the Supplıer Ltd"),
        ("KLM", "the \u212alm, the KLM"),
        ("Bank", "İ the Bank, THE BANK"),
        ("Él", "the él, the ÉL"),
        ("X", "the X, x and the 'x'"),
        (" ", "the  \t"),
    ],
)
def test_the_uses_of_a_label_are_those_that_reading_the_whole_text_finds(
    label: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = drafting._found

    def both(use: re.Pattern[str], first: str, text: str) -> list[re.Match[str]]:
        quick, whole = list(looked_up(use, first, text)), list(use.finditer(text))
        assert [one.regs for one in quick] == [one.regs for one in whole]
        return whole

    monkeypatch.setattr(drafting, "_found", both)
    drafting._as_used(label, [text])
