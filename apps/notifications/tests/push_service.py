"""A push service on this machine, and a browser that subscribed to it: it reads what the service took for it."""

import base64
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def encoded(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class PushService:
    """Answers 201, or with the next of `answers`; keeps headers and bodies of what it took."""

    def __init__(self):
        self.answers, self.taken = [], []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = service.answers.pop(0) if service.answers else 201
                if status == 201:
                    service.taken.append((self.headers, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send/abc"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Browser:
    """Has keys of its own, and decrypts with them."""

    def __init__(self, service):
        self._key, self._secret, self._service = (
            ec.generate_private_key(ec.SECP256R1()),
            secrets.token_bytes(16),
            service,
        )
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.subscription = {
            "endpoint": service.url,
            "keys": {"p256dh": encoded(point), "auth": encoded(self._secret)},
        }

    def news(self):
        """What it shows."""
        return [
            json.loads(
                http_ece.decrypt(body, private_key=self._key, auth_secret=self._secret, version="aes128gcm")
            )
            for _, body in self._service.taken
        ]
