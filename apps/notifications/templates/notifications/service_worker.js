// Shows news that is pushed while no page of ours is open, and leads to what it is about.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let news = {};
  try {
    news = event.data?.json() ?? {};
  } catch {
    // Not ours; a browser wants something shown all the same.
  }
  const { title = "News", body = "", link = "/news/", tag, urgent = false, lang } = news;
  event.waitUntil(
    self.registration.showNotification(title, { body, tag, lang, requireInteraction: urgent, data: { link } }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data?.link || "/news/", self.location.origin);
  // Only to pages of ours.
  const there = link.origin === self.location.origin ? link.href : new URL("/news/", self.location.origin).href;
  const show = async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const found = open.find((page) => page.url === there);
    await (found ? found.focus() : self.clients.openWindow(there));
  };
  event.waitUntil(show());
});
