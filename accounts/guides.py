"""How to register the application at each provider: redirect URL, scopes and steps, ready to copy."""

from dataclasses import dataclass

from accounts import registration
from accounts.models import Cloud, Flow, OAuthApplication, Provider


@dataclass(frozen=True, slots=True)
class Guide:
    """For one choice of provider, cloud and flow; the page shows the one that is chosen.

    ``cloud`` is empty where the provider has none.
    """

    provider: str
    cloud: str
    flow: str
    title: str
    redirect_uri: str
    remark: str
    scopes: str
    steps: tuple[str, ...]
    shown: bool = False


def guides(application: OAuthApplication | None, redirect_uri: str) -> list[Guide]:
    """One for each choice there is; that of ``application`` is shown first. Asks nobody."""
    choices = [
        (provider, cloud, flow)
        for provider in Provider
        for cloud in (Cloud if provider == Provider.MICROSOFT else [Cloud.WORLDWIDE])
        for flow in Flow
    ]
    made = [_guide(*choice, like=application, redirect_uri=redirect_uri) for choice in choices]
    return [one for one in made if one is not None]


def _guide(
    provider: Provider,
    cloud: Cloud,
    flow: Flow,
    *,
    like: OAuthApplication | None,
    redirect_uri: str,
) -> Guide | None:
    present = like or OAuthApplication()
    chosen = present.provider == provider and present.flow == flow
    chosen = chosen and present.cloud == cloud
    row = present if chosen else OAuthApplication(provider=provider, cloud=cloud, flow=flow)
    about = registration.provider_of(row).about
    if flow not in {one.value for one in about.grants}:
        return None
    person = flow == Flow.CONSENT
    return Guide(
        provider=provider.value,
        cloud=cloud.value if provider == Provider.MICROSOFT else "",
        flow=flow.value,
        title=f"{provider.label}{f', {cloud.label}' if provider == Provider.MICROSOFT else ''}",
        redirect_uri=redirect_uri if person else "",
        remark=about.redirect_remark if person else "",
        scopes=" ".join(registration.scopes_of(row)),
        steps=registration.steps_of(row, redirect_uri),
        shown=chosen,
    )
