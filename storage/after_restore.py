"""What a restored database needs before a bot may run on it: the SQL around a dump's."""

from datetime import datetime

from storage.migrations import LOCK

# Why a message was dropped.
REASON = "restored"
# More than any business uses between a backup and losing its database.
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
# A dump leaves the search path empty, so every name is qualified. What was due before this moment
# was sent after the backup was made, or is too late. Messages no longer show what they did when the
# backup was made: none is redrawn. A dump of an earlier version has no cards. Transaction ids mean
# nothing in another cluster: nobody goes on following the log from before. Buttons of sessions
# booked after the backup are still in people's chats. Their ids must not be reused for other
# sessions.
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
    """The SQL before a dump's. replace: delete everything that is there."""
    return _BEGIN + (_EMPTY if replace else "")


def closing(now: datetime) -> str:
    """The SQL after a dump's, up to the commit. Answers with a line `dropped <n>`.

    Messages due at `now` (UTC) are dropped, later ones stay, and ids go on after a gap.
    """
    return _SETTLE.format(step=NEW_IDS, reason=REASON, now=now.isoformat())
