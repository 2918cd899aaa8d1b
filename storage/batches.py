"""Deletes what is no longer needed in batches, each a short transaction of its own.

However much there is, no statement comes near its timeout, and nobody waits long behind one.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    TextClause,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

BATCH: Final = 1_000


def oldest(
    key: ColumnElement[Any], at: ColumnElement[Any], *which: ColumnElement[bool] | TextClause
) -> ColumnElement[bool]:
    """The condition for a row to be in the next batch: the oldest 1,000 from before `:before`.

    key: the table's. at: what a row's age goes by. Rows locked by another replica are left to it.
    """
    # Thanks to the order, the rows come from an index on `at`. The limit is spelled out, because
    # plans are made for any parameter (see `plan_cache_mode`), and one for any limit may read every
    # row.
    batch = (
        select(key)
        .where(at < bindparam("before"), *which)
        .order_by(at)
        .limit(literal_column(str(BATCH)))
        .with_for_update(skip_locked=True)
        .correlate(None)
        .scalar_subquery()
    )
    # An array is computed once. A join might run the locking query again, for other rows.
    return key == any_(func.array(batch, type_=ARRAY(key.type)))
