"""The watchdog: looks for what nobody else would notice, and needs neither scheduler nor workers."""
