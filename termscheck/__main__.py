"""`python -m termscheck` is the command `termscheck`."""

from __future__ import annotations

import sys

from termscheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
