"""From the rows of an application and an account to what wire needs: secrets are read here alone."""

from typing import Any

from accounts.applications import Cloud, OAuthApplication, Proof, Provider
from accounts.email_accounts import EmailAccount
from departments.vault import SecretUnreadable
from wire.discovery.values import Server
from wire.endpoints import Credentials, Encryption, Endpoint, Protocol
from wire.errors import Cause, Explanation
from wire.oauth.errors import OAuthError
from wire.oauth.identity import sasl_user
from wire.oauth.providers import catalogue
from wire.oauth.providers.provider import Provider as WireProvider
from wire.oauth.values import Application, Client, Endpoints, Grant
from wire.web import Web

TIMEOUT = 30.0


def provider_name(row: OAuthApplication) -> str:
    """The provider's name in wire's catalogue: each cloud of Microsoft has its own."""
    if row.provider == Provider.MICROSOFT and row.cloud != Cloud.WORLDWIDE:
        return f"{row.provider}-{row.cloud}"
    return row.provider


def provider_of(row: OAuthApplication) -> WireProvider:
    return catalogue.PROVIDERS[provider_name(row)]


def without_secrets(row: OAuthApplication) -> Application:
    """The registration for whatever asks nobody: scopes, servers, steps. Decrypts nothing."""
    return Application(
        provider=provider_name(row),
        client=Client(row.client_id),
        grant=Grant(row.flow),
        tenant=row.tenant_id,
        overrides=Endpoints(
            authorization_url=row.authorization_url,
            token_url=row.token_url,
            issuer=row.issuer,
            scopes=tuple(row.scopes.split()),
        ),
    )


def application_of(row: OAuthApplication, web: Web | None = None) -> Application:
    """The registration with its secrets. Raises OAuthError where one is missing or unreadable."""
    plain = without_secrets(row)
    return Application(
        provider=plain.provider,
        client=_client(row),
        grant=plain.grant,
        tenant=plain.tenant,
        overrides=plain.overrides,
        web=web or web_of(row),
    )


def web_of(row: OAuthApplication, **more: Any) -> Web:
    """What the partition lets us reach on the way to the provider."""
    partition = row.partition
    return Web(ca_bundle=partition.ca_bundle, private_networks=partition.private_networks, **more)


def _client(row: OAuthApplication) -> Client:
    if row.provider == Provider.SERVICE_ACCOUNT:
        return Client(key_file=_revealed(row, "key_file"))
    if row.proof == Proof.CERTIFICATE:
        key = _revealed(row, "private_key")
        return Client(row.client_id, certificate=row.certificate, private_key=key)
    if row.proof == Proof.SECRET:
        return Client(row.client_id, _revealed(row, "client_secret"))
    return Client(row.client_id)


def _revealed(row: OAuthApplication, name: str) -> str:
    what = name.replace("_", " ")
    try:
        secret: str = getattr(row, name).reveal()
    except SecretUnreadable as error:
        likely = f"The {what} of the application “{row.name}” cannot be read: {error}"
        raise _missing(likely, name) from error
    if not secret:
        raise _missing(f"The application “{row.name}” has no {what}.", name)
    return secret


def _missing(likely: str, field: str) -> OAuthError:
    remedy = "Type it again on the page of the OAuth application."
    return OAuthError(Cause.CONFIGURATION, Explanation(likely, remedy, field=field))


def scopes_of(row: OAuthApplication) -> tuple[str, ...]:
    return provider_of(row).scopes(without_secrets(row))


def steps_of(row: OAuthApplication, redirect_uri: str) -> tuple[str, ...]:
    """What a person does at the provider to register the application there."""
    return provider_of(row).registration(without_secrets(row), redirect_uri)


def server_of(row: OAuthApplication, protocol: Protocol) -> Server | None:
    """The typed server, else the provider's; None where the provider has none."""
    name = protocol.value
    if host := getattr(row, f"{name}_host"):
        encryption = Encryption(getattr(row, f"{name}_encryption"))
        return Server(protocol, host, getattr(row, f"{name}_port"), encryption)
    return provider_of(row).servers(without_secrets(row)).get(protocol)


def endpoint_of(account: EmailAccount, protocol: Protocol) -> Endpoint:
    """Where the account's mail is fetched or sent. Raises OAuthError where no server is known."""
    row = account.application
    server = server_of(row, protocol)
    if server is None:
        likely = f"Nobody has said where the {protocol.value.upper()} server of “{row.name}” is."
        remedy = "Type it under “Mail servers” on the page of the OAuth application."
        why = Explanation(likely, remedy, field=f"{protocol.value}_host")
        raise OAuthError(Cause.CONFIGURATION, why)
    return Endpoint(
        host=server.host,
        port=server.port,
        encryption=server.encryption,
        timeout=TIMEOUT,
        ca_bundle=row.partition.ca_bundle,
        private_networks=row.partition.private_networks,
    )


def credentials_of(
    account: EmailAccount, protocol: Protocol, token: str, *, mailbox: str = ""
) -> Credentials:
    """Who signs in with ``token``, to the account's own ``mailbox`` unless another is given (P26)."""
    signed_in = account.grant.identity or account.address
    grant = Grant(account.application.flow)
    user = sasl_user(mailbox or account.address, protocol, grant=grant, signed_in=signed_in)
    return Credentials(user, token, token=True)
