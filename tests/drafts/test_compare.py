"""Two drafts compared: what became of findings, good terms and clauses."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termscheck.drafts.compare import compare_reviews
from termscheck.drafts.model import CHANGES, Comparison
from termscheck.model import SEVERITIES, Notice, Review
from tests.drafts.reviews import Flaw, review_of

PAY = "The Contractor shall pay each invoice within sixty days of the day on which it receives it."
KEEP = "The Sub-Contractor shall keep proper records of the Services and preserve them for six years after the end."
LEAVE = "Either party may end this Agreement on three months’ written notice without having to give any reason."
INDEMNITY = "The Sub-Contractor shall indemnify the Contractor against every loss howsoever it may come about."
AUDIT = "Once in each year the Contractor may inspect the records at its own cost on ten days’ notice."
CONTRACT = {"1": PAY, "2": KEEP, "3": LEAVE, "4": INDEMNITY, "5": AUDIT}


def changes(comparison: Comparison) -> list[tuple[str, str]]:
    return [(one.change, one.latest.rule) for one in comparison.findings]


def clause_changes(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [
        (pair.change, pair.old.label if pair.old else "", pair.new.label if pair.new else "")
        for pair in comparison.clauses
    ]


def renumbered(clauses: dict[str, str]) -> dict[str, str]:
    return {str(number): words for number, words in enumerate(clauses.values(), 1)}


# --- findings ---------------------------------------------------------------------------------------------


def test_a_clause_that_came_before_renumbers_the_others_and_changes_nothing_else() -> None:
    flaws = [Flaw("PAY-001", "high", "1"), Flaw("LIA-002", "critical", "4")]
    later = {"1": "Words in bold have no meaning of their own in this Agreement."} | {
        str(int(number) + 1): words for number, words in CONTRACT.items()
    }
    new = review_of(later, [Flaw("PAY-001", "high", "2"), Flaw("LIA-002", "critical", "5")])

    comparison = compare_reviews(review_of(CONTRACT, flaws), new)

    assert changes(comparison) == [("unchanged", "LIA-002"), ("unchanged", "PAY-001")]
    assert clause_changes(comparison) == [("new", "", "1")]
    assert comparison.renumbered == (("1", "2"), ("2", "3"), ("3", "4"), ("4", "5"), ("5", "6"))


def test_a_finding_is_new_where_its_clause_is() -> None:
    comparison = compare_reviews(
        review_of({"1": PAY, "2": KEEP}), review_of({"1": PAY, "2": KEEP, "3": INDEMNITY}, [Flaw("L", "high", "3")])
    )

    (one,) = comparison.findings
    assert (one.change, one.old) == ("new", None)
    assert [(pair.change, pair.old) for pair in one.wordings] == [("new", None)]
    assert comparison.other_clauses == ()


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [("medium", "high", "worse"), ("high", "medium", "better"), ("high", "high", "reworded")],
)
def test_a_finding_in_a_clause_that_was_rewritten_is_the_same_finding(before: str, after: str, change: str) -> None:
    rewritten = CONTRACT | {"1": PAY.replace("sixty", "ninety-five")}

    comparison = compare_reviews(
        review_of(CONTRACT, [Flaw("PAY-001", before, "1")]), review_of(rewritten, [Flaw("PAY-001", after, "1")])
    )

    (one,) = comparison.findings
    assert one.change == change
    assert one.old
    assert one.new
    (pair,) = one.wordings
    assert pair.old
    assert pair.new
    assert [piece.text for piece in pair.old.pieces if piece.kind == "out"] == ["sixty"]
    assert [piece.text for piece in pair.new.pieces if piece.kind == "in"] == ["ninety-five"]


def test_a_finding_that_is_gone_shows_what_became_of_its_words() -> None:
    rewritten = CONTRACT | {"1": PAY.replace("sixty", "thirty")}

    comparison = compare_reviews(review_of(CONTRACT, [Flaw("PAY-001", "high", "1")]), review_of(rewritten))

    assert changes(comparison) == [("gone", "PAY-001")]
    assert comparison.findings[0].wordings == comparison.clauses


def test_a_finding_whose_definition_changed_is_told_with_both_clauses() -> None:
    """The evidence lies in two clauses; the finding's own has the same words, and the other was changed."""
    old = {"1": "Invoices are paid on the Due Date, as is usual.", "2": "“Due Date” means ninety days from receipt."}
    new = old | {"2": "“Due Date” means thirty days from receipt."}
    review = review_of(old, [Flaw("PAY-001", "high", "1"), Flaw("PAY-001", "high", "2")])
    finding, definition = review.findings
    both = replace(finding, evidence=(*finding.evidence, *definition.evidence))

    (one,) = compare_reviews(replace(review, findings=(both,)), review_of(new)).findings

    assert [pair.change for pair in one.wordings] == ["same", "changed"]


def test_a_missing_protection_is_known_by_its_rule() -> None:
    lacking = Flaw("MIS-002", "critical", None)
    worse = compare_reviews(review_of(CONTRACT), review_of(CONTRACT, [lacking]))
    same = compare_reviews(review_of(CONTRACT, [lacking]), review_of(renumbered(CONTRACT), [lacking]))

    assert changes(worse) == [("new", "MIS-002")]
    assert changes(same) == [("unchanged", "MIS-002")]


def test_two_findings_of_one_rule_are_told_apart_by_their_clauses() -> None:
    flaws = [Flaw("LIA-002", "high", "1"), Flaw("LIA-002", "critical", "4")]
    later = {label: words for label, words in CONTRACT.items() if label != "1"}

    comparison = compare_reviews(
        review_of(CONTRACT, flaws), review_of(renumbered(later), [Flaw("LIA-002", "critical", "3")])
    )

    assert [(one.change, one.latest.clause_label) for one in comparison.findings] == [("gone", "1"), ("unchanged", "3")]


def test_good_terms_are_gained_and_lost() -> None:
    old = review_of(CONTRACT, protections={"MIS-004": "3", "MIS-008": "1"})
    new = review_of(renumbered(dict(reversed(CONTRACT.items()))), protections={"MIS-004": "3", "MIS-006": "1"})

    comparison = compare_reviews(old, new)

    assert [(one.change, one.rule) for one in comparison.protections] == [("gained", "MIS-006"), ("lost", "MIS-008")]


# --- clauses ----------------------------------------------------------------------------------------------


def test_a_clause_that_moved_is_neither_new_nor_gone() -> None:
    moved = {"1": KEEP, "2": LEAVE, "3": INDEMNITY, "4": AUDIT, "5": PAY}

    comparison = compare_reviews(review_of(CONTRACT), review_of(moved))

    assert comparison.clauses == ()
    assert ("1", "5") in comparison.renumbered


def test_a_clause_that_is_gone_is_told_after_the_one_that_it_followed() -> None:
    later = {"1": PAY, "2": LEAVE, "3": INDEMNITY.replace("every loss", "any loss"), "4": AUDIT}

    comparison = compare_reviews(review_of(CONTRACT), review_of(later))

    assert clause_changes(comparison) == [("gone", "2", ""), ("changed", "4", "3")]


def test_a_definition_stays_itself_however_its_meaning_changes() -> None:
    def draft(meaning: str) -> Review:
        review = review_of({"1": "In this Agreement:", "2": meaning, "3": PAY})
        first, term, last = review.contract.clauses
        named = replace(term, kind="definition", heading="Due Date")
        return replace(review, contract=replace(review.contract, clauses=(first, named, last)))

    comparison = compare_reviews(
        draft("“Due Date” means the ninetieth day."),
        draft("“Due Date” has the meaning that the Commissioner gives to it from time to time by publishing a notice."),
    )

    assert clause_changes(comparison) == [("changed", "2", "2")]


def test_a_clause_that_was_written_anew_in_its_place_stays_itself() -> None:
    anew = CONTRACT | {"3": "No notice ends anything before its time; talks come first."}

    assert clause_changes(compare_reviews(review_of(CONTRACT), review_of(anew))) == [("changed", "3", "3")]


def test_two_contracts_that_have_nothing_but_numbers_in_common_are_not_paired() -> None:
    other = {label: f"{word} {word} {word}." for label, word in zip(CONTRACT, "abcde", strict=True)}

    assert {change for change, _, _ in clause_changes(compare_reviews(review_of(CONTRACT), review_of(other)))} == {
        "new",
        "gone",
    }


def test_a_reference_that_follows_its_clause_is_no_change() -> None:
    later = {"1": AUDIT} | {str(int(number) + 1): words for number, words in CONTRACT.items()}
    old = CONTRACT | {"6": "Clause 4 does not apply to fraud."}
    new = later | {"7": "Clause 5 does not apply to fraud."}

    comparison = compare_reviews(
        review_of(old, references={"Clause 4": "4"}), review_of(new, references={"Clause 5": "5"})
    )

    assert clause_changes(comparison) == [("new", "", "1")]


def test_a_reference_that_stayed_behind_is_told() -> None:
    """The clauses were renumbered, and nobody changed the number in the clause that refers to one of them."""
    carve_out = "Clause 4 does not apply to fraud."
    later = {"1": "A clause that nobody asked for."} | {
        str(int(number) + 1): words for number, words in CONTRACT.items()
    }

    comparison = compare_reviews(
        review_of(CONTRACT | {"6": carve_out}, references={"Clause 4": "4"}),
        review_of(later | {"7": carve_out}, references={"Clause 4": "4"}),
    )

    (pair,) = [pair for pair in comparison.clauses if pair.change == "changed"]
    assert pair.astray == ("Clause 4",)


def test_a_change_beside_an_unchanged_finding_is_not_lost() -> None:
    two = f"{INDEMNITY} {AUDIT}"
    rewritten = two.replace("ten days’", "no")
    flaw = Flaw("LIA-002", "critical", "1", INDEMNITY)

    comparison = compare_reviews(review_of({"1": two}, [flaw]), review_of({"1": rewritten}, [flaw]))

    assert changes(comparison) == [("unchanged", "LIA-002")]
    assert [pair.change for pair in comparison.other_clauses] == ["changed"]


def test_typesetting_is_no_change() -> None:
    plain = {number: words.replace("’", "'") for number, words in CONTRACT.items()}

    assert compare_reviews(review_of(CONTRACT), review_of(plain)).clauses == ()


# --- the comparison as a whole ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fail_on", "flaw", "fails"),
    [
        (None, Flaw("A", "high", "1"), True),
        (None, Flaw("A", "medium", "1"), False),
        ("medium", Flaw("A", "medium", "1"), True),
        ("never", Flaw("A", "critical", "1"), False),
        (None, Flaw("A", "critical", "1", set_aside=True), False),
    ],
)
def test_what_is_new_fails_at_its_severity_unless_it_was_set_aside(fail_on: str, flaw: Flaw, fails: bool) -> None:
    assert compare_reviews(review_of(CONTRACT), review_of(CONTRACT, [flaw])).fails(fail_on) is fails


def test_what_is_better_or_gone_does_not_fail() -> None:
    old = review_of(CONTRACT, [Flaw("A", "critical", "1"), Flaw("B", "critical", "2")])
    assert not compare_reviews(old, review_of(CONTRACT, [Flaw("A", "high", "1")])).fails("low")


def test_what_was_not_read_of_either_draft_is_told() -> None:
    unread = Notice("E-NOTEXT", "Page 2 is a picture.", material=True)

    comparison = compare_reviews(review_of(CONTRACT, notices=(unread,)), review_of(CONTRACT))

    assert comparison.old.unread == ("Page 2 is a picture.",)
    assert not comparison.fully_read


def test_what_else_could_make_a_difference_is_told() -> None:
    def caveats(new: Review) -> str:
        return " ".join(compare_reviews(review_of(CONTRACT), new).caveats)

    assert caveats(review_of(CONTRACT)) == ""
    assert "with different rules" in caveats(review_of(CONTRACT, rules="d00d"))
    assert "of different sides" in caveats(review_of(CONTRACT, us="Lead Provider"))
    assert "drafts of the same contract?" in caveats(review_of({"1": "Something else altogether, of apples."}))


# --- whatever the drafts ----------------------------------------------------------------------------------

WORDS = st.sampled_from(["the", "partner", "shall", "pay", "not", "sixty", "ninety", "days", "notice", "of", "unless"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join) | st.text(min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    clauses = {str(number): words for number, words in enumerate(draw(st.lists(SENTENCES, min_size=1, max_size=7)), 1)}
    flaws = draw(
        st.lists(
            st.builds(
                Flaw,
                st.sampled_from(["PAY-001", "LIA-002"]),
                st.sampled_from(SEVERITIES),
                st.sampled_from([*clauses, None]),
                words=st.just(""),
                set_aside=st.just(False),
            ),
            max_size=5,
            unique_by=lambda flaw: (flaw.rule, clauses.get(flaw.clause)),
        )
    )
    return review_of(clauses, flaws)


at_leisure = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@at_leisure
@given(reviews())
def test_a_draft_compared_with_itself_shows_nothing(review: Review) -> None:
    comparison = compare_reviews(review, review)

    assert {one.change for one in comparison.findings} <= {"unchanged"}
    assert len(comparison.findings) == len(review.findings)
    assert (comparison.clauses, comparison.protections, comparison.renumbered) == ((), (), ())


@at_leisure
@given(reviews(), reviews())
def test_every_finding_and_every_clause_is_told_once(old: Review, new: Review) -> None:
    comparison = compare_reviews(old, new)

    told = Counter(one.old.fingerprint for one in comparison.findings if one.old)
    assert told == Counter(one.fingerprint for one in old.findings)
    told = Counter(one.new.fingerprint for one in comparison.findings if one.new)
    assert told == Counter(one.fingerprint for one in new.findings)
    for side, review in (("old", old), ("new", new)):
        shown = [getattr(pair, side).clause for pair in comparison.clauses if getattr(pair, side)]
        assert len(shown) == len(set(shown))
        assert set(shown) <= {clause.id for clause in review.contract.clauses}


@at_leisure
@given(reviews(), reviews())
def test_the_drafts_exchanged_exchange_new_and_gone_and_better_and_worse(old: Review, new: Review) -> None:
    turned = {"new": "gone", "gone": "new", "better": "worse", "worse": "better"}
    there, back = compare_reviews(old, new), compare_reviews(new, old)

    expected = Counter((turned.get(one.change, one.change), one.latest.rule) for one in there.findings)
    assert Counter((one.change, one.latest.rule) for one in back.findings) == expected
    counts = [Counter(pair.change for pair in comparison.clauses) for comparison in (there, back)]
    assert counts[1] == Counter({turned.get(change, change): number for change, number in counts[0].items()})


@at_leisure
@given(reviews(), reviews())
def test_findings_are_told_in_the_order_in_which_they_need_an_answer(old: Review, new: Review) -> None:
    order = [
        (CHANGES.index(one.change), -SEVERITIES.index(one.latest.severity))
        for one in compare_reviews(old, new).findings
    ]
    assert order == sorted(order)


@at_leisure
@given(reviews(), reviews())
def test_the_words_of_a_changed_clause_are_all_there(old: Review, new: Review) -> None:
    for pair in compare_reviews(old, new).clauses:
        for wording, review in ((pair.old, old), (pair.new, new)):
            if wording:
                (clause,) = [one for one in review.contract.clauses if one.id == wording.clause]
                assert "".join(piece.text for piece in wording.pieces) == review.contract.quote(clause.span)
