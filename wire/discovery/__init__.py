"""From an email address to the settings of its servers: known providers, then the domain's records.

Everything here is pure but ``network``, which asks; ``find`` puts the answers in order.
"""
