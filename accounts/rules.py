"""The rules of one OAuth application: what its provider needs, and what does not apply to it.

What does not apply is cleared, so that nothing hidden takes effect.
"""

from typing import Any

from cryptography import x509

Errors = dict[str, Any]

MICROSOFT, GOOGLE, SERVICE_ACCOUNT, GENERIC = (
    "microsoft",
    "google",
    "google-service-account",
    "generic",
)
CONSENT, APPLICATION = "consent", "application"
SECRET, CERTIFICATE, NONE = "secret", "certificate", "none"
# Tenants of Microsoft that are not one organisation, but whoever signs in.
ANYBODY = frozenset({"common", "organizations", "consumers"})
NO_SPACES = "There is a space or a line end in it: copy it again."


def clean_registration(application: Any) -> Errors:
    """Clears what does not apply to the provider, and returns the errors by field."""
    _settle(application)
    return {
        name: words
        for check in (_tenant, _client, _flow, _proof, _addresses)
        for name, words in check(application).items()
    }


def _settle(application: Any) -> None:
    provider = application.provider
    for name in ("tenant_id", "client_id", "issuer", "authorization_url", "token_url"):
        setattr(application, name, getattr(application, name).strip())
    application.scopes = " ".join(application.scopes.split())
    if provider != MICROSOFT:
        application.tenant_id = ""
        application.cloud = "worldwide"
    if provider == GOOGLE:
        application.flow = CONSENT
    if provider == SERVICE_ACCOUNT:
        application.flow, application.proof = APPLICATION, NONE
    else:
        application.key_file, application.key_file_about = "", ""
    if provider == GOOGLE and application.proof == CERTIFICATE:
        application.proof = SECRET
    if application.proof != SECRET:
        application.client_secret = ""
    if application.proof != CERTIFICATE:
        application.certificate, application.private_key = "", ""
    if application.proof != SECRET:
        application.secret_expires_on = None


def _tenant(application: Any) -> Errors:
    if application.provider != MICROSOFT:
        return {}
    tenant = application.tenant_id
    if not tenant:
        return {"tenant_id": "Type the Directory (tenant) ID of the registration."}
    if tenant != "".join(tenant.split()):
        return {"tenant_id": NO_SPACES}
    if tenant.lower() in ANYBODY and application.flow == APPLICATION:
        words = f"Without a person “{tenant}” names no organisation: type the tenant ID."
        return {"tenant_id": words}
    return {}


def _client(application: Any) -> Errors:
    if application.provider == SERVICE_ACCOUNT:
        return {}
    if not application.client_id:
        return {"client_id": "Type the client ID that the provider shows for the registration."}
    if application.client_id != "".join(application.client_id.split()):
        return {"client_id": NO_SPACES}
    return {}


def _flow(application: Any) -> Errors:
    if application.flow == APPLICATION and application.proof == NONE:
        if application.provider == SERVICE_ACCOUNT:
            return {}
        words = (
            "Without a person the application must prove itself: choose a secret or certificate."
        )
        return {"proof": words}
    return {}


def _proof(application: Any) -> Errors:
    """Whether a secret is stored is the form's question; here is what can be read."""
    if application.proof != CERTIFICATE:
        return {}
    if "-----BEGIN CERTIFICATE-----" not in application.certificate:
        return {"certificate": "Paste the certificate in PEM format: -----BEGIN CERTIFICATE-----."}
    try:
        x509.load_pem_x509_certificate(application.certificate.encode())
    except ValueError:
        return {"certificate": "This certificate cannot be read. Copy it anew, whole."}
    return {}


def _addresses(application: Any) -> Errors:
    """Typed addresses replace the provider's own; only a provider without any needs them."""
    if application.provider != GENERIC:
        return {}
    errors: Errors = {}
    words = "Type the {}, or the issuer that tells it."
    if not application.issuer:
        if not application.token_url:
            errors["token_url"] = words.format("token URL")
        if application.flow == CONSENT and not application.authorization_url:
            errors["authorization_url"] = words.format("authorization URL")
    if not application.scopes:
        errors["scopes"] = "Type the scopes that this provider wants for mail."
    return errors
