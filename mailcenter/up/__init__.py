"""Everything on one machine under one supervisor: what `manage.py up` does."""
