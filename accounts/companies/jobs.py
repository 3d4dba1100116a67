"""What has to happen to companies as time goes by."""

from datetime import datetime

import sqlalchemy as sa

from accounts.companies.merging import LATE, fold_latecomers
from accounts.companies.models import CompanyMerge
from core.db import db, transaction
from core.jobs import each_tick


@each_tick
def follow_merges(*, at: datetime) -> int:
    """Bring latecomers to the company they belong to; asks first, as mostly there was no merge."""
    late = sa.select(CompanyMerge.id).where(CompanyMerge.merged_at > at - LATE)
    if db.session.scalar(late.limit(1)) is None:
        return 0
    with transaction():
        return fold_latecomers(at=at)
