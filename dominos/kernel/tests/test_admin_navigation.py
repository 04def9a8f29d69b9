"""The admin's entries by job, and its search."""

from types import SimpleNamespace

from dominos.kernel.admin_navigation import Job, Reader, by_job
from dominos.kernel.admin_search import Findable

JOBS = (
    Job("orders", "Orders", "Look orders up.", {"orders.Order": "orders", "delivery.Delivery": "deliveries"}),
    Job("nothing", "Nothing", "Of which nobody may see anything.", {"geo.City": "cities"}),
    Job("audit", "Audit", "Who did what.", has_logs=True),
)


def reader(*permissions, elsewhere=()):
    user = SimpleNamespace(has_perm=lambda name: name in permissions)
    return Reader(user, "/admin/", elsewhere)


def app(label, *models):
    return {"app_label": label, "models": [{"object_name": name, "name": name} for name in models]}


def test_tables_are_grouped_by_job_and_a_job_without_any_is_left_out():
    (orders,) = by_job(JOBS, [app("delivery", "Delivery"), app("orders", "Order", "Strange")], reader())
    assert [entry["name"] for entry in orders["models"]] == ["Order", "Delivery"]
    assert orders["app_url"] == "/admin/#orders"


def test_tables_elsewhere_are_links_for_who_may_look():
    allowed = reader("delivery.view_delivery", "geo.view_auditentry", elsewhere=["delivery", "geo"])
    orders, audit = by_job(JOBS, [app("orders", "Order")], allowed)
    assert orders["models"][1]["admin_url"] == "/admin/delivery/delivery/"
    assert [entry["admin_url"] for entry in audit["models"]] == ["/admin/geo/auditentry/"]


def test_nobody_is_led_to_what_they_may_not_see():
    assert by_job(JOBS, [], reader(elsewhere=["delivery", "geo"])) == []


def test_the_search_looks_into_no_table_that_one_may_not_see(settings):
    settings.ADMINS_ELSEWHERE = ["delivery"]
    order = type("Order", (), {"_meta": SimpleNamespace(label="orders.Order")})
    site = Findable()
    site.jobs, site.finds = JOBS, ["orders.Order", "delivery.Delivery"]
    site._registry = {
        order: SimpleNamespace(has_view_permission=lambda request: False)
    }  # which tells nothing else
    nobody, courier_desk = reader(), reader("delivery.view_delivery")
    assert list(site._found(SimpleNamespace(user=nobody.user), "17")) == []
    (elsewhere,) = site._found(SimpleNamespace(user=courier_desk.user), "#17 & more")
    assert elsewhere == {
        "name": "Deliveries",
        "url": "/admin/delivery/delivery/?q=%2317+%26+more",
        "rows": None,
    }
