"""Rows of the role × route table for the plan of a year."""

from tests.policy import Route

PLANNERS = frozenset({"team", "organiser", "other_organiser", "admin"})

ROUTES = {
    "year.plan": Route(allow=PLANNERS),
    "year.plan_csv": Route(allow=PLANNERS),
    "year.plan_xlsx": Route(allow=PLANNERS),
}
