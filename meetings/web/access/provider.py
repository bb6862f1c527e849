"""The provider of single sign-on, spoken to in OpenID Connect by Authlib; loaded only where one is set."""

from dataclasses import dataclass
from typing import Any

from authlib.common.security import generate_token
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OAuthError, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import RequestException

from config import Settings
from meetings.domain.access import identity_rules as rules
from meetings.domain.access.identity_rules import Claims

DISCOVERY = "/.well-known/openid-configuration"
#: Seconds; nobody waits longer for a provider that does not answer.
PATIENCE = 10
POSTED = "client_secret_post"
#: Signatures with a public key: a token that is not signed, or signed with a shared secret, is none (RFC 8725, 3.1).
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
#: What may be wrong with an answer; each of it means that nobody is let in.
WRONG = (OAuthError, JoseError, ValueError, KeyError, TypeError, RuntimeError, AttributeError)


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    """Authlib's client, without a web framework: what a visit needs is kept in the database."""

    client_cls = OAuth2Session


@dataclass(frozen=True, slots=True)
class Way:
    """Where to send a browser, and what to remember of it."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One issuer, found by its discovery document at the first use (OpenID Connect Discovery 1.0)."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_url
        self._id, self._secret = settings.oidc_client_id, settings.oidc_client_secret
        self._client = self._new()

    def _new(self) -> Any:
        return _Client(
            None,
            name="provider",
            client_id=self._id,
            client_secret=self._secret,
            server_metadata_url=self.issuer + DISCOVERY,
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": PATIENCE},
        )

    def way(self, back: str) -> Way:
        """Return the way to the provider, from where a browser comes back to the address *back*.

        With PKCE (RFC 7636), a state and a nonce. Raises ``ProviderAway`` or ``ProviderWrong``.
        """
        client = self._ready()
        try:
            found = client.create_authorization_url(back, state=generate_token(32), code_verifier=generate_token(64))
            return Way(found["url"], found["state"], found["nonce"], found["code_verifier"])
        except WRONG as error:
            raise rules.ProviderWrong from error

    def claims(self, code: str, *, back: str, nonce: str, verifier: str) -> Claims:
        """Fetch and check what the provider says of the one who came back with *code*.

        Signature, issuer, audience, time and *nonce* of the ID token are checked (OpenID Connect Core 1.0, 3.1.3.7).
        Raises ``ProviderAway`` or ``ProviderWrong``.
        """
        client = self._ready()
        try:
            token = client.fetch_access_token(back, code=code, code_verifier=verifier, grant_type="authorization_code")
            wanted = {
                "iss": {"essential": True, "value": client.server_metadata["issuer"]},
                "aud": {"essential": True, "value": self._id},
            }
            told = client.parse_id_token(token, nonce, claims_options=wanted)
            if told is None:
                raise rules.ProviderWrong
            return self._read(told, _more(client, token, told))
        except RequestException as error:
            raise rules.ProviderAway from error
        except WRONG as error:
            raise rules.ProviderWrong from error

    def _read(self, told: dict[str, Any], more: dict[str, Any]) -> Claims:
        """Return the few claims that count here; what they are not is nothing."""
        subject, source = told["sub"], told if "email" in told else more
        if not isinstance(subject, str) or not 0 < len(subject) <= rules.LONGEST_SUBJECT:
            raise rules.ProviderWrong
        email, amr, acr = source.get("email"), told.get("amr"), told.get("acr")
        return Claims(
            issuer=self.issuer,
            subject=subject,
            email=email if isinstance(email, str) else "",
            email_verified=source.get("email_verified") is True,
            amr=frozenset(each for each in amr if isinstance(each, str)) if isinstance(amr, list) else frozenset(),
            acr=acr if isinstance(acr, str) else "",
        )

    def _ready(self) -> Any:
        """Return the client once the discovery document is there and is that of the issuer."""
        try:
            metadata = self._client.load_server_metadata()
            algorithms = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
            metadata["id_token_signing_alg_values_supported"] = [each for each in algorithms if each in SIGNED_BY]
            methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            if "client_secret_basic" not in methods:
                self._client.client_kwargs["token_endpoint_auth_method"] = POSTED
            right = metadata["issuer"].rstrip("/") == self.issuer
        except RequestException as error:
            self._client = self._new()
            raise rules.ProviderAway from error
        except WRONG as error:
            self._client = self._new()
            raise rules.ProviderWrong from error
        if not right or not metadata["id_token_signing_alg_values_supported"]:
            self._client = self._new()
            raise rules.ProviderWrong
        return self._client


def _more(client: Any, token: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Ask for the address where the ID token has none; it must be of the same subject (OpenID Connect Core, 5.3.2)."""
    if "email" in told or "userinfo_endpoint" not in client.server_metadata:
        return {}
    found = dict(client.userinfo(token=token))
    if found.get("sub") != told["sub"]:
        raise rules.ProviderWrong
    return found
