// The live orders of a store in the columns of the API: all of them first, then every change.

import { call } from "../kernel/api.js";
import { orderNumber } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { html, Store, useNow, useStore } from "../kernel/ui.js";
import { Alarm, callForCouriers } from "./board_alarm.js";
import { Columns } from "./board_columns.js";

const board = new Store({ columns: {}, orders: new Map(), store: "", zone: "UTC" });

function Board() {
  const { columns, orders, zone } = useStore(board);
  return html`<${Columns} columns=${columns} orders=${[...orders.values()]} now=${useNow(30_000)} zone=${zone} />`;
}

/** @param {any} message */
function take(message) {
  const orders = new Map(message.type === "board" ? [] : board.value.orders);
  for (const order of message.orders ?? [message.order]) {
    if (order.store_id === board.value.store) orders.set(order.order_id, order);
    else orders.delete(order.order_id); // another store makes it now
  }
  board.set({ orders });
  callForCouriers(
    [...orders.values()].filter((order) => order.no_courier_since).map((order) => orderNumber(order.number)),
  );
}

start(async () => {
  const store = await pickStore({ onChange: () => location.reload() });
  const { columns } = await call(`/dashboard/board?store=${store.id}`);
  board.set({ columns, store: store.id, zone: store.timezone });
  mount("#main", html`<${Board} />`);
  mount("#alarm", html`<${Alarm} onTrouble=${tell} />`);
  new LiveSocket({ path: `/ws/v1/board/${store.id}`, onMessage: take, onState: followLive }).open();
});
