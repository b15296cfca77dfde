"""How accurate and how fast termscheck is, measured: `python -m tests.benchmarks`. Not part of the test suite."""

from __future__ import annotations

import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path


def asking_for_a_corpus(description: str | None) -> ArgumentParser:
    """The command line of a benchmark that needs the corpus: `--corpus`, or else $TERMSCHECK_CORPUS."""
    parser = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    corpus = os.environ.get("TERMSCHECK_CORPUS")
    parser.add_argument("--corpus", type=Path, default=corpus, required=corpus is None)
    return parser
