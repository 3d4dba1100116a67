"""The blueprint all pages of this slice hang on."""

from flask import Blueprint

from accounts.companies.models import Company
from core.db import db

bp = Blueprint("companies", __name__)


def company_or_404(company_id: int) -> Company:
    """The company of an address."""
    return db.get_or_404(Company, company_id)
