// The service worker of the whole site. Before this text the server writes LISTS (core/offline.py).
//
// Three stores: the look (files every page needs), one for each application that opens offline,
// and the reader's own pages that the server marked. A version has stores of its own, so a page
// that is open keeps the files it was made with until it is closed.

const LOOK = `look-${LISTS.version}`;
const PAGES = "pages"; // outlives versions, ends at sign-out
const PATIENCE = 4000; // a copy is better than a longer wait
const MOST_PAGES = 30;
const KEPT_AT = "X-Kept-At";
const APPLICATIONS = LISTS.applications.map((one) => ({
  ...one, store: `application-${one.start.replaceAll("/", "")}-${LISTS.version}`,
}));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.method !== "GET") {
    if (LISTS.farewells.includes(url.pathname)) event.waitUntil(caches.delete(PAGES));
    return;
  }
  const application = APPLICATIONS.find((one) => one.pages.includes(url.pathname));
  const entrance = APPLICATIONS.find((one) => one.start === url.pathname);
  if (application) event.respondWith(fromApplication(application, event));
  else if (entrance) event.respondWith(fromEntrance(entrance, event.request));
  else if (isFile(url)) event.respondWith(fromFiles(event.request, url));
  else if (event.request.mode === "navigate") event.respondWith(fromNetwork(event.request));
});
self.addEventListener("message", (event) => {
  const answer = (value) => event.ports[0]?.postMessage(value);
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "version") answer(LISTS.version);
  if (event.data?.keep) event.waitUntil(keepApplication(event.data.keep).then(answer));
});

// ── stores ────────────────────────────────────────────────────────────────────────────────────

async function install() {
  await fill(LOOK, LISTS.look);
  const names = await caches.keys();
  for (const one of APPLICATIONS) {
    const prefix = one.store.slice(0, -LISTS.version.length);
    if (names.some((name) => name.startsWith(prefix))) await fillApplication(one);
  }
  // An open application is not to lose its files: then this worker waits until it is closed.
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const inUse = open.some(({ url }) => startsAny(new URL(url).pathname));
  if (!inUse) await self.skipWaiting();
}

function startsAny(path) {
  return APPLICATIONS.some((one) => path === one.start || path.startsWith(`${one.start}/`));
}

async function activate() {
  const current = new Set([LOOK, PAGES, ...APPLICATIONS.map((one) => one.store)]);
  for (const name of await caches.keys()) if (!current.has(name)) await caches.delete(name);
  await self.clients.claim();
}

/** Put files into a store under their plain path; those that are there already are left alone. */
async function fill(store, files) {
  const cache = await caches.open(store);
  const missing = [];
  for (const [path, address] of Object.entries(files)) {
    if (!(await cache.match(path))) missing.push([path, address]);
  }
  await Promise.all(missing.map(async ([path, address]) => {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await cache.put(path, response);
  }));
}

async function fillApplication(application) {
  const pages = Object.fromEntries(application.pages.map((path) => [path, path]));
  await fill(application.store, { ...pages, ...application.files });
}

/** Answers how much of an application is kept: [files kept, files wanted]. */
async function keepApplication(start) {
  const application = APPLICATIONS.find((one) => one.start === start);
  if (!application) return [0, 0];
  try {
    await Promise.all([fill(LOOK, LISTS.look), fillApplication(application)]);
  } catch {
    // what is missing is counted below
  }
  const cache = await caches.open(application.store);
  const kept = await cache.keys();
  return [kept.length, application.pages.length + Object.keys(application.files).length];
}

// ── answers ───────────────────────────────────────────────────────────────────────────────────

async function fromApplication(application, event) {
  const path = new URL(event.request.url).pathname;
  for (const { store, pages } of APPLICATIONS) {
    const kept = pages.includes(path) && (await (await caches.open(store)).match(path));
    if (kept) return kept;
  }
  try {
    const response = await fetch(event.request);
    event.waitUntil(fillApplication(application).catch(() => {}));
    return response;
  } catch {
    return offlinePage();
  }
}

/** The address that leads on: the server knows where; without it a page that is kept will do. */
async function fromEntrance(application, request) {
  try {
    return await fetch(request);
  } catch {
    const seen = (await (await caches.open(PAGES)).keys()).map(({ url }) => new URL(url).pathname);
    const isUnder = (path) => path.startsWith(`${application.start}/`);
    const path = application.pages.find(isUnder) ?? seen.reverse().find(isUnder);
    return path ? Response.redirect(path) : offlinePage();
  }
}

function versionOf(path) {
  return LISTS.look[path] ?? APPLICATIONS.map((one) => one.files[path]).find(Boolean);
}

function isFile(url) {
  return versionOf(url.pathname) !== undefined;
}

/** Our own copy where the page asks for our version or for none; another version is fetched. */
async function fromFiles(request, url) {
  const address = new URL(versionOf(url.pathname), location.origin);
  const copy = () => copyOf(url.pathname);
  if (!url.search || url.search === address.search) return (await copy()) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (trouble) {
    const kept = await copy();
    if (kept) return kept;
    throw trouble;
  }
}

async function copyOf(path) {
  for (const store of [LOOK, ...APPLICATIONS.map((one) => one.store)]) {
    const kept = await (await caches.open(store)).match(path);
    if (kept) return kept;
  }
  return undefined;
}

/** The network first; without it the last copy of a page that may be kept, else a page that says so. */
async function fromNetwork(request) {
  const cache = await caches.open(PAGES);
  const path = new URL(request.url).pathname;
  const kept = await stillGood(cache, path);
  try {
    const response = await (kept ? inTime(fetch(request)) : fetch(request));
    await noteCopy(cache, path, response.clone());
    return response;
  } catch {
    return kept ? asCopy(kept) : offlinePage();
  }
}

function inTime(answer) {
  return Promise.race([
    answer,
    new Promise((_, reject) => { setTimeout(() => reject(new Error("too slow")), PATIENCE); }),
  ]);
}

async function stillGood(cache, path) {
  const kept = await cache.match(path, { ignoreVary: true });
  if (!kept) return undefined;
  if (Number(kept.headers.get(LISTS.mark)) * 1000 > Date.now()) return kept;
  await cache.delete(path);
  return undefined;
}

async function noteCopy(cache, path, response) {
  if (response.ok && !response.redirected && response.headers.has(LISTS.mark)) {
    const headers = new Headers(response.headers);
    for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
    headers.set(KEPT_AT, new Date().toISOString());
    await cache.put(path, new Response(await response.blob(), { headers }));
    const all = await cache.keys();
    for (const old of all.slice(0, Math.max(0, all.length - MOST_PAGES))) await cache.delete(old);
  } else if (response.status < 500 && response.status !== 429) {
    await cache.delete(path); // sent to sign in, refused, gone, or no longer to be kept
  }
}

async function asCopy(kept) {
  const page = await kept.text();
  const at = kept.headers.get(KEPT_AT);
  return new Response(page.replace("<html ", `<html data-kept-at="${at}" `), { headers: kept.headers });
}

async function offlinePage() {
  const language = (navigator.language ?? "vi").toLowerCase();
  const path = LISTS.offline[language.startsWith("en") ? 1 : 0];
  const page = await (await caches.open(LOOK)).match(path);
  return page ? new Response(page.body, { headers: page.headers }) : Response.error();
}
