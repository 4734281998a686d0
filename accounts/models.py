"""The tables of this room; each stands in the file of its concern."""

from accounts.applications import Cloud, Flow, OAuthApplication, Proof, Provider
from accounts.email_accounts import EmailAccount, ServerType, Status
from accounts.grants import Grant, State
from accounts.sign_ins import SignIn

__all__ = [
    "Cloud",
    "EmailAccount",
    "Flow",
    "Grant",
    "OAuthApplication",
    "Proof",
    "Provider",
    "ServerType",
    "SignIn",
    "State",
    "Status",
]
