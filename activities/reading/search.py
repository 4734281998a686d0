"""Search over subject, people, text and Message-ID by PostgreSQL's full text; nothing on SQLite.

The column and its index are made after each migration, as it is of one database only and follows the columns.
"""

import re
from typing import Any

from django.db import connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from activities.models import Activity

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
# Stored beside the row: with an index alone, a word of most mails has the text of each read anew.
# The model does not know the column, which SQLite could not have.
COLUMN = """
ALTER TABLE "activities_activity" ADD COLUMN IF NOT EXISTS "words" tsvector GENERATED ALWAYS AS (
    mailcenter_words("subject", "sender", "to", "cc", "message_id", "text")) STORED
"""
INDEX = 'CREATE INDEX IF NOT EXISTS activity_words ON "activities_activity" USING gin ("words")'
CONDITION = """ "activities_activity"."words" @@ to_tsquery('simple', %s) """


def found(queryset: QuerySet[Activity], term: str) -> QuerySet[Activity] | None:
    """Those with all words of ``term``, each the beginning of one of theirs.

    None where the database has no full text, or the term no word: the plain search is to be used.
    """
    words = WORD.findall(term)[:MOST_WORDS]
    if connections[queryset.db].vendor != "postgresql" or not words:
        return None
    asked = " & ".join(f"{word}:*" for word in words)
    # A constant of ours; what was typed is letters and digits alone, and a parameter.
    return queryset.filter(RawSQL(CONDITION, [asked], output_field=BooleanField()))  # noqa: S611


def make_index(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Makes the column and its index where they are missing; after the migrations."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        cursor.execute(COLUMN)
        cursor.execute(INDEX)
