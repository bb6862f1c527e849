"""A small provider of OpenID Connect on a loopback port: discovery, keys, authorisation with PKCE, tokens, userinfo.

It keeps the rules of the standard, so that only a client that keeps them too gets through; ``twist`` makes it lie.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import make_server
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

CLIENT_ID, CLIENT_SECRET = "hemicycle", "a secret between the two"


@dataclass
class Grant:
    """What an authorisation code stands for; it is taken once."""

    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class Provider:
    """The provider; whoever comes is the person of ``claims``."""

    url: str = ""
    redirect_uri: str = "http://localhost/sign-in/provider/"
    claims: dict[str, Any] = field(default_factory=dict)
    #: What the provider says otherwise than it should: claims of the ID token, or “alg”, “key”, “document”.
    twist: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True))
    grants: dict[str, Grant] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer a request."""
        request = Request(environ)
        try:
            endpoint, _values = PAGES.bind_to_environ(environ).match()
            self.asked.append(endpoint)
            response = getattr(self, endpoint)(request)
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)

    def discovery(self, _request: Request) -> Response:
        """Say where everything is."""
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }
        return _json(document | self.twist.get("document", {}))

    def keys(self, _request: Request) -> Response:
        """Show the public keys."""
        return _json(KeySet([self.key]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        """Let the person in at once, and send the browser back with a code."""
        asked = request.args
        right = (
            asked.get("client_id") == CLIENT_ID
            and asked.get("redirect_uri") == self.redirect_uri
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and asked.get("state")
            and asked.get("nonce")
        )
        if not right:
            return Response("the request is wrong", 400)
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(asked["redirect_uri"], asked["code_challenge"], asked["nonce"])
        return redirect(f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}")

    def token(self, request: Request) -> Response:
        """Give tokens for a code, once, to the client that holds the secret and the verifier."""
        known = request.authorization
        if known is None or (known.username, known.password) != (CLIENT_ID, CLIENT_SECRET):
            return _json({"error": "invalid_client"}, 401)
        grant = self.grants.pop(request.form.get("code", ""), None)
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if grant is None or challenge != grant.challenge or request.form.get("redirect_uri") != grant.redirect_uri:
            return _json({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe(16)
        self.access.add(token)
        return _json(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 600,
                "id_token": self.id_token(grant.nonce),
            }
        )

    def id_token(self, nonce: str) -> str:
        """Sign what is said of the person."""
        now = int(time.time())
        told = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        told |= self.twist.get("claims", {})
        algorithm, key = self.twist.get("alg", "RS256"), self.twist.get("key", self.key)
        if algorithm == "none":
            return ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "none"}, told)) + "."
        header = {"alg": algorithm, "kid": self.key.kid}
        return jwt.encode(header, told, key, registry=JWSRegistry(algorithms=[algorithm], strict_check_header=False))

    def userinfo(self, request: Request) -> Response:
        """Say more of the person to who holds an access token."""
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self.access:
            return Response("", 401)
        return _json(self.twist.get("userinfo", self.claims))


PAGES = Map(
    [
        Rule("/.well-known/openid-configuration", endpoint="discovery"),
        Rule("/keys", endpoint="keys"),
        Rule("/authorize", endpoint="authorize"),
        Rule("/token", endpoint="token", methods=["POST"]),
        Rule("/userinfo", endpoint="userinfo"),
    ]
)


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def serving() -> Iterator[Provider]:
    """Serve a provider on a free port of this machine."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


__all__ = ["CLIENT_ID", "CLIENT_SECRET", "Provider", "serving"]
