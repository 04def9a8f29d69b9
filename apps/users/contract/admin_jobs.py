"""What people do in the admin: the jobs by which its first page and its side bar group the tables of all apps.

The most used come first, what only technicians look at comes last. A test holds that each table of the admin has
exactly one job, under the name that it has there.
"""

from dominos.kernel.admin_jobs import Job
from dominos.kernel.texts.languages import mark

JOBS = (
    Job(
        "orders",
        mark("Orders & service"),
        mark("Look an order up, step in, and see where it is."),
        {"orders.Order": "orders", "delivery.Delivery": "deliveries"},
    ),
    Job(
        "menu",
        mark("Kitchen & menu"),
        mark("What is on the menu, how it looks, and what has run out."),
        {
            "menu.Product": "products",
            "menu.Topping": "toppings",
            "menu.Outage": "outages",
            "menu.StoreMenu": "store menus",
            "menu.PlannedPublication": "planned publications",
            "menu.PreconfiguredProduct": "preconfigured products",
            "menu.Category": "categories",
            "menu.Picture": "pictures",
            "menu.Size": "sizes",
            "menu.Crust": "crusts",
            "menu.Catalogue": "catalogues",
            "menu.Ingredient": "ingredients",
            "menu.StockLevel": "stock levels",
            "menu.StockMovement": "stock movements",
            "menu.Publication": "publications",
            "menu.MenuVersion": "menu versions",
        },
    ),
    Job(
        "prices",
        mark("Prices & deals"),
        mark("What things cost, and which deals and codes make them cheaper."),
        {
            "menu.Variant": "variants",
            "menu.Deal": "deals",
            "menu.CodeBatch": "code batches",
            "menu.Daypart": "dayparts",
        },
    ),
    Job(
        "stores",
        mark("Stores & hours"),
        mark("Where we are, when we are open, and where we deliver."),
        {
            "stores.Store": "stores",
            "geo.DeliveryZone": "delivery zones",
            "stores.Market": "markets",
            "geo.City": "cities",
        },
    ),
    Job(
        "couriers",
        mark("Couriers"),
        mark("Who drives, with which papers, and who drives for us."),
        {
            "delivery.Courier": "couriers",
            "delivery.CourierDocument": "courier documents",
            "delivery.Shift": "shifts",
            "delivery.ProviderJob": "provider jobs",
        },
    ),
    Job(
        "people",
        mark("People & roles"),
        mark("Customers and staff, and who may do what where."),
        {"users.User": "users", "users.StoreScope": "store scopes", "auth.Group": "groups"},
    ),
    Job(
        "money",
        mark("Money"),
        mark("What was paid and given back, invoices, cash and the closed days."),
        {
            "payments.Payment": "payments",
            "payments.Operation": "operations",
            "payments.RefundDecision": "refund decisions",
            "payments.Invoice": "invoices",
            "payments.CreditNote": "credit notes",
            "payments.GiftPurchase": "gift purchases",
            "payments.LateTip": "late tips",
            "payments.CashCount": "cash counts",
            "payments.OwedCash": "owed cash",
            "payments.DayReport": "day reports",
            "payments.JournalEntry": "journal entries",
        },
    ),
    Job(
        "reviews",
        mark("Reviews & complaints"),
        mark("What customers say of their food, and what is done about it."),
        {"reviews.Complaint": "complaints", "reviews.Review": "reviews"},
    ),
    Job(
        "messages",
        mark("Messages"),
        mark("Which mails and messages people got, and which never arrived."),
        {
            "notifications.Notification": "notifications",
            "notifications.UnusableAddress": "unusable addresses",
        },
    ),
    Job(
        "partners",
        mark("Partners"),
        mark("Companies that sell for us, their keys, and what they are told."),
        {
            "partners.Partner": "partners",
            "partners.ApiKey": "api keys",
            "partners.Webhook": "webhooks",
            "partners.Delivery": "webhook deliveries",
        },
    ),
    Job(
        "audit",
        mark("Privacy & audit"),
        mark("Who changed what and who looked at whom, app by app."),
        has_logs=True,
    ),
    Job(
        "system",
        mark("System"),
        mark("What runs in the background; to look at when something does not."),
        {
            "orders.Quote": "quotes",
            "notifications.Outgoing": "outgoings",
            "payments.WebhookEvent": "webhook events",
            "geo.StorePoint": "store points",
            "delivery.StorePlace": "store places",
        },
    ),
)
FOUND = (
    "orders.Order",
    "users.User",
    "stores.Store",
    "menu.Product",
    "menu.PreconfiguredProduct",
    "menu.Deal",
    "delivery.Courier",
    "payments.Payment",
    "payments.GiftPurchase",
    "partners.Partner",
)
"""Tables that the search of all pages looks into, what is looked for most first."""
