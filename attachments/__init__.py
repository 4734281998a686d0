"""Which attachments may pass. Empty until attachments are screened."""
