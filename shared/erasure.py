"""Erasing a person's data from the kit's tables: the bodies of personal events about a subject.

The journal stays whole: it holds salted digests, and with the salt renewed they prove nothing any more.
"""

from shared.contracts import catalogue
from shared.outcome import Change

# A personal event that is still on its way is replaced too: what it would have said is gone.
BLANK_LOG = """
UPDATE event_log e SET payload = NULL
FROM unnest($1::text[], $2::text[]) AS k(subject, type)
WHERE e.subject = k.subject AND e.type = k.type
"""

BLANK_PARKED = """
UPDATE inbox_parked p SET body = NULL
FROM unnest($1::text[], $2::text[]) AS k(subject, type)
WHERE p.subject = k.subject AND p.type = k.type
"""

BLANK_DEAD = """
UPDATE dead_letter d SET body = NULL
FROM unnest($1::text[], $2::text[]) AS k(subject, type)
WHERE d.subject = k.subject AND d.type = k.type
"""

BLANK_OUTBOX = """
UPDATE outbox o SET payload = ''::bytea
FROM unnest($1::text[], $2::text[]) AS k(subject, type)
WHERE o.subject = k.subject AND o.type = k.type
"""

RENEW_SALT = """
UPDATE subject s SET salt = sha256(gen_random_uuid()::text::bytea), salt_since = journal_no + 1
FROM (SELECT DISTINCT subject FROM unnest($1::text[]) AS t(subject)) k WHERE s.subject = k.subject
"""

PERSONAL = tuple(sorted(topic for topic, cls in catalogue().items() if cls.personal))


def blank_statements(subject: str) -> list[Change]:
    """The changes that blank every stored copy of the personal events about `subject`."""
    blanks = (BLANK_LOG, BLANK_PARKED, BLANK_DEAD, BLANK_OUTBOX)
    changes = [Change(sql, (subject, topic)) for sql in blanks for topic in PERSONAL]
    return [*changes, Change(RENEW_SALT, (subject,))]
