"""Segmentation: the blocks of a document become a tree of clauses (`outline.segment`)."""
