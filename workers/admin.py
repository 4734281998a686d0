"""What the console shows of operation; Django finds the pages by this file."""

from workers.console import instances, jobs, nodes

__all__ = ["instances", "jobs", "nodes"]
