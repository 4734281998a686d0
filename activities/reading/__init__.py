"""Reading mail safely (UX-5): nothing that strangers wrote runs in the browser or calls home."""
