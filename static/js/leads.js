// The exhibitor's scan page. Each badge goes into a queue in this browser first and leaves it when
// the server has answered, so nothing is lost without a network or by closing the page. What waits
// is sealed: codes and notes cannot be read from a copy of the phone. Without this file the form works.
import { openDB } from "../vendor/idb/idb.js";
import { Camera, Reader } from "./scan/camera.js";
import { useLight } from "./scan/light.js";
import { newKey, seal, unseal } from "./scan/sealing.js";
import { signal, wakeSound } from "./scan/signals.js";

useLight();
const page = document.getElementById("leads");
const say = page.dataset;
const byId = (id) => document.getElementById(id);
const form = byId("code-form");
const field = byId("code");
const BATCH = 50;
const RETRY = 5000;
const TIMEOUT = 8000;
const SHOWN = 8;
const SAFE = { durability: "strict" };
const SIGNS = {
  in: "check-circle-fill", mind: "exclamation-triangle-fill", out: "x-octagon-fill", idle: "qr-code-scan",
};

// ── the queue ─────────────────────────────────────────────────────────────────────────────────

const queue = await openDB("leads", 2, {
  upgrade(db, before) {
    if (before < 1) db.createObjectStore("queue", { keyPath: "nonce" });
    db.createObjectStore("meta");
  },
  blocking(_current, _blocked, event) { event.target.close(); },
});
const key = await ownKey();

async function ownKey() {
  const fresh = await newKey();
  const transaction = queue.transaction("meta", "readwrite");
  const kept = await transaction.store.get("key");
  if (!kept) await transaction.store.put(fresh, "key");
  await transaction.done;
  return kept ?? fresh;
}

/** What waits for this exhibitor, oldest first; sealed since version 2. */
async function queued() {
  const all = await queue.getAll("queue");
  const ours = all.filter((row) => row.exhibitor === say.exhibitor).sort((a, b) => a.order - b.order);
  return Promise.all(ours.map(async (row) => ({
    ...row, item: row.sealed ? await unseal(key, row.sealed) : row.item,
  })));
}

async function put(item) {
  const row = {
    nonce: item.nonce, exhibitor: say.exhibitor, order: Date.now(), sealed: await seal(key, item),
  };
  const transaction = queue.transaction("queue", "readwrite", SAFE);
  await Promise.all([transaction.store.put(row), transaction.done]);
}

async function take(nonces) {
  const transaction = queue.transaction("queue", "readwrite");
  await Promise.all([...nonces.map((nonce) => transaction.store.delete(nonce)), transaction.done]);
}

async function tellWaiting(text = "") {
  const count = (await queued()).length;
  byId("net").hidden = count === 0;
  byId("net").dataset.waiting = String(count);
  byId("net-text").textContent = text || say.tWaiting.replace("{count}", count);
}

// ── the server ────────────────────────────────────────────────────────────────────────────────

let token = document.querySelector('meta[name="csrf-token"]').content;

async function post(items) {
  return fetch(say.batchUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ exhibitor: Number(say.exhibitor), leads: items }),
    signal: AbortSignal.timeout(TIMEOUT),
  });
}

/** A page kept by the phone has an old token; a fresh page has a new one. */
async function freshToken() {
  const text = await (await fetch(location.href, { cache: "no-store" })).text();
  const meta = new DOMParser().parseFromString(text, "text/html").querySelector('meta[name="csrf-token"]');
  if (meta) token = meta.content;
}

let lastNonce = "";

/** Send what waits; of several tabs one does it. */
function sync() {
  if (!navigator.locks) return send();
  return navigator.locks.request("leads-sync", { ifAvailable: true }, (lock) => lock && send());
}

async function send() {
  try {
    for (let rows = await queued(); rows.length; rows = await queued()) {
      const items = rows.slice(0, BATCH).map((row) => row.item);
      let response = await post(items);
      if (response.status === 400) {
        await freshToken();
        response = await post(items);
      }
      if (response.status === 401) {
        await tellWaiting(say.tSignedOut);
        return;
      }
      if (!response.ok) {
        await tellWaiting(say.tRefused);
        return;
      }
      const { answers } = await response.json();
      await take(answers.map((answer) => answer.nonce).filter(Boolean));
      answers.forEach(note);
      if (!answers.length) break;
    }
  } catch {
    // no network: the queue waits
  }
  await tellWaiting();
}

// ── what the eye gets ─────────────────────────────────────────────────────────────────────────

function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "tf-icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${say.icons}#${name}`);
  svg.append(use);
  return svg;
}

function show(tone, { word, who = "", role = "", hint = "" }) {
  byId("verdict").className = `tf-verdict${tone === "idle" ? "" : ` tf-verdict--${tone}`}`;
  byId("verdict-sign").replaceChildren(sign(SIGNS[tone]));
  byId("verdict-word").textContent = word;
  byId("verdict-who").textContent = who;
  byId("verdict-role").textContent = role;
  byId("verdict-hint").textContent = hint;
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hour12: false, timeZone: say.zone,
});

function note(answer) {
  const tone = answer.result === "kept" ? "in" : "out";
  const person = answer.person;
  if (answer.nonce === lastNonce) {
    show(tone, {
      word: answer.message,
      who: person?.name,
      role: [person?.role_word, person?.organisation].filter(Boolean).join(" · "),
      hint: answer.hint,
    });
    signal(tone);
    if (tone === "in") offerToAdd(person?.name || person?.organisation || person?.role_word);
  }
  addToList(tone, answer);
}

/** What the visitor asks about comes up after the scan: it is added to the same contact. */
function offerToAdd(who) {
  byId("add-text").textContent = say.tAdd.replace("{who}", who ?? inGroups(lastCode));
  byId("add").hidden = false;
}

function inGroups(code) {
  return code.replace(/\D/g, "").replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** After a page was closed: what waits stands in the list, newest above. */
async function showWaiting() {
  for (const { nonce, item } of (await queued()).slice(-SHOWN)) {
    addToList("mind", { nonce, message: say.tKept, person: { name: inGroups(item.code) } }, item.scanned_at);
  }
}

function addToList(tone, answer, at = Date.now()) {
  byId("no-scans")?.remove();
  document.querySelector(`#recent [data-nonce="${answer.nonce}"]`)?.remove();
  const item = document.createElement("li");
  item.dataset.nonce = answer.nonce;
  item.className = `tf-door__item tf-door__item--${tone}`;
  const time = Object.assign(document.createElement("span"), { className: "tf-door__time" });
  time.textContent = clock.format(new Date(at));
  const text = document.createElement("span");
  const name = document.createElement(answer.lead ? "a" : "strong");
  if (answer.lead) name.href = say.leadUrl.replace(/\/0$/, `/${answer.lead}`);
  name.textContent = answer.person?.name || answer.person?.organisation || answer.person?.role_word || answer.message;
  text.append(name);
  if (answer.person) text.append(document.createElement("br"), answer.message);
  item.append(time, text);
  byId("recent").prepend(item);
  while (byId("recent").children.length > SHOWN) byId("recent").lastElementChild.remove();
}

// ── a badge ───────────────────────────────────────────────────────────────────────────────────

function about() {
  const data = new FormData(form);
  return {
    note: data.get("note") ?? "",
    tags: (data.get("tags") ?? "").split(",").map((word) => word.trim().slice(0, 40)).filter(Boolean).slice(0, 12),
    products: data.getAll("products").map(Number),
    rating: Number(data.get("rating")) || null,
    next_step: data.get("next_step") ?? "",
    next_step_on: data.get("next_step_on") || null,
  };
}

let lastCode = "";

async function keep(code) {
  lastNonce = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2, 12)}`;
  lastCode = code;
  const item = { code, nonce: lastNonce, scanned_at: new Date().toISOString(), ...about() };
  show("idle", { word: say.tSending });
  byId("add").hidden = true;
  await put(item);
  form.reset();
  byId("about").open = false;
  await tellWaiting();
  await sync();
  const waits = (await queue.get("queue", item.nonce)) !== undefined;
  if (!waits || item.nonce !== lastNonce) return;
  show("mind", { word: say.tKept, who: inGroups(code), hint: say.tKeptHint });
  signal("in"); // the badge is safe: nothing is wrong
  addToList("mind", { nonce: item.nonce, message: say.tKept, person: { name: inGroups(code) } });
  offerToAdd();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = field.value.trim();
  wakeSound();
  if (code) keep(code);
  field.focus({ preventScroll: true });
});
byId("net-retry").addEventListener("click", sync);
window.addEventListener("online", sync);
byId("add").addEventListener("click", () => keep(lastCode));
setInterval(async () => { if ((await queued()).length) sync(); }, RETRY);
await showWaiting();
await tellWaiting();
sync();

// A hand scanner types wherever the focus is: digits outside a field go into ours.
document.addEventListener("keydown", (event) => {
  if (/^\d$/.test(event.key) && !event.target.closest("input, select, textarea, button, summary")) {
    field.focus({ preventScroll: true });
  }
});

// ── the camera ────────────────────────────────────────────────────────────────────────────────

const reader = new Reader({ worker: say.reader, zxing: say.zxing, wasm: say.wasm });
reader.ready.catch(() => {}); // the camera says so
const camera = new Camera({ video: byId("video"), reader, seen: (text) => keep(text) });

async function startCamera() {
  byId("camera-trouble").hidden = true;
  try {
    await camera.start();
  } catch {
    byId("camera-trouble").textContent = say.tNoCamera;
    byId("camera-trouble").hidden = false;
  }
  showCamera();
  navigator.wakeLock?.request("screen").catch(() => {});
}

function showCamera() {
  byId("camera").hidden = !camera.isOn;
  byId("start-text").textContent = camera.isOn ? say.tStop : say.tStart;
  document.body.classList.toggle("tf-door--scanning", camera.isOn);
  const light = camera.torch();
  const torch = byId("torch");
  torch.hidden = !light;
  torch.onclick = async () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    await light(on);
    torch.setAttribute("aria-pressed", String(on));
  };
}

byId("start").hidden = false;
byId("start").addEventListener("click", () => {
  wakeSound();
  if (!camera.isOn) startCamera();
  else {
    camera.stop();
    showCamera();
  }
});

// This page's files are kept with the page, and those of the scanner, where the icon on the home
// screen leads to: so both open without a network.
navigator.storage?.persist?.();

function keepFiles(worker, start) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data: [kept, wanted] }) => resolve(wanted > 0 && kept >= wanted);
    worker.postMessage({ keep: start }, [channel.port2]);
  });
}

navigator.serviceWorker?.ready.then(async ({ active }) => {
  const whole = await Promise.all(["/leads", "/door"].map((start) => keepFiles(active, start)));
  if (whole.every(Boolean)) document.documentElement.dataset.kept = "true";
}).catch(() => {});

document.documentElement.dataset.ready = "true";
