// Signs a person in through the public API and keeps their calls and sockets going.
// Pages know nothing of server sessions: they are clients like any other.

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
const API = meta("api-url");
const REALTIME = meta("realtime-url");
const KEY = "dominos.session";

// A page that is installed keeps its reader signed in on the device; others until their tab closes.
const KEPT = meta("session-kept") === "device" ? localStorage : sessionStorage;
const stored = () => JSON.parse(KEPT.getItem(KEY) ?? sessionStorage.getItem(KEY) ?? "null");
const store = (session) => KEPT.setItem(KEY, JSON.stringify(session));

export function signOut() {
  KEPT.removeItem(KEY);
  sessionStorage.removeItem(KEY);
}

async function post(path, body) {
  const answer = await fetch(API + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({ title: answer.statusText }));
  throw Object.assign(new Error(problem.detail ?? problem.title), { status: answer.status });
}

function askForPassword() {
  const dialog = document.createElement("dialog");
  dialog.innerHTML = `
    <form method="dialog">
      <h1>Sign in</h1>
      <label>E-mail <input name="email" type="email" autocomplete="username" required></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
      <p role="alert"></p>
      <button>Sign in</button>
    </form>`;
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const form = new FormData(event.target);
        store(await post("/auth/token", Object.fromEntries(form)));
        dialog.remove();
        resolve();
      } catch (error) {
        dialog.querySelector("[role=alert]").textContent = error.message;
      }
    });
  });
}

async function renew() {
  const session = stored();
  try {
    if (!session) throw Object.assign(new Error("not signed in"), { status: 401 });
    store(await post("/auth/token/refresh", { refresh: session.refresh }));
  } catch (error) {
    // Without a connection, or with the platform in trouble, one is still signed in.
    if (![400, 401, 403].includes(error.status)) throw error;
    signOut();
    await askForPassword();
  }
}

// Whether a call failed because nobody answered, or a proxy did for the platform, rather than because it refused.
export const isOffline = (error) =>
  error instanceof TypeError || error instanceof SyntaxError || UNANSWERED.includes(error.status);
const UNANSWERED = [429, 502, 503, 504];

async function refusal(answer) {
  const problem = await answer.json();
  return Object.assign(new Error(problem.detail ?? problem.title), { problem, status: answer.status });
}

export async function accessToken() {
  if (!stored()) await askForPassword();
  return stored().access;
}

// A new access token, for one that ends or has ended.
export async function freshToken() {
  await renew();
  return stored().access;
}

// When the access token ends, in milliseconds since 1970.
export const tokenEnds = () => claims().exp * 1000;

export function claims() {
  const payload = stored().access.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(atob(payload));
}

// Calls the API; `body` makes it a POST with a key of its own, so that a repeated click has one effect.
export async function call(path, body, key = crypto.randomUUID()) {
  for (let attempt = 0; ; attempt += 1) {
    const headers = { Authorization: `Bearer ${await accessToken()}` };
    if (body !== undefined) Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": key });
    const method = body === undefined ? "GET" : "POST";
    const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
    if (answer.status === 401 && attempt === 0) {
      await renew();
      continue;
    }
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }
}

// Puts a form with a file.
export const upload = (path, form) => silently(path, { method: "PUT", body: form });

// Deletes what is there.
export const remove = (path) => silently(path, { method: "DELETE" });

async function silently(path, options) {
  for (let attempt = 0; ; attempt += 1) {
    const headers = { Authorization: `Bearer ${await accessToken()}` };
    const answer = await fetch(API + path, { ...options, headers });
    if (answer.status === 401 && attempt === 0) {
      await renew();
      continue;
    }
    if (!answer.ok) throw await refusal(answer);
    return;
  }
}

// Keeps a socket open, whatever the network does; tells `onState` whether it is.
export function listen(path, onMessage, onState = () => {}) {
  let pause = 500;
  const open = async () => {
    const socket = new WebSocket(REALTIME + path, ["access-token", await accessToken()]);
    socket.onopen = () => {
      pause = 500;
      onState(true);
    };
    socket.onmessage = (event) => onMessage(JSON.parse(event.data), socket);
    socket.onclose = async (event) => {
      onState(false);
      if (event.code === 4403 || event.code === 4404) return;
      if (event.code === 4401) await renew().catch(() => {});
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 15000);
    };
  };
  open();
}
