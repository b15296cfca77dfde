"""The labelled sentences of the propositions benchmark are well-formed and point into the corpus."""

import os
from collections import defaultdict
from pathlib import Path
from typing import get_args

import pytest

from termscheck.model import Holder, Mode
from termscheck.readers import read
from tests.benchmarks import propositions

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
LINES = propositions.labelled()
DOCUMENTS = sorted({one.document for one in LINES})


def test_there_are_enough_sentences_of_enough_documents():
    assert len({(one.document, one.start) for one in LINES}) >= 300
    assert len(DOCUMENTS) >= 14


def test_every_label_is_well_formed():
    for one in LINES:
        assert one.start <= one.head_start < one.head_end <= one.end, one
        assert 1 <= len(one.head.split()) <= 3, one
        assert {one.bearer, one.counterparty} <= set(get_args(Holder)), one
        assert one.mode in get_args(Mode), one
        assert one.gate in ("needs", "blocked", "despite", "none"), one
        assert bool(one.condition) == (one.gate != "none"), one
        assert len(one.condition.split()) <= 3, one
        assert not one.negated or one.mode != "duty", one
        assert one.negated or one.mode not in ("prohibition", "release"), one
        assert one.us, one
        assert one.them, one


def test_a_line_is_labelled_once_and_a_document_has_one_split_and_sides():
    assert len({(one.document, one.head_start) for one in LINES}) == len(LINES)
    told = defaultdict(set)
    for one in LINES:
        told[one.document].add((one.split, one.us, one.them, one.above))
    assert all(len(each) == 1 for each in told.values())
    splits = [split for each in told.values() for split, *_ in each]
    assert splits.count("dev") == splits.count("holdout") == len(DOCUMENTS) // 2


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of contracts is not here (TERMSCHECK_CORPUS)")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_heads_stand_in_the_document_where_the_labels_say(document):
    path = CORPUS / document
    if not path.is_file():
        pytest.skip(f"the corpus has no {document}")
    text = read(path).text
    for one in LINES:
        if one.document == document:
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.head_start : one.head_end] == one.head
