"""Whether claims and what they are for agree, read from the tables themselves.

Each row is a sentence; there are none if all is well. `UNKEPT` is for what is kept for somebody,
and `UNHELD` for what is on offer, as whether those still count depends on the time.
"""

from typing import Final

DISAGREEMENTS: Final = """
SELECT format('appointment %s is %s over %s and has claimed %s',
    a.id, a.status, a.blocked, coalesce(c.span::text, 'nothing')) AS sentence
FROM appointments a LEFT JOIN claims c
    ON c.resource_id = a.coach_id AND c.holder_id = a.id AND c.nr = 0
WHERE a.status IN ('held', 'pending', 'confirmed') AND a.session_id IS NULL
    AND (c.span, c.reason) IS DISTINCT FROM (a.blocked, 'appointment')
UNION ALL
SELECT format('%s of resource %s is claimed for an appointment %s that is %s',
    c.span, c.resource_id, c.holder_id, coalesce(a.status, 'not there'))
FROM claims c LEFT JOIN appointments a ON a.id = c.holder_id
WHERE c.reason = 'appointment'
    AND (a.status IN ('held', 'pending', 'confirmed') AND c.span = a.blocked) IS NOT TRUE
UNION ALL
SELECT format('session %s has %s of %s places taken, and %s are',
    s.id, s.taken, s.capacity, coalesce(sum(a.places), 0))
FROM sessions s LEFT JOIN (
    SELECT coach_id, session_id, places FROM appointments
    WHERE status IN ('held', 'pending', 'confirmed', 'completed', 'no_show')
    UNION ALL
    SELECT coach_id, session_id, places FROM wait_offers WHERE kept
    UNION ALL
    SELECT coach_id, holder_id, places FROM holds WHERE places > 0
) a ON a.coach_id = s.coach_id AND a.session_id = s.id
GROUP BY s.coach_id, s.id HAVING s.taken <> coalesce(sum(a.places), 0)
UNION ALL
SELECT format('offer %s is %s and keeps %s', o.id, o.answer, o.holder_id)
FROM wait_offers o LEFT JOIN claims c
    ON c.resource_id = o.coach_id AND c.holder_id = o.holder_id AND c.nr = 0
WHERE o.kept AND o.session_id IS NULL AND o.answer = 'open'
    AND (c.reason = 'hold' AND c.span @> tstzrange(o.starts_at, o.ends_at)) IS FALSE
UNION ALL
SELECT format('session %s is %s from %s on and has claimed %s',
    s.id, s.state, s.starts_at, coalesce(c.span::text, 'nothing'))
FROM sessions s LEFT JOIN claims c
    ON c.resource_id = s.coach_id AND c.holder_id = s.id AND c.nr = 0
WHERE CASE WHEN s.state IN ('open', 'closed')
    THEN (c.reason = 'session' AND c.span @> tstzrange(s.starts_at, s.ends_at)) IS NOT TRUE
    ELSE EXISTS (SELECT FROM claims left_over WHERE left_over.holder_id = s.id) END
UNION ALL
SELECT format('seat %s begins at %s and its session %s at %s', a.id, a.starts_at, s.id, s.starts_at)
FROM appointments a JOIN sessions s ON s.coach_id = a.coach_id AND s.id = a.session_id
WHERE a.status IN ('held', 'pending', 'confirmed')
    AND ((a.starts_at, a.ends_at) <> (s.starts_at, s.ends_at) OR s.state IN ('cancelled', 'empty'))
UNION ALL
SELECT format('%s %s says that it has %s and has claimed %s', h.what, h.id, h.said, had)
FROM (
    SELECT 'appointment' AS what, id, coalesce(resource_ids, '{}') AS said FROM appointments
    WHERE status IN ('held', 'pending', 'confirmed') AND session_id IS NULL
    UNION ALL
    SELECT 'session', id, coalesce(resource_ids, '{}') FROM sessions
    WHERE state IN ('open', 'closed')
) h CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT resource_id ORDER BY resource_id), '{}')
    FROM claims WHERE holder_id = h.id AND nr > 0 AND reason <> 'proposal'
) c (had)
WHERE h.said <> had
UNION ALL
SELECT format('%s of resource %s is held for an offer of appointment %s that is not open',
    c.span, c.resource_id, c.holder_id)
FROM claims c LEFT JOIN appointments a ON a.id = c.holder_id
    AND a.status IN ('pending', 'confirmed') AND a.version IN (a.offer_version, a.asked_version)
WHERE c.reason = 'proposal' AND (CASE WHEN a.offer_version = a.version
    THEN c.expires_at = a.offer_until
    ELSE c.expires_at = a.asked_until AND c.resource_id = a.asked_coach_id END) IS NOT TRUE
"""

# $1: the present instant. What has lapsed may have lost some of what it held.
UNHELD: Final = """
SELECT format('appointment %s offers %s, and that is not held', a.id, start)
FROM appointments a CROSS JOIN unnest(a.proposed || coalesce(a.suggested, '{}')) start
WHERE a.status IN ('pending', 'confirmed') AND a.offer_version = a.version
    AND a.offer_until > $1 AND a.session_id IS NULL
    AND EXISTS (SELECT FROM services s WHERE s.id = a.service_id AND s.capacity = 1)
    AND EXISTS (SELECT FROM claims c WHERE c.holder_id = a.id AND c.reason = 'proposal')
    AND NOT EXISTS (
        SELECT FROM claims c
        WHERE c.resource_id = a.coach_id AND c.holder_id = a.id AND c.span @> start)
"""

# $1: the present instant.
UNKEPT: Final = """
SELECT format('%s of coach %s is kept until %s, and for %s something until %s',
    c.span, coalesce(c.resource_id, h.coach_id), c.expires_at, h.person_id, h.expires_at)
FROM (SELECT * FROM claims WHERE reason = 'hold' AND nr = 0 AND expires_at > $1) c
FULL JOIN (SELECT * FROM holds WHERE expires_at > $1 AND places = 0) h
    ON (h.coach_id, h.holder_id) = (c.resource_id, c.holder_id)
WHERE (h.expires_at = c.expires_at AND c.span @> tstzrange(h.starts_at, h.ends_at)) IS NOT TRUE
UNION ALL
SELECT format('%s places from %s on are kept for %s, and session %s begins at %s',
    h.places, h.starts_at, h.person_id, h.holder_id, s.starts_at)
FROM holds h LEFT JOIN sessions s ON s.coach_id = h.coach_id AND s.id = h.holder_id
WHERE h.places > 0 AND h.expires_at > $1 AND s.id IS NULL
UNION ALL
SELECT format('%s of coach %s is kept for %s as long as nobody comes: until %s',
    c.span, c.resource_id, c.holder_id, c.expires_at)
FROM claims c, business b
WHERE c.reason = 'hold' AND c.expires_at > $1 + b.hold_minutes * interval '1 minute'
"""

# For tests of tests: bookings may overlap. A constraint of that name must exist.
NOTHING_KEPT_APART: Final = """
ALTER TABLE claims DROP CONSTRAINT claims_no_overlap, ADD CONSTRAINT claims_no_overlap
    EXCLUDE USING gist (resource_id WITH =, unit WITH =, span WITH &&) WHERE (resource_id < 0)
"""
