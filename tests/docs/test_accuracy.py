"""docs/accuracy.md gives the newest figures of the record, and its benchmarks are those that can be run."""

from __future__ import annotations

import re

from doc_pages import REPOSITORY, Page

PAGE = Page("docs/accuracy.md")
RECORD = (REPOSITORY / "tests" / "benchmarks" / "record.md").read_text(encoding="utf-8")


def test_its_table_is_the_newest_one_of_contracts_labelled_by_hand() -> None:
    head = "| gold | found | missed | false |"
    table = re.compile(rf"^{re.escape(head)}.*\n(?:\|.*\n)+", re.MULTILINE)
    newest, told = table.search(RECORD), table.search(PAGE.text)

    assert newest
    assert told
    assert told[0] == newest[0], "copy the newest table of tests/benchmarks/record.md, and mend what is said of it"


def test_what_it_says_of_fresh_wordings_is_the_newest() -> None:
    scored = [
        (int(n), t, q)
        for n, t, q in re.findall(r"round (\d+), 560 .*?T \d+/280 (0\.\d+), N \d+/280 (0\.\d+)", RECORD, re.S)
    ]
    number, found, quiet = max(scored, key=lambda one: one[0])  # the first of the last round: the newest stands first

    assert f"(round {number}), {found} of the unfair" in PAGE.text
    assert f"{quiet} of the harmless" in PAGE.text


def test_it_names_the_benchmarks_that_there_are() -> None:
    source = (REPOSITORY / "tests" / "benchmarks" / "__main__.py").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \| ", PAGE.text, re.MULTILINE)

    assert set(re.findall(r'^ +"(\w+)": lambda', source, re.MULTILINE)) == set(re.findall(r"`(\w+)`", " ".join(rows)))
    assert {"--corpus", "--record"} <= set(re.findall(r"--\w+", source))
