"""Which tests of a run stay on one worker: those of a file that share a browser or processes, which
each worker would start anew. (xdist's own groups are lost with pytest 9.2: no test id tells them.)"""

from typing import Any

from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "browser.py",
    "test_browser_story.py",
    "mailcenter/test_node.py",
    "mailcenter/test_up.py",
    "workers/test_concurrency.py",
    "workers/test_database_outage.py",
    "workers/test_instances.py",
    "workers/test_kills.py",
    "workers/test_nodes.py",
    "workers/test_process_outages.py",
)


class Sharing(LoadScopeScheduling):
    """Every test alone, but for those of the files above."""

    def _split_scope(self, nodeid: Any) -> str:
        file = str(nodeid).partition("::")[0]
        return file if file.endswith(TOGETHER) else str(nodeid)
