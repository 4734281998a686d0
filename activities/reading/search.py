"""Search over subject, people, text and Message-ID by PostgreSQL's full text; nothing on SQLite.

Its tables are made after each migration, as they are of one database only.
"""

import re
import time
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from activities.models import Activity
from departments.paging import MOST

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 20
# Cut, since PostgreSQL refuses a row whose words are longer than a megabyte.
FUNCTION = """
CREATE OR REPLACE FUNCTION mailcenter_words(
    subject text, sender text, recipients text, copies text, message_id text, content text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', regexp_replace(
        left(subject, 5000) || ' ' || sender || ' ' || left(recipients, 20000) || ' '
        || left(copies, 20000) || ' ' || message_id || ' ' || left(content, 100000),
        '[^[:alnum:]]+', ' ', 'g'))
$$
"""
# Beside the activities, since to break a text into words costs more than to store it: mail comes in
# without waiting for that. Triggers note whose words are missing, `catch_up` makes them, and until
# then the search looks into the few texts themselves. The models do not know these tables, which
# SQLite could not have.
TABLES = """
CREATE TABLE IF NOT EXISTS activity_words (activity_id bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX IF NOT EXISTS activity_words_words ON activity_words USING gin (words);
CREATE TABLE IF NOT EXISTS activity_unread (activity_id bigint PRIMARY KEY);
CREATE OR REPLACE FUNCTION mailcenter_unread() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO activity_unread SELECT id FROM written ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION mailcenter_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM activity_words WHERE activity_id IN (SELECT id FROM gone);
    DELETE FROM activity_unread WHERE activity_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION mailcenter_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    TRUNCATE activity_words, activity_unread;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER activity_came AFTER INSERT ON activities_activity
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION mailcenter_unread();
CREATE OR REPLACE TRIGGER activity_rewritten
    AFTER UPDATE OF subject, sender, "to", cc, message_id, text ON activities_activity
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.subject IS DISTINCT FROM NEW.subject
        OR OLD.sender IS DISTINCT FROM NEW.sender OR OLD."to" IS DISTINCT FROM NEW."to"
        OR OLD.cc IS DISTINCT FROM NEW.cc OR OLD.message_id IS DISTINCT FROM NEW.message_id)
    EXECUTE FUNCTION mailcenter_unread_one();
CREATE OR REPLACE TRIGGER activity_gone AFTER DELETE ON activities_activity
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION mailcenter_gone();
CREATE OR REPLACE TRIGGER activities_emptied AFTER TRUNCATE ON activities_activity
    FOR EACH STATEMENT EXECUTE FUNCTION mailcenter_emptied();
"""
ONE = """
CREATE OR REPLACE FUNCTION mailcenter_unread_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO activity_unread VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
WORDS = """mailcenter_words(
    one.subject, one.sender, one."to", one.cc, one.message_id, one.text)"""
CATCH_UP = f"""
WITH taken AS (
    DELETE FROM activity_unread WHERE activity_id IN (
        SELECT activity_id FROM activity_unread ORDER BY activity_id LIMIT %s
        FOR UPDATE SKIP LOCKED)
    RETURNING activity_id)
INSERT INTO activity_words (activity_id, words)
SELECT one.id, {WORDS} FROM activities_activity one JOIN taken ON one.id = taken.activity_id
ON CONFLICT (activity_id) DO UPDATE SET words = EXCLUDED.words
"""  # noqa: S608  # constants of ours
AT_ONCE = 500
UNREAD = f"""
    SELECT one.id FROM activities_activity one JOIN activity_unread ON one.id = activity_id
    WHERE {WORDS} @@ to_tsquery('simple', %s)"""  # noqa: S608  # constants of ours
# Not EXISTS: the database would read all that the index has, where it believes that to be cheaper.
HAS_WORDS = f"""
COALESCE((SELECT words @@ to_tsquery('simple', %s) FROM activity_words
    WHERE activity_id = "activities_activity"."id"), false)
OR "activities_activity"."id" IN ({UNREAD})
"""  # noqa: S608  # constants of ours
# Any so many. Planned by itself: for a word that it believes to be frequent the database would walk
# through all mail, and would sort what has a frequent one.
HOLDING = """
CREATE OR REPLACE FUNCTION mailcenter_holding(asked tsquery, many integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
    SELECT activity_id FROM activity_words WHERE words @@ asked LIMIT many
$$
"""
BY_INDEX = f"""
    SELECT mailcenter_holding(to_tsquery('simple', %s), {MOST + 1})
    UNION ALL {UNREAD}"""  # constants of ours
# So many of the list's first rows, the newest as a rule, are looked at first; where these with the
# words fill a page they are the answer, as the index would bring the half of all mail there is.
NEWEST = 2000
FREQUENT = 100
# So many are where words are frequent, but not among the newest.
WIDE = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """``more``: there may be older ones that are not among the rows."""

    rows: QuerySet[Activity]
    more: bool = False


def found(queryset: QuerySet[Activity], term: str) -> Found | None:
    """Those with all words of ``term``, each the beginning of one of theirs.

    None where the database has no full text, or the term no word: the plain search is to be used.
    """
    words = WORD.findall(term)[:MOST_WORDS]
    if connections[queryset.db].vendor != "postgresql" or not words:
        return None
    asked = " & ".join(f"{word}:*" for word in words)
    newest, more = _among_newest(queryset, asked, NEWEST)
    if not more or len(newest) >= FREQUENT:
        return Found(queryset.filter(pk__in=newest), more)
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(BY_INDEX, [asked, asked])
        every = [pk for (pk,) in cursor]
    if len(every) <= MOST:
        return Found(queryset.filter(pk__in=every))
    wide, more = _among_newest(queryset, asked, WIDE)
    return Found(queryset.filter(pk__in=wide[:MOST]), more or len(wide) > MOST)


def _among_newest(queryset: QuerySet[Activity], asked: str, many: int) -> tuple[list[int], bool]:
    """Those with the words among so many of the first rows, and whether there are others."""
    # A constant of ours; what was typed is letters and digits alone, and a parameter.
    has = RawSQL(HAS_WORDS, [asked, asked], output_field=BooleanField())  # noqa: S611
    rows = queryset.annotate(has=has).values_list("pk", "has")
    looked_at = list(rows[: many + 1])
    return [pk for pk, holds in looked_at[:many] if holds], len(looked_at) > many


def catch_up(seconds: float, using: str = "default") -> int:
    """Makes the words of what came since, for so many seconds at most; returns of how many."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return 0
    until, done = time.monotonic() + seconds, 0
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(CATCH_UP, [AT_ONCE])
            done += cursor.rowcount
            if cursor.rowcount < AT_ONCE:
                break
    return done


def make_index(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Makes the tables and triggers where they are missing; after the migrations."""
    connection = connections[using]
    # `flush`, which empties tables only, tells of itself in the same way, without a plan.
    if connection.vendor != "postgresql" or "plan" not in kwargs:
        return
    with connection.cursor() as cursor:
        for sql in (FUNCTION, ONE, TABLES, HOLDING):
            cursor.execute(sql)
