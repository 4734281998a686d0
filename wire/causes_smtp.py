"""What an SMTP server's refusals mean by their codes (RFC 5321, 3463, 4954) and words."""

from wire.causes import SMTP, Known
from wire.causes_answers import REFUSED, RETYPE
from wire.errors import Cause, Step

CONFIGURATION, PASSING, CREDENTIALS = Cause.CONFIGURATION, Cause.PASSING, Cause.CREDENTIALS
MESSAGE = Cause.MESSAGE

_AGAIN = "It is tried again by itself."
_SMTP = frozenset({SMTP})
_SIGN_IN = frozenset({Step.AUTHENTICATION})
_EARLY = frozenset({Step.GREETING, Step.CONNECT, Step.CAPABILITIES})
_MAIL = frozenset({Step.SENDER, Step.RECIPIENT, Step.DATA})


def _codes(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


ROWS = (
    Known(
        PASSING,
        "The server puts off mail of strangers at first (greylisting).",
        f"{_AGAIN} It is taken after some minutes.",
        words="greylist|grey list|graylist",
        kinds=_SMTP,
        codes=_codes("450 451"),
    ),
    Known(
        PASSING,
        "The mailbox of the recipient is full.",
        _AGAIN,
        words=r"4\.2\.2|full",
        kinds=_SMTP,
        codes=_codes("452"),
    ),
    Known(
        PASSING,
        "The server ends the session: it is busy or about to stop.",
        _AGAIN,
        kinds=_SMTP,
        codes=_codes("421"),
    ),
    Known(
        PASSING,
        "The server cannot check the sign-in, or encrypt, at the moment.",
        _AGAIN,
        steps=_SIGN_IN | {Step.ENCRYPTION},
        kinds=_SMTP,
        codes=_codes("454"),
    ),
    Known(PASSING, "The server asks to try again later.", _AGAIN, kinds=_SMTP, words=r"^4\d\d"),
    Known(
        CONFIGURATION,
        "The server does not accept this way of signing in.",
        "Choose another authentication method.",
        "method",
        steps=_SIGN_IN,
        kinds=_SMTP,
        codes=_codes("504"),
    ),
    Known(
        CONFIGURATION,
        "The server wants encryption or a sign-in first.",
        "Choose STARTTLS or TLS, and ESMTP with user name and password.",
        "encryption",
        kinds=_SMTP,
        codes=_codes("530"),
    ),
    Known(
        CONFIGURATION,
        "The server does not accept this way of signing in.",
        "Choose a stronger authentication method.",
        "method",
        steps=_SIGN_IN,
        kinds=_SMTP,
        codes=_codes("534"),
    ),
    Known(
        CONFIGURATION,
        "The server does not accept this way of signing in.",
        "Choose STARTTLS or TLS: this method needs encryption.",
        "encryption",
        steps=_SIGN_IN,
        kinds=_SMTP,
        codes=_codes("538"),
    ),
    Known(
        CONFIGURATION,
        "The server has no sign-in, or not at this point.",
        "Choose SMTP without authentication, or another port.",
        "protocol",
        steps=_SIGN_IN,
        kinds=_SMTP,
        codes=_codes("500 502 503"),
    ),
    Known(CREDENTIALS, REFUSED, RETYPE, "secret", kinds=_SMTP, steps=_SIGN_IN),
    Known(
        CONFIGURATION,
        "The server has this machine on a block list.",
        "Ask the provider that keeps the list to take the address off, or send by another server.",
        "host",
        kinds=_SMTP,
        words=r"block ?list|black ?list|spamhaus|\brbl\b|barracuda|\bblocked\b",
    ),
    Known(
        CONFIGURATION,
        "The server does not forward mail for strangers.",
        "Choose ESMTP with user name and password.",
        "protocol",
        words="relay(ing)? (access )?denied|unable to relay|relaying|access denied",
        kinds=_SMTP,
        codes=_codes("550 551 553 554"),
    ),
    Known(
        MESSAGE,
        "The server knows no mailbox of this address.",
        "Check the address.",
        steps=_MAIL,
        words=r"5\.1\.1|user unknown|no such user|unknown user",
        kinds=_SMTP,
        codes=_codes("550 551 553"),
    ),
    Known(
        MESSAGE,
        "The message is too large, or the recipient's mailbox full.",
        "Send less, or ask the recipient to make room.",
        steps=_MAIL,
        words=r"5\.2\.2|5\.3\.4|5\.2\.3|too (big|large)|quota|size",
        kinds=_SMTP,
        codes=_codes("552 523 534 554"),
    ),
    Known(
        MESSAGE,
        "The server takes the mail for spam.",
        "Change its text, and have the domain's SPF and DKIM records checked.",
        steps=_MAIL,
        words="spam|unsolicited",
        kinds=_SMTP,
        codes=_codes("550 554"),
    ),
    Known(
        CONFIGURATION,
        "The server does not take mail from this sender.",
        "Check the address of the alias, or type an SMTP address.",
        "address",
        steps=_MAIL,
        words="sender",
        kinds=_SMTP,
        codes=_codes("550 553"),
    ),
    Known(
        MESSAGE,
        "The server refuses the sender.",
        "Check the address of the alias.",
        "address",
        kinds=_SMTP,
        steps=frozenset({Step.SENDER}),
    ),
    Known(
        MESSAGE,
        "The server refuses the recipient.",
        "",
        kinds=_SMTP,
        steps=frozenset({Step.RECIPIENT}),
    ),
    Known(
        MESSAGE, "The server refuses the message.", "", kinds=_SMTP, steps=frozenset({Step.DATA})
    ),
    Known(
        CONFIGURATION,
        "The server refuses to talk to us.",
        "Check server name and port.",
        kinds=_SMTP,
        steps=_EARLY,
    ),
)
