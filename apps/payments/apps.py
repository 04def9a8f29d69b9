"""Wires the payments app into the platform."""

from importlib import import_module

from dominos.kernel.apps import PlatformApp


class PaymentsConfig(PlatformApp):
    default = True
    name = "apps.payments"
    label = "payments"
    seals = True

    def ready(self) -> None:
        super().ready()
        from apps.payments.contract.service import PaymentsService
        from apps.payments.service import LocalPaymentsService
        from dominos.kernel.services import provide

        import_module("apps.payments.gateways.checks")
        provide(PaymentsService, LocalPaymentsService())
