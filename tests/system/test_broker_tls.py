"""The broker over TLS: whoever holds a certificate of another name is not told the password."""

import socket
import ssl
import threading
from datetime import timedelta

from kombu import Connection

from dominos.development.certificates import certificate
from dominos.kernel.messaging.broker_tls import encryption_of

HOST, OTHER = "127.0.0.1", "127.0.0.2"


def told_to(name, folder):
    """What a broker with a certificate of that name is told first, and what its client says of it."""
    pem = folder / "broker.pem"
    pem.write_bytes(certificate(name, valid=timedelta(hours=1)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    heard = []

    def answer(listener):
        raw, _ = listener.accept()
        with raw:
            try:
                with context.wrap_socket(raw, server_side=True) as connection:
                    heard.append(connection.recv(4))
            except OSError:
                heard.append(b"")

    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=answer, args=(listener,))
        thread.start()
        url = f"amqps://user:password@{HOST}:{listener.getsockname()[1]}//"
        client = Connection(url, ssl=encryption_of(url) | {"ca_certs": str(pem)}, connect_timeout=5)
        try:
            client.transport.establish_connection()
        except Exception as error:
            said = str(error)
        thread.join()
    return heard[0], said


def test_a_certificate_has_to_be_of_the_brokers_own_name(tmp_path):
    assert told_to(HOST, tmp_path)[0] == b"AMQP"
    heard, said = told_to(OTHER, tmp_path)
    assert (heard, "IP address mismatch" in said) == (b"", True)


def test_redis_is_asked_for_a_certificate_too():
    assert Connection("rediss://localhost", ssl=encryption_of("rediss://localhost")).ssl == {
        "ssl_cert_reqs": ssl.CERT_REQUIRED
    }
    assert encryption_of("redis://localhost") is encryption_of("amqp://localhost") is False
