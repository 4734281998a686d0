"""One notice for each dialect: the rule that knows it, the message, what it says of whom."""

from tests.wire.bounce.samples import RETURNED, attached, mail, notice

EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  kim@far.example
    host mx.far.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<kim@far.example>:
    550 5.1.1 no such user here
  lee@far.example
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

"""
BOTH = [("kim@far.example", "hard"), ("lee@far.example", "soft")]
KIM = [("kim@far.example", "hard")]

SAMPLES = {
    "exim": (notice(EXIM + RETURNED), BOTH),
    "failed_header": (notice(EXIM, X_Failed_Recipients="kim@far.example, lee@far.example"), BOTH),
    "bracketed": (
        notice(
            "Hi. This is the qmail-send program at mx.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
            "<kim@far.example>:\n192.0.2.7 does not like recipient.\n"
            "Remote host said: 550 5.1.1 unknown user\nGiving up on 192.0.2.7.\n\n"
            "<lee@far.example>:\nThe user's mailbox is full. (#5.2.2)\n\n"
            "--- Below this line is a copy of the message.\n\n" + RETURNED,
            subject="failure notice",
        ),
        BOTH,
    ),
    "gmail": (
        notice(
            "Delivery to the following recipient failed permanently:\n\n     kim@far.example\n\n"
            "Technical details of permanent failure:\nThe other server returned: 550 5.1.1 user"
            " unknown (state 14).\n\n----- Original message -----\n\n" + RETURNED
        ),
        KIM,
    ),
    "sendmail": (
        notice(
            "The original message was received at Mon, 2 Nov 2026 10:00:00 GMT\n\n"
            "   ----- The following addresses had permanent fatal errors -----\n"
            "<kim@far.example>\n    (reason: 550 5.1.1 <kim@far.example>... User unknown)\n"
            "<lee@far.example>\n\n   ----- Transcript of session follows -----\n"
            "... while talking to mx.far.example.:\n>>> RCPT To:<lee@far.example>\n"
            "<<< 452 4.2.2 <lee@far.example>... Mailbox full\n"
        ),
        BOTH,
    ),
    "exchange": (
        notice(
            "Your message\n\n  To:      kim@far.example\n  Subject: Your order\n\n"
            "did not reach the following recipient(s):\n\n"
            "kim@far.example on Mon, 2 Nov 2026 10:00:00 -0000\n"
            "    The recipient name is not recognized\n\tMSEXCH:IMS:Far:Main:POST 0 (000C05A6)\n",
            From="System Administrator <postmaster@far.example>",
        ),
        KIM,
    ),
    "notes": (
        notice(
            "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\n"
            "kim@far.example\n\n------- Returned Message --------\n\n" + RETURNED
        ),
        KIM,
    ),
    "groupwise": (
        notice(
            "The message that you sent was undeliverable to the following:\n"
            "\tkim@far.example (user not found)\n\tlee@far.example (mailbox is full)\n"
        ),
        BOTH,
    ),
    "labelled": (
        notice(
            "Your message cannot be delivered to the following recipients:\n\n"
            "  Recipient address: kim@far.example\n  Reason: Illegal host/domain name found\n\n"
            "  Recipient address: lee@far.example\n  Reason: connection timed out\n"
        ),
        BOTH,
    ),
    "dragonfly": (
        notice(
            "This is the DragonFly Mail Agent v0.13 at mx.example.\n\n"
            "There was an error delivering your mail to <kim@far.example>.\n\n"
            "mx.far.example [192.0.2.7] did not like our RCPT TO:\n550 5.1.1 User unknown\n\n"
            "Message headers follow.\n\n" + RETURNED
        ),
        KIM,
    ),
    "opensmtpd": (
        notice(
            "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
            "    An error has occurred while attempting to deliver a message for\n"
            "    the following list of recipients:\n\nkim@far.example: 550 5.1.1 User unknown\n\n"
        ),
        KIM,
    ),
    "interscan": (
        attached(
            "Message from InterScan Messaging Security Suite\n\nSent <<< RCPT TO:<kim@far.example>\n"
            "Received >>> 550 5.1.1 <kim@far.example>... user unknown\n"
        ),
        KIM,
    ),
    "mobile": (
        notice(
            "Message could not be delivered to mobile.\nError: No valid recipients for this MM\n\n"
            "Original Message:\nFrom: help@shop.example\nTo: kim@far.example\n",
            From="MMSC NDR Administrator <sysadmin@mms.example>",
        ),
        KIM,
    ),
    "mdaemon": (
        mail(
            "kim@far.example - no such user here.\n\nThere is no user by that name here.\n",
            subject="Warning: kim@far.example - User unknown!",
            From="MDaemon@far.example",
        ),
        KIM,
    ),
    "imail": (
        notice("Unknown user: kim@far.example\n\nOriginal message follows.\n\n" + RETURNED),
        KIM,
    ),
    "aol": (
        notice(
            "Your mail to the following recipients could not be delivered because they are not"
            " accepting mail from help@shop.example:\n\tkimfarex\n",
            From="MAILER-DAEMON@aol.com",
        ),
        [("kimfarex@aol.com", "policy")],
    ),
    "zoho": (
        notice(
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent could not be delivered to one or more of its recipients.\n\n"
            "kim@far.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 User unknown\n"
        ),
        KIM,
    ),
    "mimecast": (
        mail(
            "This is a delivery failure notification message indicating that\nan email from"
            " help@shop.example addressed to email address :\n-- kim@far.example\n\ncould not be"
            " delivered. The problem appears to be :\n-- Recipient email address is invalid\n",
            subject="[Postmaster] Email Delivery Failure",
        ),
        KIM,
    ),
    "amazon": (
        mail(
            '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":'
            '"kim@far.example","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}',
            subject="AWS Notification Message",
            From="AWS <no-reply@sns.amazonaws.com>",
        ),
        KIM,
    ),
    "fml": (
        mail(
            "You are not a member of this mailing list <talk@far.example>.\n",
            subject="You help@shop.example are not member (talk ML)",
            From="talk-admin@far.example",
            Message_ID="<202611021000.FML12345678.talk@far.example>",
        ),
        [("talk@far.example", "policy")],
    ),
    "plain": (
        notice("Sorry, your message could not be delivered to kim@far.example: no such user.\n"),
        KIM,
    ),
    "transcript": (
        notice(
            "   ----- Transcript of session follows -----\n"
            "421 far.example (smtp)... Deferred: Connection timed out\n\n"
            "   ----- Unsent message follows -----\n" + RETURNED,
            subject="Returned mail: Cannot send message for 4 days",
        ),
        [("kim@far.example", "soft")],
    ),
}
