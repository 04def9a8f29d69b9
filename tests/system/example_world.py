"""The demo city as the examples of the API's document want it: people with orders, keys, links and words of theirs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import yaml
from django.core.cache import cache as cache_
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from apps.delivery.models import Courier
from apps.delivery.tests.builders import picture
from apps.menu.models import Catalogue
from apps.menu.stock.recipes import recipes_of_weights
from apps.menu.store_menus import publications
from apps.notifications.models import Subscription
from apps.partners.models import Delivery as WebhookDelivery
from apps.partners.models import Partner
from apps.partners.use_cases import keys
from apps.payments.invoices.pdf.samples import DAY_REPORT
from apps.payments.models import CashCount, CreditNote, DayReport, OwedCash, Payment, SavedCard
from apps.payments.tests.foreign import foreign_payment
from apps.reviews.models import Complaint
from apps.stores.demo_places import store_id
from apps.users.credentials.secrets import token_of
from apps.users.domain import MARKETING
from apps.users.models import DataExport, Employment, Invitation, Phone, Proof, Session, TimeEntry
from dominos.api_examples import DAY, INSTANT
from dominos.apps_enabled import ROOT
from dominos.demo.city import PASSWORD, accounts, store_ids
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.edge.app_document import operations
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal, token
from tests.system.builders import ADDRESS
from tests.system.endpoints import endpoint_of

STORE = "HEL-3"
BASKET = {"lines": [{"variant": "14HT"}]}
CONTACT = {"name": "Veera Virtanen", "phone": "+358401234567", "email": "veera@example.com"}
CARD = {"type": "card", "token": "pm_card_visa"}
SCOPES = ("webhooks", "orders:read", "orders:place", "stores:read")
SIGNED_IN = ("customer@demo.example", PASSWORD)
type Answers = list[tuple[int, str]]


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)
    return found


class ExampleWorld:
    """What operations are about: `paths` by the names of path parameters, `known` by those of members of bodies.

    `of` has what an operation wants instead, `forms` what is sent where no JSON is.
    """

    def __init__(self) -> None:
        self.store = str(store_id(STORE))
        at = now()
        self.paths: dict[str, str] = {"store_id": self.store}
        self.known: dict[str, str] = {"store_id": self.store, "store": self.store, "like": self.store}
        self.said = {DAY: f"{at:%Y-%m-%d}", INSTANT: f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
        self.of: dict[str, dict[str, Any]] = {}
        self.forms: dict[str, dict[str, Any]] = {}
        self.people = {role: self._principal(role) for role in Role}
        for fill in (
            self._partner,
            self._orders,
            self._customer,
            self._staff,
            self._money,
            self._links,
            self._sent,
        ):
            fill()

    def _principal(self, role: Role) -> Principal:
        here = STORE if role in (Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER) else ""
        known = accounts(role, here)
        stores = tuple(store_ids()) if here else ()
        return principal(role, id=known[0].id if known else new_id(), stores=stores)

    def call(self, role: Role | None, method: str, path: str, body: Any = None) -> Any:
        """What somebody of the role is answered, which has to be a success."""
        api = client(None if role is None else self.people[role])
        headers = {"Idempotency-Key": str(new_id())}
        answer = getattr(api, method)(f"/api/v1{path}", body or {}, headers=headers)
        assert answer.status_code < 300, (method, path, answer.status_code, answer.content)
        return answer.json() if answer.content else None

    def _wants(self, names: Iterable[str], **values: str) -> None:
        for name in names:
            self.of[name] = self.of.get(name, {}) | values

    def _partner(self) -> None:
        partner = Partner.objects.create(name="Eats", commission=3000)
        row, key = keys.make_key(partner, "orders", SCOPES, 6000, by=None)
        self.people[Role.PARTNER] = principal(Role.PARTNER, id=row.id, scopes=SCOPES)
        hooks = "/partners/webhooks"
        made = self.call(
            Role.PARTNER, "post", hooks, {"url": "https://example.com/", "events": ["order.placed"]}
        )
        self.call(Role.PARTNER, "post", f"{hooks}/{made['id']}/test")
        (sent,) = self.call(Role.PARTNER, "get", f"{hooks}/{made['id']}/deliveries")["results"]
        WebhookDelivery.objects.update(state="DEAD")
        self.paths |= {"webhook_id": made["id"], "partner_id": str(partner.id)}
        self.known["key"] = key
        self._wants(("get_partner_order", "cancel_partner_order"), external_id="eats-4711")
        self._wants(("get_webhook_delivery", "replay_webhook_delivery"), delivery_id=sent["id"])

    def _quote(self, service: str = "CARRYOUT", by: Role = Role.CUSTOMER) -> str:
        where = {"address": ADDRESS} if service == "DELIVERY" else {"store_id": self.store}
        return str(self.call(by, "post", "/orders/price", {"service": service, **BASKET, **where})["id"])

    def _order(
        self, service: str, *steps: str, is_paid: bool = True, by: Role = Role.CUSTOMER
    ) -> dict[str, Any]:
        order = self.call(by, "post", "/orders", {"quote_id": self._quote(service, by), "contact": CONTACT})
        if is_paid:
            self.call(by, "post", "/payments", {"order_id": order["id"], "method": CARD})
        for step in steps:
            code = {"code": order["collection_code"]} if step == "hand_over" else {}
            self.call(Role.STORE_MANAGER, "post", f"/orders/{order['id']}/actions/{step}", code)
        return dict(self.call(by, "get", f"/orders/{order['id']}"))

    def _orders(self) -> None:
        whole = ("accept", "start", "bake", "ready", "hand_over")
        unpaid, placed = self._order("CARRYOUT", is_paid=False), self._order("DELIVERY")
        waits, cooked = self._order("CARRYOUT", *whole[:-1]), self._order("DELIVERY", "accept")
        fresh, rated = self._order("CARRYOUT", *whole), self._order("CARRYOUT", *whole)
        self.paths |= {"order_id": placed["id"], "token": waits["tracking_token"]}
        self.known |= {"quote_id": self._quote(), "tracking_token": rated["tracking_token"]}
        self.of["take_order"] = {
            "quote_id": self.call(
                Role.STORE_STAFF,
                "post",
                f"/stores/{self.store}/typed-quotes",
                {"service": "CARRYOUT", "lines": ["2 14HT"]},
            )["id"]
        }
        guests = [self._order("CARRYOUT", *whole, by=Role.GUEST) for _ in range(2)]
        links = self._names("track/{token}/review", "track/{token}/complaint", "guest/by-link")
        self._wants(links, token=guests[1]["tracking_token"], tracking_token=guests[1]["tracking_token"])
        self._wants(("post_review_by_link", "complain_by_link"), token=guests[0]["tracking_token"])
        self._rate(Role.GUEST, guests[1]["id"])
        self._rate(Role.CUSTOMER, rated["id"])
        self.call(Role.SUPPORT, "post", f"/orders/{rated['id']}/refunds", {"reason": "It was cold."})
        self._wants(
            self._names("orders/{order_id}/review", "orders/{order_id}/complaint"), order_id=rated["id"]
        )
        self._wants(self._names("orders/{order_id}/invoice", "credit-notes"), order_id=rated["id"])
        self._wants(self._names("track/{token}/invoice"), token=rated["tracking_token"])
        self._wants(("post_review", "complain", "refund_order", "reorder"), order_id=fresh["id"])
        self._wants(("payments_pay",), order_id=unpaid["id"])
        self._wants(self._names("track/{token}/payments"), token=unpaid["tracking_token"])
        self._wants(("check_in", "print_order"), order_id=waits["id"])
        (delivery,) = self.call(Role.SUPPORT, "get", f"/deliveries?order={cooked['id']}")["results"]
        self.paths |= {"delivery_id": delivery["id"], "courier_id": str(self.people[Role.COURIER].id)}
        self.of["intervene_in_delivery"] = {"action": "waive-geofence"}
        self.of["act_on_order"] = {"action": "accept"}

    def _rate(self, by: Role, order: str) -> None:
        """Says that it was cold, with photos, and gives something back."""
        words = {"order_id": order, "stars": 2, "text": "It was cold."}
        self.paths["review_id"] = self.call(by, "post", "/reviews", words)["id"]
        photo = {"photo": SimpleUploadedFile("pizza.jpg", picture(), "image/jpeg")}
        complaint = {"matter": "cold", "lines": "1"}
        self._put_form(by, f"/orders/{order}/review/photo", photo)
        photo["photo"].seek(0)
        self._put_form(by, f"/orders/{order}/complaint", complaint | photo)
        self.forms |= dict.fromkeys(("complain", "complain_by_link"), complaint)
        self.forms |= dict.fromkeys(("put_review_photo", "put_review_photo_by_link"), photo)
        self.paths["complaint_id"] = str(Complaint.objects.get(order_id=order).id)

    def _put_form(self, role: Role, path: str, form: dict[str, Any]) -> None:
        answer = client(self.people[role]).put(f"/api/v1{path}", form, format="multipart")
        assert answer.status_code < 300, (path, answer.content)

    def _names(self, *parts: str) -> list[str]:
        """The operations below paths of which one of these is a part."""
        return [
            operation["operationId"]
            for path, _, operation in operations(document())
            if any(part in path for part in parts)
        ]

    def _customer(self) -> None:
        me = Role.CUSTOMER
        self.paths["address_id"] = self.call(me, "post", "/users/me/addresses", {**ADDRESS, "label": "Home"})[
            "id"
        ]
        here = {"store_id": self.store, "service": "CARRYOUT"}
        (kept,) = self.call(me, "post", "/favourites", {"name": "Friday", **here, **BASKET})
        self.paths["favourite_id"] = kept["id"]
        group = self.call(me, "post", "/groups", {"name": "Aino", **here})["group_token"]
        added = self.call(me, "post", f"/groups/{group}/lines", {"name": "Aino", **BASKET})
        self._wants(self._names("groups/{token}"), token=group, line_id=added["lines"][0]["id"])
        told = self.call(me, "get", "/notifications")["results"][0]["id"]
        self.paths["notification_id"] = self.known["upto"] = told
        email, password = SIGNED_IN
        self.known["refresh"] = self.call(
            None, "post", "/auth/token", {"email": email, "password": password}
        )["refresh"]
        self._wants(("renew_guest_token",), access=self.call(None, "post", "/auth/guest")["access"])
        self._wants(("sign_in",), email=email)
        self.known["current_password"] = password
        self.known["wording"] = MARKETING
        export = DataExport.objects.create(user_id=self.people[me].id, made_at=now(), content=b"all of it")
        self.paths["export_id"] = str(export.id)
        browser = {"audience": "customer", "endpoint_hash": "0", "public_key": "", "secret": ""}
        shown = Subscription.objects.create(
            user_id=self.people[me].id, endpoint="https://x.example", **browser
        )
        self.paths["subscription_id"] = str(shown.id)
        self.paths["session_id"] = str(Session.objects.filter(user_id=self.people[me].id).latest("id").id)
        phone = Phone.objects.create(user_id=self.people[me].id, number="+358401112233")
        self.paths["phone_id"] = str(phone.id)

    def _staff(self) -> None:
        at = f"/stores/{self.store}"
        counted = {"amounts": {"topping.P": "2.50"}}
        recipes_of_weights(Catalogue.objects.get(stores=self.store))
        publications.publish_menu(UUID(self.store))
        self._wants(
            ("publish_menu",), version=self.call(Role.STORE_MANAGER, "get", f"{at}/menu/draft")["version"]
        )
        self._wants(("dashboard_board_past_retrieve",), at=f"{now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}")
        self._wants(("plan_publication",), date=f"{now() + timedelta(days=2):%Y-%m-%d}", time="06:00")
        self.call(Role.STORE_MANAGER, "post", f"{at}/menu/stock/movements/count", counted)
        hire_courier = {"name": "Aino", "home_store_id": self.store}
        Courier.objects.get_or_create(user_id=self.people[Role.COURIER].id, defaults=hire_courier)
        printer = {"name": "Counter", "host": "192.168.1.40", "kinds": ["kitchen"]}
        self.paths["printer_id"] = self.call(Role.STORE_MANAGER, "post", f"{at}/printers", printer)["id"]
        asked = {"email": "grace@example.com", "name": "Grace", "role": "store_staff"}
        self.call(Role.STORE_MANAGER, "post", f"{at}/staff/invitations", asked)
        self.paths["invitation_id"] = str(Invitation.objects.get(store_id=self.store).id)
        staff = Employment.objects.filter(store_id=self.store, role=Role.STORE_STAFF).first()
        if staff is not None:
            self.paths["employment_id"] = str(staff.id)
            self._wants(("add_time_entry",), user_id=str(staff.user_id))
        worked = {"started_at": now() - timedelta(hours=8), "ended_at": now() - timedelta(hours=1)}
        entry = TimeEntry.objects.create(
            user_id=new_id(), store_id=self.store, role=Role.STORE_STAFF, **worked
        )
        self.paths["entry_id"] = str(entry.id)

    def _money(self) -> None:
        self.paths["payment_id"] = str(
            Payment.objects.filter(order_id=self.paths["order_id"]).latest("created_at").id
        )
        money = foreign_payment()
        self.paths["refund_id"] = str(money.operations.get().id)
        self.paths["note_id"] = str(CreditNote.objects.get(order_id=money.order_id).id)
        report = DayReport.objects.create(store_id=self.store, day="2026-05-01", document=DAY_REPORT)
        self.paths["report_id"] = str(report.id)
        me = {"courier_id": self.people[Role.COURIER].id, "store_id": self.store, "currency": "EUR"}
        count = CashCount.objects.create(**me, expected=100, counted=90)
        self._wants(("payments_explain_cash_count",), count_id=str(count.id))
        other = {**me, "courier_id": new_id(), "expected": 100, "counted": 90}
        explained = CashCount.objects.create(**other, explanation="wrong change", explained_by=new_id())
        self._wants(("payments_confirm_cash_count",), count_id=str(explained.id))
        OwedCash.objects.create(order_id=money.order_id, payment=money, amount=100, taken_at=now(), **me)
        self._wants(("payments_return_cash",), order_id=str(money.order_id))
        card = {
            "user_id": self.people[Role.CUSTOMER].id,
            "gateway": "embedded",
            "customer": "c",
            "status": "READY",
        }
        saved = SavedCard.objects.create(**card, reference=str(new_id()), token="t")
        self.paths["method_id"] = str(saved.id)

    def _links(self) -> None:
        """What is mailed is told apart by the row that its link proves."""
        for name, path, body in (
            (
                "verify_email",
                "/auth/register",
                {"email": "new@example.com", "password": PASSWORD, "name": "New"},
            ),
            ("reset_password", "/auth/forgotten-password", {"email": SIGNED_IN[0]}),
        ):
            cache_.clear()
            before = list(Proof.objects.values_list("id", flat=True))
            self.call(None, "post", path, body)
            if (made := Proof.objects.exclude(id__in=before).first()) is not None:
                self._wants((name,), token=token_of(made.id))
        self._wants(("accept_invitation",), token=token_of(UUID(self.paths["invitation_id"])))

    def _sent(self) -> None:
        """The order of the partner, as its example says."""
        path = "/api/v1/partners/orders"
        operation = document()["paths"][path]["post"]
        body = self._about(operation["requestBody"]["content"]["application/json"]["example"], {})
        self.call(Role.PARTNER, "post", path.removeprefix("/api/v1"), body)

    def answers(self, path: str, method: str, operation: Mapping[str, Any]) -> Answers:
        """What everybody who may is answered to the example, until one succeeds."""
        found: Answers = []
        cache_.clear()
        for who in self._callers(path, method, operation):
            status, code = self._answer(path, method, operation, who)
            found.append((status, code))
            if status < 400:
                break
        return found

    def _callers(self, path: str, method: str, operation: Mapping[str, Any]) -> Iterator[Principal | None]:
        access = endpoint_of(method.upper(), self._path(path, operation)).access
        if access.roles is None:
            yield None
        yield from (who for role, who in self.people.items() if access.allows(who))

    def _about(self, value: Any, given: Mapping[str, Any], name: str = "") -> Any:
        """An example about what is there, today."""
        if isinstance(value, dict):
            return {key: self._about(part, given, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self._about(part, given, name) for part in value]
        return given.get(name) or self.known.get(name) or self.said.get(str(value), value)

    def _given(self, operation: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.of.get(operation["operationId"], {})

    def _path(self, path: str, operation: Mapping[str, Any]) -> str:
        given = self._given(operation)
        for each in operation.get("parameters", ()):
            if each["in"] == "path":
                name, schema = each["name"], each["schema"]
                value = (
                    given.get(name)
                    or self.paths.get(name)
                    or each.get("example")
                    or (schema.get("enum") or [new_id()])[0]
                )
                path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        return path

    def _answer(
        self, path: str, method: str, operation: Mapping[str, Any], who: Principal | None
    ) -> tuple[int, str]:
        given = {name: value for name, value in self._given(operation).items() if f"{{{name}}}" not in path}
        query = {
            each["name"]: str(self._about(given.get(each["name"], each["example"]), {}, each["name"]))
            for each in operation.get("parameters", ())
            if each["in"] == "query" and "example" in each
        }
        sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
        body = (
            json.dumps(self._about(sent["example"], given) | given.get("body", {})).encode() if sent else b""
        )
        kind = "application/json"
        if form := self.forms.get(operation["operationId"]):
            for each in form.values():
                getattr(each, "seek", int)(0)
            body, kind = encode_multipart(BOUNDARY, form), MULTIPART_CONTENT
        api = client()
        if who is not None:
            api.credentials(HTTP_AUTHORIZATION=f"Bearer {_signed(who)}")
        url = self._path(path, operation) + (f"?{urlencode(query)}" if query else "")
        with transaction.atomic():
            answer = api.generic(
                method.upper(),
                url,
                body,
                content_type=kind,
                headers={"Idempotency-Key": str(new_id())},
            )
            transaction.set_rollback(True)
        return answer.status_code, "" if answer.status_code < 300 else answer.content.decode()[:300]


_signed = cache(token)
