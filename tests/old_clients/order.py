"""What a program of somebody's does with the Python client, unmodified: finds a store, reads its menu, orders, tracks.

The client's addresses are fixed; the environment leads them here (HTTPS_PROXY, REQUESTS_CA_BUNDLE).
"""

import json
import sys

from pizzapi import Address, Customer, Order, PaymentObject, track_by_order, track_by_phone

job = json.loads(sys.argv[1])


def place():
    who = job["customer"]
    customer = Customer(who["firstName"], who["lastName"], who["email"], who["phone"])
    address = Address("Bulevardi 7", "Helsinki", "Uusimaa", "00120")
    store = address.closest_store()
    details = store.get_details()
    menu = store.get_menu()
    codes = [item.code for item in menu.products]
    order = Order(store, customer, address)
    order.add_item("14HT", qty=2)
    is_valid = order.validate()
    number = job["payment"].get("number")
    card = PaymentObject(number, "1035", "123", "00120") if number else False
    answer = order.place(card)
    sold = answer["Order"]
    if answer["Status"] == -1:
        return {"error": " ".join(item["Code"] for item in sold["StatusItems"])}
    return {
        "valid": is_valid,
        "products": len(codes),
        "cash_limit": details["CashLimit"],
        "store": store.id,
        "key": sold["OrderKey"],
        "order": sold["PulseOrderGuid"],
        "total": sold["Amounts"]["Customer"],
    }


def tracked():
    by_order = track_by_order(job["store"], job["key"])["OrderStatuses"][0]
    by_phone = track_by_phone(job["customer"]["phone"])
    return {"status": by_order["OrderStatus"], "listed": by_phone}


print(json.dumps(tracked() if job.get("track") else place()))
