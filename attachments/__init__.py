"""The room of attachments: what may come in and go out, and what was held back."""
