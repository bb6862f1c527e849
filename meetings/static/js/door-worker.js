// Keeps the page of the door, and what it is made of, for an hour without a network; nothing else.

const HOUR = 3_600_000;
const NAME = "door";
const AT = "X-Kept-At";

/** Keep a copy of *response* with the time. */
async function keep(request, response) {
  const headers = new Headers(response.headers);
  headers.set(AT, String(Date.now()));
  const copy = new Response(await response.clone().blob(), { status: response.status, headers });
  await (await caches.open(NAME)).put(request, copy);
}

/** Answer from the network; without one, with what was kept in the last hour. */
async function answer(request) {
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await keep(request, response);
    return response;
  } catch (error) {
    const kept = await (await caches.open(NAME)).match(request, { ignoreVary: true });
    if (kept && Date.now() - Number(kept.headers.get(AT)) < HOUR) return kept;
    await caches.delete(NAME);
    throw error;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  // The list itself is kept by the page, which also knows what was noted since.
  if (request.method === "GET" && !request.url.includes("/list.json")) event.respondWith(answer(request));
});
