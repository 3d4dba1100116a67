"""Matching of needs and offers: plain records in, ranked and explained suggestions out.

Imports neither Flask nor SQLAlchemy nor any other package of ours. See docs/matching.md.
"""

from matchmaking.engine.documents import Need, Offer
from matchmaking.engine.explain import Reason, message, render, shorten
from matchmaking.engine.matcher import Matcher, Recommendation
from matchmaking.engine.ranking import (
    Certificate,
    Demand,
    Exclusion,
    ExhibitorMatch,
    Supply,
    best_by_exhibitor,
    exclusion,
    judge,
    judge_all,
)
from matchmaking.engine.state import StateError, load, save
from matchmaking.engine.taxonomy import Tag, Taxonomy, build_taxonomy, load_taxonomy, tag_from_row

__all__ = [
    "Certificate", "Demand", "Exclusion", "ExhibitorMatch", "Matcher", "Need", "Offer", "Reason",
    "Recommendation", "StateError", "Supply", "Tag", "Taxonomy", "best_by_exhibitor",
    "build_taxonomy", "exclusion", "judge", "judge_all", "load", "load_taxonomy", "message",
    "render", "save", "shorten", "tag_from_row",
]  # fmt: skip
