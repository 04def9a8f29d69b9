"""Faults of what stands around the platform: mails, clocks, disks, certificates."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from dominos.development import envoy, gateway, ports
from dominos.development.certificates import certificate
from dominos.development.drills.faults import stopped
from dominos.development.drills.probes import newcomer
from dominos.development.errors import EmbeddedError
from dominos.development.neighbours import MAIL
from dominos.development.platform import Platform
from dominos.development.processes import wait_until
from dominos.development.prometheus import also_watching
from dominos.development.state import ROOT

FAILS_OVER_SECONDS, MAILED_SECONDS = 60.0, 400.0
"""Urgent news is tried again after 5 s, then after twice as long each time."""
UP_SECONDS = 60.0
AHEAD_SECONDS = 20
"""Less than what tokens bear."""
DISK_BYTES = 4_000_000
ENDS_IN = timedelta(days=3)


@contextmanager
def mail_refused(platform: Platform) -> Iterator[None]:
    """No provider takes mails: first one fails and the other one stands in, then that one fails, too.

    Somebody registers each time. EmbeddedError where a mail does not come: at once by the other, or afterwards.
    """
    first, other = (Path(platform.variables["DATA_DIR"]) / name for name in ("mail", "mail-fallback"))
    with stopped(platform.process(MAIL).session()):
        await_mail(other, registered(platform), FAILS_OVER_SECONDS)
        with refusing(other):
            late = registered(platform)
            yield
    await_mail(first, late, MAILED_SECONDS)


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """A provider that writes files cannot where a file is in place of its folder."""
    folder.mkdir(exist_ok=True)
    away = folder.rename(folder.with_suffix(".away"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        away.rename(folder)


def registered(platform: Platform) -> str:
    """The address of somebody who registers now, and is mailed a link."""
    person = newcomer()
    httpx.post(f"{platform.web}/api/v1/auth/register", json=person, timeout=15).raise_for_status()
    return person["email"]


def await_mail(folder: Path, address: str, seconds: float) -> None:
    """EmbeddedError where no mail to the address is there in time."""

    def is_there() -> bool:
        return folder.is_dir() and any(address in file.read_text() for file in folder.glob("*.log"))

    if not wait_until(is_there, seconds=seconds, pause=0.5):
        raise EmbeddedError(f"no mail to {address} in {folder} after {seconds:.0f} s")


@contextmanager
def disk_full(platform: Platform) -> Iterator[None]:
    """Not a byte is free where files are kept. EmbeddedError without the right to mount one so small."""
    folder = Path(platform.variables["DATA_DIR"]) / "media"
    folder.mkdir(exist_ok=True)
    options = f"size={DISK_BYTES},mode=0777"
    _run("mount", "-t", "tmpfs", "-o", options, "dominos-drill", str(folder))
    try:
        (folder / "full").write_bytes(b"\0" * (DISK_BYTES - DISK_BYTES % os.sysconf("SC_PAGE_SIZE")))
        yield
    finally:
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EmbeddedError(f"{' '.join(command)}: {done.stderr.strip()} (this drill needs root)")


@contextmanager
def clock_ahead(platform: Platform) -> Iterator[None]:
    """One more web runs on a machine whose clock is ahead. EmbeddedError if others refuse the tokens it signs."""
    port, health = ports.free_port(), ports.free_port()
    environment = {
        **platform.variables,
        "HOST": ports.HOST,
        "PORT": str(port),
        "HEALTH_PORT": str(health),
        "WEB_WORKERS": "1",
        "LD_PRELOAD": faketime(),
        "FAKETIME": f"+{AHEAD_SECONDS}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    command = [sys.executable, "-m", "dominos.serve", "web"]
    with _running(command, environment, f"http://{ports.HOST}:{health}/health/ready"):
        answer = httpx.post(f"http://{ports.HOST}:{port}/api/v1/auth/guest", timeout=15)
        token = answer.raise_for_status().json()["access"]
        asked = httpx.get(
            f"{platform.web}/api/v1/orders", headers={"Authorization": f"Bearer {token}"}, timeout=15
        )
        if asked.status_code != httpx.codes.OK:
            raise EmbeddedError(f"a token of a clock {AHEAD_SECONDS} s ahead is refused: {asked.text}")
        with also_watching(platform, "dominos", health, role="web"):
            yield


def faketime() -> str:
    """The library that tells a program another time. EmbeddedError where it is not."""
    places = (ROOT / ".tools" / "faketime", Path("/"))
    found = [str(file) for place in places for file in place.glob("usr/lib/*/faketime/libfaketime.so.1")]
    if not found:
        raise EmbeddedError("there is no libfaketime: scripts/promtool fetches it")
    return found[0]


@contextmanager
def certificate_ends(platform: Platform) -> Iterator[None]:
    """One more gateway speaks TLS with a certificate of which few days are left. EmbeddedError if it does not."""
    folder = platform.state.subfolder("drill")
    pem = folder / "certificate.pem"
    pem.write_bytes(certificate(ports.HOST, valid=ENDS_IN))
    port, health = ports.free_port(), ports.free_port()
    configuration = folder / "envoy.json"
    gateway.write_beside(platform.state, configuration, port, health, pem)
    with _running(
        envoy.command(configuration), dict(os.environ), f"http://{ports.HOST}:{health}/health/ready"
    ):
        page = httpx.get(f"https://{ports.HOST}:{port}/", verify=False, timeout=15)  # noqa: S501 - signed by itself
        if page.status_code != httpx.codes.OK:
            raise EmbeddedError(f"over TLS the page is {page.status_code}")
        with also_watching(platform, "gateway", health):
            yield


@contextmanager
def _running(command: list[str], environment: dict[str, str], ready: str) -> Iterator[None]:
    """Runs a program until the block has ended, once it says that it is ready."""

    def is_up() -> bool:
        try:
            return httpx.get(ready, timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    process = subprocess.Popen(  # noqa: S603
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        if not wait_until(is_up, seconds=UP_SECONDS, pause=0.2):
            raise EmbeddedError(f"{' '.join(command)} is not up after {UP_SECONDS:.0f} s")
        yield
    finally:
        process.terminate()
        process.wait()
