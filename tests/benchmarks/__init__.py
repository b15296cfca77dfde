"""How accurate and how fast termscheck is, measured: `python -m tests.benchmarks`. Not part of the test suite."""
