"""An OpenTelemetry collector for tests and screenshots: receives spans over HTTP."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True)
class Collected:
    """A received span; `parent` is empty for the root of a trace. Times in nanoseconds since 1970."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    failed: bool
    begun: int = 0
    ended: int = 0
    handler: str = ""


class Collector:
    """Listens on a free local port; `spans` are those received so far."""

    def __init__(self) -> None:
        self.spans: list[Collected] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                collector.spans += _spans(ExportTraceServiceRequest.FromString(self._body()))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def _body(self) -> bytes:
                if length := self.headers["Content-Length"]:
                    return self.rfile.read(int(length))
                chunks = iter(lambda: self.rfile.read(int(self.rfile.readline(), 16) + 2)[:-2], b"")
                return b"".join(chunks)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["Collector"]:
        """Receives spans within the block."""
        thread = threading.Thread(target=self._server.serve_forever, name="collector", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def traces(self) -> list[list[Collected]]:
        """The spans of each trace."""
        found = defaultdict(list)
        for each in self.spans:
            found[each.trace].append(each)
        return list(found.values())


def _spans(request: ExportTraceServiceRequest) -> Iterator[Collected]:
    for group in request.resource_spans:
        told = {each.key: each.value.string_value for each in group.resource.attributes}
        for scope in group.scope_spans:
            for each in scope.spans:
                yield Collected(
                    told.get("service.name", ""),
                    each.name,
                    each.trace_id.hex(),
                    each.span_id.hex(),
                    each.parent_span_id.hex(),
                    each.status.code == each.status.STATUS_CODE_ERROR,
                    each.start_time_unix_nano,
                    each.end_time_unix_nano,
                    next((a.value.string_value for a in each.attributes if a.key == "handler"), ""),
                )
