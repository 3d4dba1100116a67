"""Contacts that exhibitors make: the badge codes they scanned, and what was noted beside them.

Above the badge desk, for a badge that was lost is worth nothing to those who scan it later; and
apart from check-in, for leads belong to firms and are none of the organiser's business.
"""
