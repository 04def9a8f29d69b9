"""Spans of the current work, reported to the OpenTelemetry collector of `OTLP_URL`; without one, nothing is done.

A span continues the current trace, and calls, messages and pushes within it continue the span.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

from dominos.kernel.telemetry.context import TRACEPARENT, current_trace, traced

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

Kind = Literal["INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
EXPORT_MILLISECONDS = 2_000


@contextmanager
def span(name: str, kind: Kind = "INTERNAL", **facts: str | int) -> Iterator["Span | None"]:
    """Reports the block's duration and failure, with attributes; yields None without a collector."""
    if not settings.OTLP_URL:
        yield None
        return
    begun = _begun(name, kind, facts)
    own = begun.get_span_context()
    going_on = f"00-{own.trace_id:032x}-{own.span_id:016x}-{int(own.trace_flags):02x}"
    try:
        with traced(replace(current_trace(), traceparent=going_on, begins=False)):
            yield begun
    except Exception as error:
        _fail(begun, error)
        raise
    finally:
        begun.end()


@contextmanager
def call(name: str) -> Iterator[None]:
    """Reports an outgoing call as part of reported work; calls made by timers on their own would be noise."""
    if not settings.OTLP_URL or current_trace().begins:
        yield
        return
    with span(name, "CLIENT"):
        yield


def carried() -> dict[str, str]:
    """The trace that a push carries, so that its receiver continues it; empty without a collector."""
    return {TRACEPARENT: current_trace().traceparent} if settings.OTLP_URL else {}


@contextmanager
def carried_on(event: Mapping[str, Any], name: str) -> Iterator[None]:
    """Handling a push, as part of the trace it came from."""
    if (traceparent := event.get(TRACEPARENT)) is None:
        yield
        return
    with traced(replace(current_trace(), traceparent=traceparent, begins=False)), span(name, "CONSUMER"):
        yield


@cache
def provider(process: int) -> "TracerProvider":
    """A provider per process: reporting threads do not survive a fork."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    service = "-".join(filter(None, ["dominos", *_only_app(), settings.ROLE]))
    own = Resource.create({"service.name": service, "service.version": settings.VERSION})
    found = TracerProvider(resource=own, sampler=ParentBasedTraceIdRatio(settings.OTLP_SHARE))
    exporter = OTLPSpanExporter(f"{settings.OTLP_URL}/v1/traces")
    found.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=EXPORT_MILLISECONDS))
    return found


@cache
def _tracer(process: int) -> "Tracer":
    return provider(process).get_tracer("dominos")


def _only_app() -> list[str]:
    return list(settings.ENABLED_APPS) if len(settings.ENABLED_APPS) == 1 else []


def _begun(name: str, kind: Kind, facts: Mapping[str, str | int]) -> "Span":
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags, set_span_in_context

    trace, around = current_trace(), Context()
    if not trace.begins:
        _, trace_id, parent, flags = trace.traceparent.split("-")
        came = SpanContext(int(trace_id, 16), int(parent, 16), True, TraceFlags(int(flags, 16)))
        around = set_span_in_context(NonRecordingSpan(came), around)
    tracer = _tracer(os.getpid())
    return tracer.start_span(name, context=around, kind=SpanKind[kind], attributes=facts)


def _fail(begun: "Span", error: Exception) -> None:
    from opentelemetry.trace import StatusCode

    begun.set_status(StatusCode.ERROR, type(error).__name__)
