"""Fuzzes one target in this process until something breaks or time is up: `python -m tests.fuzz` starts it.

The arguments are the target and those of libFuzzer.
"""

from __future__ import annotations

import sys

import atheris

from tests.fuzz.mutation import changed
from tests.fuzz.targets import TARGETS

MEGABYTES = 1024
"""What an input may take besides what the program takes anyway."""


def main() -> None:
    """Never returns: libFuzzer ends the process, with 0 when nothing was found."""
    name, *arguments = sys.argv[1:]
    target = TARGETS[name]
    with atheris.instrument_imports(include=list(target.watched), enable_loader_override=False):
        feed = target.ready()
    limits = [f"-rss_limit_mb={_taken() + MEGABYTES}", f"-max_len={target.longest}"]
    mutator = {"custom_mutator": _change} if name == "word" else {}
    atheris.Setup([sys.argv[0], *limits, *arguments], feed, **mutator)
    atheris.Fuzz()


def _change(data: bytes, most: int, seed: int) -> bytes:
    return changed(bytes(data), most, seed, atheris.Mutate)


def _taken() -> int:
    """The memory of this process at its highest so far, in megabytes."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
