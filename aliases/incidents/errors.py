"""What goes wrong in telling people; failures of servers are wire's WireError."""


class Hopeless(Exception):
    """No further try would help before somebody changes something; the words say what."""
