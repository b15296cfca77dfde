"""Signs, what they are worth, and how that is learnt from judged wordings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from termscheck.annotate import annotate
from termscheck.authoring.teaching import judged_in, teach
from termscheck.content import bundled
from termscheck.engine.learning import Judged, deny, learn, read_wordings
from termscheck.engine.signs import side_by_side, signs_of, stem
from termscheck.engine.views import all_views
from termscheck.engine.weights import FAR, LONG, Weights, WeightsError, counted, together
from termscheck.errors import UsageError
from termscheck.pipeline import Engine, load_rules, quiet
from termscheck.readers import read_text


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_rules()


def signs(engine: Engine, text: str) -> set[str]:
    contract = annotate(engine.nlp, [read_text(text, "wording", "")])
    return {name for view in all_views(contract) for name in signs_of(view)}


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        (
            "The Contractor shall pay the Partner within 45 days.",
            {"them: {pay} us", "duty of them: {pay}", "them … “pay”", "“pay” … us", "duration ≥ 45", "“shall pay”"},
            {"us: {pay} them", "them: never {pay} us", "duration ≥ 60"},
        ),
        (
            "The Contractor shall not pay the Partner.",
            {"them: never {pay} us", "not {pay}"},
            {"them: {pay} us", "{pay}"},
        ),
        (
            "The Partner shall pay the Contractor.",
            {"us: {pay} them", "us … “pay”", "“pay” … them"},
            {"them: {pay} us"},
        ),
    ],
)
def test_signs_tell_who_does_what_to_whom(engine: Engine, text: str, present: set[str], absent: set[str]) -> None:
    found = signs(engine, text)
    assert present <= found
    assert not absent & found


def test_labels_do_not_matter_only_sides(engine: Engine) -> None:
    first = signs(engine, "The Lead Provider may withhold payment from the Delivery Partner.")
    second = signs(engine, "The Main Contractor may withhold payment from the Subcontractor.")
    assert first == second


def test_endings_and_marks_fall_away() -> None:
    assert stem("withholding") == stem("withholds") == stem("withhold")
    assert (stem("."), stem(","), stem("(")) == (";", ",", ",")


# --- learning ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The Partner shall bear all fines.", "The Partner shall not bear all fines."),
        ("You may not hire our people.", "You may hire our people."),
        ("You cannot leave.", "You can leave."),
        ("You may not hire our people unless we agree.", None),
        ("The Prime may end it and the Partner may not.", None),
    ],
)
def test_a_wording_is_denied_where_that_is_sure_to_turn_it(text: str, denied: str | None) -> None:
    assert deny(text) == denied


def tea(rule: str, fires: bool, *names: str, group: str = "a") -> tuple[Judged, frozenset[str]]:
    return Judged(rule, fires, " ".join(names), group=group), frozenset(names)


TEA = [
    tea("TEA-001", fires, kind, f"filler {number % 7}", "tea", group=f"writer {number % 4}")
    for number in range(40)
    for fires, kind in ((True, "cold"), (False, "hot"))
]
MILK = [
    tea("TEA-002", fires, kind, f"filler {number % 7}", "milk", group=f"writer {number % 4}")
    for number in range(40)
    for fires, kind in ((True, "sour"), (False, "fresh"))
]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return learn(*map(list, zip(*TEA, *MILK, strict=True))).weights  # type: ignore[arg-type]


def test_what_is_learnt_tells_wordings_apart(weights: Weights) -> None:
    cold, sour = (weights.rules.index(rule) for rule in ("TEA-001", "TEA-002"))
    clear = weights.scores(["cold", "tea", "filler 3"])[cold]
    assert clear > 0
    assert weights.scores(["hot", "tea", "filler 3"])[cold] < 0
    assert weights.scores(["sour", "milk"])[sour] > 0
    assert weights.scores(["sour", "milk"])[cold] < clear / 10
    assert weights.scores(["never seen"])[cold] == -np.inf


def test_a_sign_of_several_passages_counts_once_where_they_are_weighed_together(weights: Weights) -> None:
    texts = [{"cold", "tea"}, set[str](), {"cold", "milk", "filler 3"}, {"tea", "cold"}]
    numbers = [np.array(sorted(map(weights.names.index, text)), np.int32) for text in texts]
    near: list[list[int]] = [[2, 3], [], [0], [1]]

    own, around = weights.scores_by_themselves_and_around(numbers, near)

    for place, others in enumerate(near):
        assert (own[place] == weights.scores(texts[place])).all()
        assert (around[place] == weights.scores(texts[place].union(*(texts[one] for one in others)))).all()


def test_sentences_around_do_not_make_up_what_is_far_from_a_rule(weights: Weights) -> None:
    cold = weights.rules.index("TEA-001")
    texts = [["hot", "tea"], ["cold", "tea"]]
    numbers = [np.array(sorted(map(weights.names.index, text)), np.int32) for text in texts]
    far, near = weights.scores(texts[0])[cold], weights.scores(texts[1])[cold]
    assert far < -FAR < 0 < near

    assert together(far, near) == far
    assert together(-FAR, near) == pytest.approx((near - FAR) / 2)

    easily = 10.0  # so much less is asked for that nothing is far
    _, lifted = weights.scores_by_themselves_and_around(numbers, [[1], []], easily)
    _, alone = weights.scores_by_themselves_and_around(numbers, [[], []], easily)
    assert lifted[0, cold] > alone[0, cold]
    assert (lifted[1] == alone[1]).all()


def test_what_a_long_sentence_says_beside_its_point_hides_the_point_less(weights: Weights) -> None:
    sizes = np.array([LONG / 2, LONG, 4 * LONG])
    half, same, long = counted(sizes)

    assert (half, same) == (LONG / 2, LONG)
    assert LONG < long < 4 * LONG
    assert (np.diff(counted(np.linspace(1, 300, 300))) > 0).all()


def test_the_signs_that_are_told_add_up_to_the_score_of_a_long_sentence(engine: Engine) -> None:
    aside = ", whether in the ordinary course of its business or not, and on such forms as it may from time to time use"
    text = f"The Contractor may, on notice in writing{aside}, withhold any payment from the Subcontractor{aside}."
    (view,) = all_views(annotate(engine.nlp, [read_text(text, "wording", "")]))
    bundled_weights = engine.rule_set.weights[0]

    score, told = bundled_weights.weigh(view, "PAY-010")

    asked = bundled_weights.least[bundled_weights.rules.index("PAY-010")]
    assert sum(one.worth for one in told) - asked == pytest.approx(score)


def test_it_is_tried_on_wordings_that_it_has_not_seen() -> None:
    noise = [
        tea("TEA-003", number % 2 == 0, f"word {number % 3}", group=f"writer {number % 4}") for number in range(80)
    ]
    learnt = learn(*map(list, zip(*TEA, *noise, strict=True)))  # type: ignore[arg-type]
    assert learnt.unseen["TEA-001"] == (1.0, 1.0)
    found, quiet = learnt.unseen["TEA-003"]
    assert found + quiet < 1.3  # nothing can be learnt from noise, and it must not look as if it were


def test_learning_gives_the_same_bytes_each_time(weights: Weights, tmp_path: Path) -> None:
    again = learn(*map(list, zip(*TEA, *MILK, strict=True))).weights  # type: ignore[arg-type]
    assert again.names == weights.names
    assert (again.worth == weights.worth).all()
    assert (again.least == weights.least).all()


def test_weights_are_read_as_they_were_written(weights: Weights, tmp_path: Path) -> None:
    weights.write(tmp_path / "signs.npz")
    read = Weights.read(tmp_path / "signs.npz")
    assert (read.names, read.rules) == (weights.names, weights.rules)
    assert (read.scores(["cold", "tea"]) == weights.scores(["cold", "tea"])).all()


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04 broken"])
def test_a_broken_file_of_weights_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "signs.npz"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="rules learn"):
        Weights.read(path)


def test_wordings_of_a_file_belong_together(tmp_path: Path) -> None:
    path = tmp_path / "TEA-001.jsonl"
    path.write_text('{"rule": "TEA-001", "fires": true, "text": "Cold tea.", "by": "me"}\n', encoding="utf-8")
    assert list(read_wordings(path)) == [Judged("TEA-001", True, "Cold tea.", (), "me")]


def test_a_wording_names_its_sides_where_labels_do_not_tell(tmp_path: Path) -> None:
    says = {True: "{0} shall pay {1} in vouchers.", False: "{1} shall pay {0} in vouchers."}
    folder = house(tmp_path, True, False, says=says, sides=[("Norlane", "Brightwell")], told=True)
    weights = teach([folder], [], quiet).weights

    worth = dict(zip(weights.names, weights.worth[:, 0].tolist(), strict=True))
    assert worth["them: {pay} us"] > 0 > worth["us: {pay} them"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"rule": "TEA-001", "fires": tru', "TEA-001.jsonl:1: Invalid JSON"),
        ('{"rule": "TEA-001", "text": "Cold tea."}', "needs `rule` and `fires`, or `rules`"),
        ('{"rule": "TEA-001", "fires": "yes", "text": "Cold tea."}', "TEA-001.jsonl:1: fires: "),
        ('{"rule": "TEA-001", "fires": true, "txt": "Cold tea."}', "TEA-001.jsonl:1: text: "),
        ("[]", "TEA-001.jsonl:1: "),
    ],
)
def test_a_line_that_is_no_wording_is_told_with_its_place(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "TEA-001.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(says)):
        list(read_wordings(path))


def test_all_wordings_that_come_along_are_of_rules_that_do(engine: Engine) -> None:
    rules = {rule.id for rule in engine.rule_set.rules}
    judged = list(judged_in(bundled("rules")))

    assert {one.rule for one in judged if one.rule} | {rule for one in judged for rule in one.also} <= rules
    for rule in {one.rule for one in judged if one.rule}:
        assert {one.fires for one in judged if one.rule == rule} == {True, False}


SAYS = {True: "The {0} may pay the {1} in shopping vouchers.", False: "The {0} shall pay the {1} by bank transfer."}
SIDES = [("Contractor", "Subcontractor"), ("Prime", "Partner"), ("Lead Provider", "Delivery Partner")]


def house(
    folder: Path,
    *fires: bool,
    says: dict[bool, str] = SAYS,
    sides: Sequence[tuple[str, str]] = SIDES,
    told: bool = False,
) -> Path:
    """A folder of rules with wordings of one writer, and no rule yet: it may wait for what is learnt."""
    rows = [
        {"rule": "OWN-001", "fires": one, "text": f"{number}. " + says[one].format(them, us), "by": "Amina"}
        | ({"us": [us], "them": [them]} if told else {})
        for number in range(12 // len(sides))
        for them, us in sides
        for one in fires
    ]
    (folder / "wordings").mkdir()
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "wordings" / "OWN-001.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_of_ones_own_learns_from_what_one_person_wrote(tmp_path: Path) -> None:
    learnt = teach([house(tmp_path, True, False)], [], quiet)

    assert learnt.weights.rules == ("OWN-001",)
    found, quiet_ = learnt.unseen["OWN-001"]
    assert (found, quiet_) >= (0.7, 0.7)


def test_near_misses_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OWN-001 needs both"):
        teach([house(tmp_path, True)], [], quiet)


def test_sides_are_compared_within_a_contract() -> None:
    ours, theirs = frozenset({"us: {indemnify}", "us: {pay}"}), frozenset({"them: {indemnify}"})
    first, second = side_by_side([ours, theirs])
    assert first == ours | {"us and them: {indemnify}", "us not them: {pay}"}
    assert second == theirs | {"them and us: {indemnify}"}
