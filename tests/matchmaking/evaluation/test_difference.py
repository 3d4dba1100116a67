"""A new state is compared with the old one before it takes over."""

from matchmaking.engine import Matcher
from matchmaking.evaluation.difference import difference

OFFERS = [{"id": "A", "name_vi": "Chè Shan tuyết"}, {"id": "B", "name_vi": "Chè xanh"}]
NEEDS = [{"id": "tea", "title_vi": "chè"}, {"id": "honey", "title_vi": "mật ong"}]


def test_a_state_differs_in_nothing_from_itself() -> None:
    matcher = Matcher().fit(OFFERS)

    report = difference(matcher, matcher, NEEDS)

    assert (report.needs, report.kept, report.score_change, report.changes) == (2, 1.0, 0.0, ())


def test_the_difference_says_which_offers_come_go_and_move() -> None:
    before = Matcher().fit(OFFERS)
    after = Matcher().fit([OFFERS[1], {"id": "C", "name_vi": "Trà đen"}])

    report = difference(before, after, NEEDS)

    assert report.kept == 0.5
    (change,) = report.changes
    assert (change.need_id, change.entered, change.left) == ("tea", ("C",), ("A",))
    assert change.largest_move == 1
    assert change.score_change == report.score_change
