"""Pages of printing: papers of firms, and plans of meetings."""

from reports.paper.views import papers, plans
from reports.paper.views.blueprint import bp

__all__ = ["bp", "papers", "plans"]
