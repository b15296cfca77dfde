"""Coverage-guided fuzzing of everything that reads what strangers send: `python -m tests.fuzz --help`.

`targets` says what is fed with what, `seeds/` holds small inputs to start from, and `found/` the inputs that once did
harm, by target; the tests run all of both. Atheris, which does the fuzzing, is the extra `fuzz`.
"""
