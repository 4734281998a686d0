"""Puts the NTLM helper where Dovecot's user can run it."""

import shutil
import sys
from pathlib import Path

from tests.servers import ntlm_helper
from tests.servers.process import give, write


def install(folder: Path, password: str) -> Path:
    """Write the helper and the one password it accepts; return the path to run."""
    give(folder)
    # the interpreter of the tests may lie where only root gets in; any Python 3.10 will do
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable
    helper = folder / "ntlm_helper"
    write(helper, f"#!{python} -IS\n" + Path(ntlm_helper.__file__).read_text())
    helper.chmod(0o755)
    write(folder / "password", password)
    return helper
