"""Rows of the role × route table for the map of the public pages."""

from tests.policy import Route

ROUTES = {"portal.sitemap": Route(), "portal.robots": Route()}
