"""Whole timetables: built as drafts, compared, published."""
