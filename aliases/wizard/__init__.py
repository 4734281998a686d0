"""The three steps by which a new alias is made, and the drafts in between (AL-10)."""
