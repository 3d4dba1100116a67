"""Commune officers and associations enter firms that cannot do it alone.

A *helper* is named by staff. What a helper begins for a firm is an *assistance*; while one of
them acts for the firm, their session carries it, and ``User.acting_for_id`` tells every rule:
they may do what the firm's staff may, and nothing else, also nothing of their own. The owner
takes over with a one-use code on paper; then the help ends, or goes on if the owner says so.
"""
