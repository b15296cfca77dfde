"""The portfolio report: what it says of many contracts, and that it is inert whatever they say."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from termscheck.batch.origin import Origins
from termscheck.cli import main
from termscheck.errors import UsageError
from termscheck.model import LookedFor, Notice
from termscheck.portfolio.read import read_portfolio
from termscheck.portfolio.tables import families_of, primes
from termscheck.portfolio.wordings import families
from termscheck.renderers.portfolio import render
from termscheck.renderers.portfolio.page import build
from tests.drafts.reviews import review_of
from tests.portfolio.batches import INDEMNITY, contract, made

HOSTILE = "<script>alert(1)</script>\" onmouseover='x' </style></bdi>{{ 7*7 }} \u202etxet\u200b\x00\x1b[31m &amp;<!--"
OTHER = "An entirely different clause which says that work must go on whatever happens to anybody anywhere."


def page_of(folder: Path, origins: Origins | None = None) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(read_portfolio(folder, origins or Origins())).decode())


def text_of(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Two primes: Harbour with a bad contract, a worse one and one that is fair; Quay with one that cannot be read."""
    unread = Notice("pages", "Two pages have no text.", material=True)
    return made(tmp_path / "batch", {
        "Harbour/a/one.docx": contract(INDEMNITY, severity="high"),
        "Harbour/b/two.docx": contract(INDEMNITY.replace("limit whatever", "cap whatsoever"), OTHER),
        "Harbour/b/fair.docx": contract(),
        "Quay/three.docx": replace(contract(INDEMNITY, severity="high"), notices=(unread,)),
        "Quay/empty.docx": "the file is empty.",
    })  # fmt: skip


def test_the_worst_come_first_among_primes_families_and_contracts(batch: Path) -> None:
    portfolio = read_portfolio(batch, Origins())
    harbour, quay = primes(portfolio)
    assert (harbour.name, harbour.results) == ("Harbour", {"red": 1, "amber": 1, "green": 1, "failed": 0})
    assert (quay.name, quay.results) == ("Quay", {"red": 0, "amber": 1, "green": 0, "failed": 1})
    assert [family.name for family in families_of(harbour)] == ["b", "a"]
    assert [template.name for template in harbour.templates] == [
        "Harbour/b/two.docx", "Harbour/a/one.docx", "Harbour/b/fair.docx",
    ]  # fmt: skip


def test_a_term_is_in_so_many_of_those_that_were_checked_and_that_its_rule_applies_to(batch: Path) -> None:
    page = page_of(batch)
    terms = text_of(page.xpath("//section[@aria-labelledby='terms']")[0])
    assert "You answer for everything LIA-002 in 3 of 4 Quay 1 of 1; Harbour 2 of 3" in terms
    harbour = text_of(page.xpath("//h3[text()='Harbour' or bdi='Harbour']/..")[0])
    assert "You answer for everything: in 2 of 3" in harbour


def test_a_rule_that_does_not_apply_and_a_protection_that_is_there_are_told(tmp_path: Path) -> None:
    missing = LookedFor("MIS-001", "No interest on late payment", "fired")
    bad = replace(contract(INDEMNITY), looked_for=(missing,))
    bad = replace(bad, findings=tuple(replace(one, rule="MIS-001", missing=True, clause=None) for one in bad.findings))
    good = review_of({"1": "Interest runs."}, protections={"MIS-001": "1"})
    folder = made(tmp_path / "b", {"x/1.docx": bad, "x/2.docx": good, "x/3.docx": contract(quiet=("MIS-001",))})
    page = page_of(folder)
    assert "in 1 of 2 (1 have the protection)" in text_of(page.xpath("//section[@aria-labelledby='terms']")[0])
    marks = {text_of(row[0]).split()[0]: text_of(row[1]) for row in page.xpath("//table[@class='grid']/tbody/tr")}
    assert marks == {"1.docx": "C", "2.docx": "✓", "3.docx": "–"}


def test_what_was_not_read_is_told_before_anything_that_was_found(batch: Path) -> None:
    text = text_of(page_of(batch))
    assert "1 contract could not be checked: nothing is known of it." in text
    assert "1 contract was not all read" in text
    assert (
        text.index("Quay/empty.docx") < text.index("Two pages have no text.") < text.index("You answer for everything")
    )


def test_nearly_identical_clauses_are_put_together_with_their_differences(batch: Path) -> None:
    portfolio = read_portfolio(batch, Origins())
    (family,) = families(portfolio.templates, "LIA-002")
    assert family.contracts == 3
    assert [[one.name for one in wording.standing] for wording in family.wordings] == [
        ["Harbour/a/one.docx", "Quay/three.docx"], ["Harbour/b/two.docx"],
    ]  # fmt: skip
    section = page_of(batch).xpath("//section[@aria-labelledby='wordings']")[0]
    assert [text_of(one) for one in section.xpath(".//del")] == ["[only here: ] limit whatever [end]"]
    assert [text_of(one) for one in section.xpath(".//ins")] == ["[only here: ] cap whatsoever [end]"]
    assert "In 3 contracts, in 2 wordings" in text_of(section)
    assert "entirely different" not in text_of(section), "only one contract has it"


def test_clauses_that_differ_in_the_numbers_of_others_alone_are_the_same(tmp_path: Path) -> None:
    words = "Subject to clause {}, the Partner shall pay for everything that goes wrong and for all that follows."
    one = contract(words.format(2), OTHER, references={"clause 2": "2"})
    two = contract(words.format(3), "Nothing.", OTHER, references={"clause 3": "3"})
    portfolio = read_portfolio(made(tmp_path / "b", {"1.docx": one, "2.docx": two}), Origins())
    assert [len(family.wordings) for family in families(portfolio.templates, "LIA-002")] == [1, 1]


def test_changed_contracts_are_told_from_changed_rules(tmp_path: Path) -> None:
    before = {"kept.docx": contract(INDEMNITY), "edited.docx": contract(INDEMNITY), "gone.docx": contract(OTHER)}
    old = made(tmp_path / "old", before)
    after = {"kept.docx": contract(INDEMNITY), "edited.docx": contract(INDEMNITY, OTHER), "new.docx": contract()}

    same_rules = text_of(page_of(made(tmp_path / "new", after, since=old)))
    assert re.search(r"The contract changed: 1 contract.*edited\.docx Critical new: You answer for every", same_rules)
    assert "New contracts: 1 contract" in same_rules
    assert "Nothing changed: 1 contract" in same_rules
    assert "No longer there: 1 contract gone.docx" in same_rules

    other_rules = text_of(page_of(made(tmp_path / "newer", after, since=old, profile="self-check")))
    assert "The rules changed: 1 contract" in other_rules
    assert "In 1 of them the findings are as before." in other_rules
    assert "The contract and the rules changed: 1 contract" in other_rules


@pytest.mark.parametrize("where", ["name", "clause", "failure", "prime"])
def test_hostile_words_do_nothing_and_hide_nothing(tmp_path: Path, where: str) -> None:
    clause = f"{INDEMNITY} {HOSTILE}" if where == "clause" else INDEMNITY
    name = HOSTILE.replace("/", "_").replace("\0", "") if where == "name" else "a.docx"
    contracts = {f"p/{name}": contract(clause), "p/b.docx": contract(clause), "p/c.docx": HOSTILE}
    origins = Origins([("*", HOSTILE, HOSTILE)]) if where == "prime" else Origins()
    folder = made(tmp_path / "b", contracts)
    html = render(read_portfolio(folder, origins)).decode()
    page = lxml.html.document_fromstring(html)
    assert not page.xpath("//script | //img | //iframe | //@onmouseover | //@onerror")
    assert all(link.startswith("#") for link in page.xpath("//a/@href"))
    assert not set("\x00\x1b\u202e\u200b") & set(html)
    assert "{{ 7*7 }}" in html
    assert page.xpath("//footer")


def test_the_page_opens_nothing_and_runs_nothing(batch: Path) -> None:
    page = page_of(batch)
    (style,) = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "script-src" not in policy
    assert "url(" not in style
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


def test_the_same_batch_gives_the_same_page(batch: Path) -> None:
    assert render(read_portfolio(batch, Origins())) == render(read_portfolio(batch, Origins()))


def test_hundreds_of_contracts_are_shown_within_bounds(tmp_path: Path) -> None:
    contracts = {f"p/{number:03}.docx": contract(f"{INDEMNITY} {'Again. ' * (number % 3)}") for number in range(450)}
    portfolio = read_portfolio(made(tmp_path / "b", contracts), Origins())
    page = build(portfolio)
    assert (len(page.primes[0].blocks[0].lines), page.primes[0].more_rows) == (400, 50)
    (told,) = page.wordings
    assert [len(copied.versions) + copied.more for copied in told.clauses] == [3]
    text = text_of(lxml.html.document_fromstring(render(portfolio).decode()))
    assert "Left out here: 50 contracts and 0 terms" in text
    assert "and 138 more clauses" in text


def test_the_command_and_its_exit_code(batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "portfolio.html"
    assert main(("portfolio", str(batch), "--out", str(out))) == 3
    assert capsys.readouterr().err == f"5 contracts. Written to {out}.\n"
    fine = made(tmp_path / "fine", {"a.docx": contract()})
    assert main(("portfolio", str(fine), "--out", str(out))) == 0
    bad = made(tmp_path / "bad", {"a.docx": contract(INDEMNITY)})
    assert main(("portfolio", str(bad), "--out", str(out))) == 1
    assert main(("portfolio", str(tmp_path), "--out", str(out))) == 2
    assert main(("portfolio", str(bad), "--out", str(tmp_path))) == 2


def test_a_damaged_batch_is_told(batch: Path) -> None:
    (batch / "reviews" / "k0.json").write_text("{}")
    with pytest.raises(UsageError, match=r"the review of Harbour/a/one\.docx cannot be read"):
        read_portfolio(batch, Origins())


def test_a_house_gives_its_name_and_looks(batch: Path, tmp_path: Path) -> None:
    (tmp_path / "house" / "html").mkdir(parents=True)
    (tmp_path / "house" / "house.yaml").write_text("name: Owl Law Centre")
    (tmp_path / "house" / "html" / "house.css").write_text(":root { --link: #123456; }")
    out = tmp_path / "portfolio.html"
    main(("portfolio", str(batch), "--out", str(out), "--reports", str(tmp_path / "house")))
    html = out.read_text(encoding="utf-8")
    assert "Owl Law Centre" in html
    assert "#123456" in html
