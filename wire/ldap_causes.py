"""The answers of directory servers (RFC 4511 appendix A) and Active Directory's own codes.

Its codes stand in the text of an answer 49: “data 52e”.
"""

from wire.causes import Known
from wire.errors import Cause

LDAP = "ldap"
CONFIGURATION, CREDENTIALS, PASSING = Cause.CONFIGURATION, Cause.CREDENTIALS, Cause.PASSING
_AGAIN = "It is tried again by itself."


def row(cause: Cause, codes: str, likely: str, remedy: str, field: str = "", *, words: str = "") -> Known:  # fmt: skip
    return Known(
        cause,
        likely,
        remedy,
        field,
        kinds=frozenset({LDAP}),
        codes=frozenset(codes.split()),
        words=words,
    )


def _active_directory(code: str, likely: str, remedy: str, field: str = "bind_dn") -> Known:
    return row(CREDENTIALS, "49", likely, remedy, field, words=rf"\bdata {code}\b")


_ACTIVE_DIRECTORY = (
    _active_directory("525", "There is no such user in this Active Directory.", "Type the user as DN, as name@domain, or as DOMAIN\\name."),
    _active_directory("52e", "The user exists, but the password is wrong.", "Type the password again.", "secret"),
    _active_directory("530", "This user may not sign in at this time of the day.", "Let the directory's administrator widen the hours of the account."),
    _active_directory("531", "This user may not sign in from this machine.", "Let the directory's administrator allow it."),
    _active_directory("532", "The password of this user has expired.", "Set a new one in the directory, best one that does not expire, and type it here.", "secret"),
    _active_directory("533", "The account of this user is disabled.", "Let the directory's administrator enable it."),
    _active_directory("701", "The account of this user has expired.", "Let the directory's administrator prolong it."),
    _active_directory("773", "This user must set a new password before the first sign-in.", "Set it in the directory, and type it here.", "secret"),
    _active_directory("775", "The account of this user is locked, after too many wrong passwords.", "Let the directory's administrator unlock it; mend the password here first.", "secret"),
)  # fmt: skip

_WAY = (
    Known(PASSING, "The directory closed the connection without an answer.", "Where the port is that of LDAPS (636), choose LDAPS. Else its administrator finds the reason in its log.", "encryption", kinds=frozenset({"ldap lost"})),
    Known(PASSING, "The directory did not answer within {seconds} seconds.", f"{_AGAIN} Where it never answers, the port may be that of LDAPS (636): choose LDAPS then.", "encryption", kinds=frozenset({"ldap silent"})),
)  # fmt: skip

ROWS = (
    *_WAY,
    *_ACTIVE_DIRECTORY,
    row(CREDENTIALS, "49", "The directory does not accept this user with this password.", "Type both again. The user is mostly a whole DN, such as cn=reader,dc=example,dc=org.", "secret"),
    row(CONFIGURATION, "1", "The directory answers nobody who has not signed in.", "Type a user and a password below “Sign in”.", "bind_dn", words="successful bind"),
    row(CONFIGURATION, "1", "The directory cannot do this now, in this order.", "Show these words to its administrator."),
    row(CONFIGURATION, "2", "The directory does not understand what is asked, or not in this version of LDAP.", "Version 3 is spoken here: look whether the port belongs to a directory server.", "port"),
    row(PASSING, "3", "The directory did not finish the search in time.", "Let its administrator index the attribute of the filter, or search below a nearer base.", "filter_template"),
    row(CONFIGURATION, "4", "More entries match than the directory hands out.", "Narrow the filter or the base, so that an address finds one entry.", "filter_template"),
    row(CONFIGURATION, "7", "The directory does not take a simple user and password.", "Let its administrator allow simple bind, over TLS.", "bind_dn"),
    row(CONFIGURATION, "8", "The directory wants a stronger sign-in: mostly an encrypted connection.", "Choose STARTTLS, or LDAPS with port 636.", "encryption"),
    row(CONFIGURATION, "10", "What is searched lies on another server. Such hints are not followed: nobody has checked that server.", "Name that server here, or search below a base that this one holds.", "base"),
    row(CONFIGURATION, "11", "The search goes over a limit that the directory's administrator has set.", "Narrow the filter or the base.", "filter_template"),
    row(CONFIGURATION, "12", "The directory does not know a part of what is asked.", "Show these words to its administrator."),
    row(CONFIGURATION, "13", "The directory speaks only over an encrypted connection.", "Choose STARTTLS, or LDAPS with port 636.", "encryption"),
    row(CONFIGURATION, "16 17 18", "The directory cannot search by an attribute of the filter.", "Look whether the attribute is spelt as in the directory: browse an entry below.", "filter_template"),
    row(CONFIGURATION, "32", "There is no entry with the name of the base in this directory.", "Correct the base, or choose it by browsing. Some directories say so as well where a user may not read it.", "base"),
    row(CONFIGURATION, "34", "The directory cannot read the name of the base or of the user.", "Such a name looks like ou=people,dc=example,dc=org.", "base"),
    row(CONFIGURATION, "48", "The directory takes neither this user without a password nor this kind of sign-in.", "Type user and password.", "bind_dn"),
    row(CONFIGURATION, "50", "The user who signs in may not read there.", "Let the directory's administrator give the right to read and to search.", "bind_dn"),
    row(PASSING, "51", "The directory is busy.", _AGAIN),
    row(PASSING, "52", "The directory is shutting down, or has no data at the moment.", _AGAIN),
    row(CONFIGURATION, "53", "The directory is not willing to: mostly a sign-in without encryption or without a password.", "Choose STARTTLS or LDAPS, and type user and password.", "encryption"),
    row(CONFIGURATION, "54", "The directory has found itself going round in circles.", "Show these words to its administrator."),
    row(PASSING, "80", "The directory has trouble of its own.", f"{_AGAIN} If it stays so, ask its administrator."),
    row(CONFIGURATION, "", "The directory refuses, for a reason that is not known here: its own words say more.", "Show these words to its administrator."),
)  # fmt: skip
