// Keeps the files of some pages, so that they open without a connection, and of what the platform answers only what may
// be read without one. What is asked for is always fetched first.
const CACHE = "{{ name }}-{{ version }}";
const FILES = [{% for file in files %}
  "{{ file|escapejs }}",{% endfor %}
];
// The address of a file may end with the digest of its content.
const PATHS = new Set(FILES.map((file) => file.split("?")[0]));
const READABLE = {% if readable %}/{{ readable|safe }}/{% else %}null{% endif %};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("{{ name }}-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

// Of each path the last answer is kept: in another language than asked for it is better than none.
const BY_PATH = { ignoreSearch: true, ignoreVary: true };

async function keep(cache, request, answer) {
  await cache.delete(request, BY_PATH);
  await cache.put(request, answer);
}

async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(cache, request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, BY_PATH);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  const isKept = PATHS.has(pathname) || READABLE?.test(pathname);
  if (event.request.method === "GET" && isKept) event.respondWith(freshOrKept(event.request));
});
