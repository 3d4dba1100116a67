"""Matching of needs and offers: plain records in, ranked and explained suggestions out.

Imports neither Flask nor SQLAlchemy nor any other package of ours. See docs/matching.md.
"""

from matchmaking.engine.documents import Need, Offer
from matchmaking.engine.explain import Reason, message, render, shorten
from matchmaking.engine.matcher import Matcher, Recommendation
from matchmaking.engine.taxonomy import (
    Tag,
    Taxonomy,
    build_taxonomy,
    load_taxonomy,
    suggest_tags,
    tag_from_row,
)

__all__ = [
    "Matcher",
    "Need",
    "Offer",
    "Reason",
    "Recommendation",
    "Tag",
    "Taxonomy",
    "build_taxonomy",
    "load_taxonomy",
    "message",
    "render",
    "shorten",
    "suggest_tags",
    "tag_from_row",
]
