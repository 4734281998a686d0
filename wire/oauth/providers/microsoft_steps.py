"""How an application is registered with Microsoft, in words."""

from wire.oauth.providers.clouds import Cloud
from wire.oauth.values import Grant

_BEFORE = (
    "Sign in to {portal} as an administrator of the organisation: Identity, Applications, App "
    "registrations, New registration.",
    "Choose “Accounts in this organizational directory only”.",
)
_SECRET = (
    "Under Certificates & secrets make a client secret and copy its Value (not the Secret ID), or "
    "upload a certificate. Note the expiry date here.",
    "Copy the Application (client) ID and the Directory (tenant) ID from the overview here.",
)
_PERSON = (
    "Under Redirect URI choose the type Web and give: {redirect_uri}",
    *_SECRET,
    "Under API permissions add the delegated permissions of Microsoft Graph offline_access, "
    "IMAP.AccessAsUser.All, POP.AccessAsUser.All and SMTP.Send.",
    "Choose Grant admin consent, so that nobody else has to agree.",
    "Where mail is to be sent, switch Authenticated SMTP on for the mailbox: Set-CASMailbox ADDRESS "
    "-SmtpClientAuthenticationDisabled $false",
    "For shared mailboxes give the person who signs in Full Access and Send As.",
)
_ITSELF = (
    *_SECRET,
    "Under API permissions choose “APIs my organization uses”, Office 365 Exchange Online, "
    "Application permissions, and add IMAP.AccessAsApp, POP.AccessAsApp and SMTP.SendAsApp. Then "
    "choose Grant admin consent.",
    "In Exchange Online PowerShell, with the Object ID that Enterprise applications shows: "
    "New-ServicePrincipal -AppId CLIENT_ID -ObjectId OBJECT_ID",
    "For each mailbox: Add-MailboxPermission -Identity ADDRESS -User OBJECT_ID -AccessRights "
    "FullAccess",
    "For each mailbox that sends: Add-RecipientPermission -Identity ADDRESS -Trustee OBJECT_ID "
    "-AccessRights SendAs",
)


def steps(grant: Grant, cloud: Cloud, *, redirect_uri: str) -> tuple[str, ...]:
    """One or two sentences each, with what is to be copied filled in."""
    further = _PERSON if grant is Grant.CONSENT else _ITSELF
    return tuple(
        one.format(portal=cloud.portal, redirect_uri=redirect_uri) for one in _BEFORE + further
    )
