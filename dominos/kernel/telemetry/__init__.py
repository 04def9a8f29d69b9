"""Observability: logs, metrics, traces, health, error reports."""
