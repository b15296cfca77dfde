"""Loads spaCy without its command line, which brings an HTTP client and takes a third of the time of loading it.

spaCy's own `__init__` imports it for the sake of one function, `spacy.info`. Import this module before spaCy.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_NAMES = ("spacy.cli", "spacy.cli.info")


def _info(*args: Any, **kwargs: Any) -> Any:
    """What `spacy.info` does, whose module is loaded when it is called."""
    from spacy.cli.info import info

    return info(*args, **kwargs)


if "spacy" not in sys.modules:
    for _name in _NAMES:
        sys.modules[_name] = ModuleType(_name)
    vars(sys.modules["spacy.cli.info"])["info"] = _info
    try:
        import spacy  # noqa: F401
    finally:
        for _name in _NAMES:
            del sys.modules[_name]
