"""Segmentation: the blocks of a document become a tree of clauses."""

from termscheck.segment.furniture import set_aside
from termscheck.segment.outline import segment

__all__ = ["segment", "set_aside"]
