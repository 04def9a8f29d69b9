// What a program of somebody's does with the npm client, unmodified: finds a store, reads its menu, orders, pays, tracks.
// Where the client's addresses lead is its own setting, `useInternational`.
import { Customer, Item, NearbyStores, Order, Payment, Store, Tracking } from "dominos";
import { usa, useInternational } from "dominos/utils/urls.js";

const { origin, customer: who, payment, track } = JSON.parse(process.argv[2]);
useInternational(JSON.parse(JSON.stringify(usa).replaceAll(/https:\/\/[a-z]+\.dominos\.com/g, origin)));

async function place() {
  const nearby = await new NearbyStores("Bulevardi 7, Helsinki, 00120");
  const near = nearby.stores.find(
    (store) =>
      store.IsOnlineCapable &&
      store.IsDeliveryStore &&
      store.IsOpen &&
      store.ServiceIsOpen.Delivery &&
      store.MinDistance < 100,
  );
  const store = await new Store(near.StoreID);
  const pizza = Object.values(store.menu.menu.variants).find((variant) => variant.code === "14HT");
  const order = new Order(new Customer(who));
  order.storeID = near.StoreID;
  order.addItem(new Item({ code: pizza.code, options: { P: { "1/2": "1" }, M: { "2/2": "1.5" } } }));
  await order.validate();
  const hoped = order.amountsBreakdown.customer;
  await order.price();
  order.amountsBreakdown.customer = 0.01;
  const paid = new Payment({ securityCode: "123", postalCode: "00120", expiration: "10/35", ...payment });
  if (!payment.number) {
    paid.type = "Cash";
  }
  order.payments.push(paid);
  await order.place();
  const { OrderKey, Amounts, StoreID, PulseOrderGuid } = order.placeResponse.Order;
  return { hoped, store: StoreID, key: OrderKey, order: PulseOrderGuid, total: Amounts.Customer, price: pizza.price };
}

async function tracked() {
  const { orderStatus, orderID, dominosPhoneAPIResult } = await new Tracking().byPhone(who.phone);
  return { status: orderStatus, number: orderID, listed: dominosPhoneAPIResult };
}

try {
  console.log(JSON.stringify(track ? await tracked() : await place()));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
