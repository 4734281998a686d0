"""The database of a run's workers is copied from one that was migrated once: that takes 20 s, a
copy none. Without such a database the tests migrate their own, as ever."""

import os
import shutil
from pathlib import Path
from typing import Any

# Names it: a file of SQLite, or a database of the same PostgreSQL.
VARIABLE = "MAILCENTER_TEST_MIGRATED"


def copied(database: dict[str, Any], folder: Path) -> bool:
    """Let Django's test database be a copy, on SQLite a file in ``folder``.

    Returns:
        Whether it is there already (True), or Django makes it (False).
    """
    migrated = os.environ.get(VARIABLE)
    test = database.setdefault("TEST", {})
    if "sqlite" not in database["ENGINE"]:
        test["TEMPLATE"] = migrated
        return False
    test["NAME"] = str(folder / "test.sqlite3")
    if migrated:
        shutil.copy(migrated, test["NAME"])
    return bool(migrated)
