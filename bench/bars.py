"""What is compared with what, and how fast it has to be: the bars as data, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """The rate of `ours` by that of `other`; `bar` is the least that will do, None where nobody asked."""

    ours: str
    other: str
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure that has to stay at or under `bar`, or at or over it, in the figure's own unit."""

    bar: float
    over: bool = False


RATIOS = {
    "imap_vs_mbsync": Ratio("imap", "imap_mbsync", 1.0),
    "imap_vs_mbsync_without_fsync": Ratio("imap", "imap_mbsync_without_fsync"),
    "imap_vs_django_mailbox": Ratio("imap", "imap_django_mailbox", 10),
    "imap_vs_getmail6": Ratio("imap", "imap_getmail6", 10),
    "imap_vs_django_helpdesk": Ratio("imap", "imap_django_helpdesk", 20),
    "imap_vs_fetchmail": Ratio("imap", "imap_fetchmail"),
    "imap_vs_bare_loop": Ratio("imap", "imap_bare_loop", 0.6),
    "imap_vs_bare_fetch": Ratio("imap", "imap_bare_fetch"),
    "pop3_vs_django_mailbox": Ratio("pop3", "pop3_django_mailbox", 10),
    "pop3_vs_getmail6": Ratio("pop3", "pop3_getmail6"),
    "pop3_vs_django_helpdesk": Ratio("pop3", "pop3_django_helpdesk"),
    "pop3_vs_fetchmail": Ratio("pop3", "pop3_fetchmail", 4),
    "pop3_vs_bare_loop": Ratio("pop3", "pop3_bare_loop", 0.6),
    "pop3_vs_bare_fetch": Ratio("pop3", "pop3_bare_fetch"),
    "two_workers_vs_one": Ratio("two_workers", "imap", 1.5),
    "send_small_vs_post_office": Ratio("send_small", "send_small_post_office", 2),
    "send_small_vs_post_office_default": Ratio("send_small", "send_small_post_office_default"),
    "send_small_vs_django_mailer": Ratio("send_small", "send_small_django_mailer", 8),
    "send_small_vs_django_backend": Ratio("send_small", "send_small_django_backend"),
    "send_small_vs_ten_aiosmtplib": Ratio("send_small", "send_small_ten_aiosmtplib", 0.6),
    "send_small_vs_one_aiosmtplib": Ratio("send_small", "send_small_one_aiosmtplib"),
    "send_small_vs_smtplib": Ratio("send_small", "send_small_smtplib"),
    "send_small_vs_smtp_source": Ratio("send_small", "send_small_smtp_source"),
    "send_large_vs_post_office": Ratio("send_large", "send_large_post_office", 2),
    "send_large_vs_django_mailer": Ratio("send_large", "send_large_django_mailer"),
    "send_large_vs_django_backend": Ratio("send_large", "send_large_django_backend"),
    "send_large_vs_ten_aiosmtplib": Ratio("send_large", "send_large_ten_aiosmtplib"),
    "send_large_vs_smtp_source": Ratio("send_large", "send_large_smtp_source", 0.5),
    "send_of_many_vs_of_few": Ratio("send_of_many", "send_of_few", 0.9),
    "twenty_alone_vs_beside_5000": Ratio("twenty_alone", "twenty_beside_5000"),
}

# By the figure's name.
LIMITS = {
    # 10,000 aliases once a minute, on two cores with everything else that takes part
    "polls_by_two_workers": Limit(10_000 / 60, over=True),
    "poll_imap_of_10000": Limit(100),
    "tick": Limit(5),
    "watch_delay": Limit(1),
    "watch_memory": Limit(500),
}
