"""The desk for programs."""

from __future__ import annotations

from starlette.routing import Route

from termscheck.web.api import invalid

__all__ = ["ROUTES", "invalid"]

ROUTES: list[Route] = []
