"""Queues: where mail waits until a person takes it, and what people do with it there."""
