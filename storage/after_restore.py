"""What a restored database needs before a bot may run on it: the SQL around that of a dump."""

from datetime import datetime

from storage.migrations import LOCK

# Why a message was dropped.
REASON = "restored"
# Further than any business gets between a backup and its loss.
NEW_IDS = 1_000_000

# A bot that starts meanwhile waits here, as for a migration.
_BEGIN = f"""
BEGIN;
SELECT pg_advisory_xact_lock({LOCK});
"""
_EMPTY = """
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""
# A dump leaves the search path empty, so everything is named in full. What was due before this
# moment has been sent after the backup was made, or is too late.
# What each message shows is not what it showed when the backup was made: none is redrawn any more.
# A dump of a version before knows no cards.
# Numbers of transactions mean nothing in another cluster: nobody goes on following the log from
# before.
# Buttons of sessions that were booked after the backup are still in people's chats. Their ids must
# not be given to other sessions.
_SETTLE = """
SET client_min_messages = warning;
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,
    coalesce(last_value, 0) + {step})
FROM pg_sequences WHERE schemaname = 'public';
DO $$ BEGIN
    IF to_regclass('public.cards') IS NOT NULL THEN TRUNCATE public.cards; END IF;
    IF EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'public'
        AND table_name = 'audit' AND column_name = 'settles')
    THEN
        EXECUTE 'ALTER TABLE public.audit ALTER COLUMN settles TYPE bigint USING NULL';
    END IF;
END $$;
WITH dropped AS (
    UPDATE public.outbox
    SET state = 'dropped', error = '{reason}', owner = NULL, leased_until = NULL
    WHERE state IN ('waiting', 'sending') AND due_at <= '{now}'::timestamptz
    RETURNING 1
)
SELECT 'dropped ' || count(*) FROM dropped;
COMMIT;
"""


def opening(*, replace: bool) -> str:
    """The SQL before that of a dump. replace: everything that is there goes."""
    return _BEGIN + (_EMPTY if replace else "")


def closing(now: datetime) -> str:
    """The SQL after that of a dump, up to the commit. Answers with a line `dropped <n>`.

    Messages that were due at `now` (UTC) are dropped, those to come stay, and ids go on at a
    distance.
    """
    return _SETTLE.format(step=NEW_IDS, reason=REASON, now=now.isoformat())
