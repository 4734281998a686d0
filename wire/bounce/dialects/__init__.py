"""How mail systems word their own reports: one small rule file each, ordered in `order`."""
