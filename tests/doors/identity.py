"""Tells who a user is, as OpenID Connect has it, on loopback: the person is whom the test names.

It signs what it says with a key of its own, and keeps to the part of the protocol that a login needs.
"""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "article-assistant"


class Handler(BaseHTTPRequestHandler):
    """Signs everyone in as the server's person, without asking."""

    server: "IdentityServer"

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/authorize":
            self.server.nonces[code := secrets.token_hex()] = query.get("nonce", [""])[0]
            answer = urlencode({"code": code, "state": query["state"][0]})
            self._lead_to(f"{query['redirect_uri'][0]}?{answer}")
        elif path == "/leave":
            self._lead_to(query["post_logout_redirect_uri"][0])
        else:
            self._say(self.server.keys if path == "/keys" else self.server.metadata)

    def do_POST(self) -> None:
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        claims = self.server.claims(self.server.nonces.pop(given["code"][0]))
        signed = jwt.encode({"alg": "RS256", "kid": self.server.key.kid}, claims, self.server.key)
        self._say({"access_token": "none", "token_type": "Bearer", "expires_in": 3600, "id_token": signed})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        """Keep quiet."""

    def _lead_to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class IdentityServer(ThreadingHTTPServer):
    """Signs in.

    Attributes:
        person: who logs in next, as the issuer knows them.
    """

    daemon_threads = True

    def __init__(self, person: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.person = person
        self.nonces: dict[str, str] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.keys = {"keys": [self.key.as_dict(private=False)]}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def metadata(self) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "end_session": "leave"}
        return {
            "issuer": self.issuer,
            **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in places.items()},
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def claims(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        about = {"iss": self.issuer, "sub": self.person, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 3600}
        return {name: value for name, value in about.items() if value}

    def secrets(self) -> str:
        """What an app has in its ``secrets.toml`` to be told by this server."""
        return f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secrets.token_hex()}"
client_id = "{CLIENT}"
client_secret = "{secrets.token_hex()}"
server_metadata_url = "{self.issuer}/.well-known/openid-configuration"
"""


@contextmanager
def identifying(person: str) -> Iterator[IdentityServer]:
    """A server while it runs.

    Args:
        person: who logs in.
    """
    with IdentityServer(person) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
