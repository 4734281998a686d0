"""What a case is beside its mail: its state and priority, and the templates that set them first."""
