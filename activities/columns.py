"""How PostgreSQL keeps the large columns; other databases know no such choice."""

from typing import Any

from django.db import connections

# Compressed before it comes: to try again costs the server more than to write it.
# LZ4 takes a tenth of the time of the usual way; a server built without it keeps that.
STORAGE = """
ALTER TABLE activities_rawmessage ALTER COLUMN compressed SET STORAGE EXTERNAL;
DO $$ BEGIN
    ALTER TABLE activities_activity ALTER COLUMN "text" SET COMPRESSION lz4;
    ALTER TABLE activities_activity ALTER COLUMN html SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$
"""


def set_storage(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """After each migration, which could have made the columns anew."""
    connection = connections[using]
    if connection.vendor == "postgresql" and "plan" in kwargs:
        with connection.cursor() as cursor:
            cursor.execute(STORAGE)
