// The plan of a hall, moved by hand or by keyboard. Units are decimetres, as the server keeps them.
// The plan is plain data; every change replaces it, so undo is a list of plans.
const editor = document.getElementById("plan-editor");
const byId = (id) => document.getElementById(`plan-${id}`);
const say = JSON.parse(editor.dataset.texts);
const categories = JSON.parse(editor.dataset.categories);
const kinds = JSON.parse(editor.dataset.kinds);
const farthest = Number(editor.dataset.farthest);
const svg = byId("svg");
const SVG = "http://www.w3.org/2000/svg";
const SCALE = 1.6; // pixels a decimetre: a booth of 3 m is 48 px, a finger wide
const HALF_METRE = 5;
const STEPS = 200;
const ROOM = 60; // free floor around what is drawn
const LOW = 200; // the least depth of the floor

let saved = itemsOf(JSON.parse(editor.dataset.plan)); // what the server has, as far as we know
let items = saved; // what is drawn now
let newest = null; // somebody else's plan, when there was a clash
let chosen = new Set();
let current = null; // the key that the keyboard is on
let past = [];
let future = [];
let count = 0;
let drag = null;

// ── data ──────────────────────────────────────────────────────────────────────────────────────

function itemsOf(plan) {
  const made = [];
  for (const one of plan.booths) made.push({ ...one, type: "booth", key: `b${one.id}` });
  for (const one of plan.places) made.push({ ...one, type: "place", key: `p${one.id}`, taken: "" });
  made.version = plan.version;
  return made;
}

const find = (key) => items.find((one) => one.key === key);
const strip = ({ id, label, category, kind, x, y, w, h, type }) =>
  type === "booth" ? { id, label, category, x, y, w, h } : { id, label, kind, x, y, w, h };
const same = (one, other) => JSON.stringify(strip(one)) === JSON.stringify(strip(other));
const nameOf = (one) => one.label || kinds.find((kind) => kind.kind === one.kind)?.name || "?";
const number = new Intl.NumberFormat(editor.dataset.lang, { maximumFractionDigits: 1 });
const metres = (units) => number.format(units / 10);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

function isDirty() {
  return items.length !== saved.length || items.some((one) => {
    const before = saved.find((other) => other.key === one.key);
    return !before || !same(one, before);
  });
}

function change(next, { join = null } = {}) {
  const last = past.at(-1);
  if (!join || last?.join !== join) past.push({ items, join });
  if (past.length > STEPS) past.shift();
  future = [];
  next.version = items.version;
  items = next;
  draw();
}

function step(from, to, word) {
  const entry = from.pop();
  if (!entry) return;
  to.push({ items, join: null });
  items = entry.items;
  chosen = new Set([...chosen].filter(find));
  draw();
  announce(word);
}

// Mine onto theirs: what I touched is as I left it, everything else as they have it.
function merged(mine, base, theirs) {
  const result = [];
  for (const one of theirs) {
    const before = base.find((other) => other.key === one.key);
    const now = mine.find((other) => other.key === one.key);
    if (before && !now && !one.taken) continue; // I deleted it, nobody stands there
    result.push(before && now && !same(before, now) ? { ...one, ...strip(now) } : one);
  }
  for (const one of mine) if (one.id === null) result.push(one);
  result.version = theirs.version;
  return result;
}

// ── drawing ───────────────────────────────────────────────────────────────────────────────────

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function spoken(one) {
  const where = { label: nameOf(one), x: metres(one.x), y: metres(one.y) };
  if (one.type === "place") return fill(say.place, where);
  const category = categories.find((kind) => kind.id === one.category)?.name ?? "";
  const taken = one.taken ? fill(say.taken, { name: one.taken }) : "";
  return fill(say.booth, { ...where, category, taken });
}

function overlaps(one, other) {
  return one.x < other.x + other.w && other.x < one.x + one.w
    && one.y < other.y + other.h && other.y < one.y + one.h;
}

function troubles() {
  const bad = new Map();
  items.forEach((one, index) => {
    for (const other of items.slice(index + 1)) {
      const pair = { label: nameOf(one), other: nameOf(other) };
      if (one.type === "booth" && other.type === "booth" && one.label === other.label) {
        for (const key of [one.key, other.key]) bad.set(key, fill(say.twice, pair));
      } else if (overlaps(one, other)) {
        for (const key of [one.key, other.key]) bad.set(key, fill(say.overlap, pair));
      }
    }
  });
  return bad;
}

function shape(one, bad) {
  const state = [
    one.type === "booth" ? `tf-booth tf-booth--${one.taken ? "taken" : "free"}` : "tf-place",
    chosen.has(one.key) ? "tf-editor__chosen" : "",
    bad.has(one.key) ? "tf-editor__bad" : "",
  ];
  const box = one.type === "booth"
    ? `tf-booth__box${one.taken ? " tf-sector-none" : ""}`
    : "tf-place__box";
  const text = element("text", { x: one.w * SCALE / 2, y: one.h * SCALE / 2 + 5, "aria-hidden": "true" });
  text.textContent = nameOf(one);
  return element(
    "g",
    {
      class: state.filter(Boolean).join(" "),
      transform: `translate(${one.x * SCALE} ${one.y * SCALE})`,
      role: "button",
      tabindex: one.key === current ? "0" : "-1",
      "aria-pressed": String(chosen.has(one.key)),
      "aria-label": [spoken(one), bad.get(one.key)].filter(Boolean).join(". "),
      "data-key": one.key,
    },
    element("rect", { class: box, width: one.w * SCALE - 2, height: one.h * SCALE - 2, rx: 6 }),
    text,
  );
}

function draw() {
  if (!find(current)) current = items[0]?.key ?? null;
  const focused = svg.contains(document.activeElement);
  const bad = troubles();
  const room = byId("room");
  const right = Math.max(0, ...items.map((one) => one.x + one.w)) + ROOM;
  const below = Math.max(0, ...items.map((one) => one.y + one.h)) + ROOM;
  const width = Math.max(right, room.clientWidth / SCALE);
  const height = Math.max(below, LOW);
  svg.setAttribute("width", width * SCALE);
  svg.setAttribute("height", height * SCALE);
  const grid = [];
  for (let x = 50; x < width; x += 50) grid.push(`M${x * SCALE} 0V${height * SCALE}`);
  for (let y = 50; y < height; y += 50) grid.push(`M0 ${y * SCALE}H${width * SCALE}`);
  const first = (one) => (chosen.has(one.key) ? 1 : 0); // what is chosen lies on top
  svg.replaceChildren(
    element("rect", { class: "tf-hall__floor", width: width * SCALE, height: height * SCALE, rx: 12 }),
    element("path", { class: "tf-editor__grid", d: grid.join("") }),
    ...items.toSorted((one, other) => first(one) - first(other)).map((one) => shape(one, bad)),
  );
  if (focused && current) focusOn(current);
  drawPanel();
  const dirty = isDirty();
  byId("undo").disabled = past.length === 0;
  byId("redo").disabled = future.length === 0;
  byId("state").textContent = [dirty ? say.unsaved : say.saved, [...new Set(bad.values())][0]]
    .filter(Boolean).join(" · ");
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function drawPanel() {
  const pick = byId("pick");
  pick.replaceChildren(option("", "–"), ...items.map((one) => option(one.key, nameOf(one))));
  const rows = [...chosen].map(find).filter(Boolean);
  const one = rows.length === 1 ? rows[0] : null;
  pick.value = one?.key ?? "";
  byId("fields").disabled = rows.length === 0;
  const isBooth = rows.length > 0 && rows.every((row) => row.type === "booth");
  const isPlace = rows.length > 0 && rows.every((row) => row.type === "place");
  byId("category-field").hidden = isPlace;
  byId("kind-field").hidden = !isPlace;
  byId("row").hidden = !isBooth;
  byId("label").disabled = !one;
  for (const [name, value] of [["label", one?.label ?? ""], ["x", one && metres(one.x)],
    ["y", one && metres(one.y)], ["w", rows[0] && metres(rows[0].w)], ["h", rows[0] && metres(rows[0].h)]]) {
    if (document.activeElement !== byId(name)) byId(name).value = value ?? "";
  }
  byId("x").disabled = byId("y").disabled = !one;
  byId("category").disabled = !isBooth;
  byId("category").value = isBooth ? rows[0].category : "";
  byId("kind").value = isPlace ? rows[0].kind : "";
}

function announce(text) {
  byId("live").textContent = "";
  requestAnimationFrame(() => { byId("live").textContent = text; });
}

const nodeOf = (key) => svg.querySelector(`[data-key="${key}"]`);
function focusOn(key) {
  nodeOf(key)?.focus({ preventScroll: true });
}

// ── choosing ──────────────────────────────────────────────────────────────────────────────────

function choose(key, { more = false, speak = true } = {}) {
  if (more && chosen.has(key)) chosen.delete(key);
  else if (more) chosen.add(key);
  else chosen = new Set([key]);
  current = key;
  draw();
  nodeOf(key)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (!speak) return;
  announce(chosen.size > 1
    ? fill(say.selectedMany, { count: chosen.size })
    : fill(say.selected, { label: nameOf(find(key)) }));
}

function chooseRow() {
  const letters = new Set([...chosen].map((key) => find(key)?.label.replace(/\d+$/, "")));
  chosen = new Set(items
    .filter((one) => one.type === "booth" && letters.has(one.label.replace(/\d+$/, "")))
    .map((one) => one.key));
  draw();
  announce(fill(say.selectedMany, { count: chosen.size }));
}

function neighbour(by) {
  const index = items.findIndex((one) => one.key === current);
  const next = items[(index + by + items.length) % items.length];
  if (!next) return;
  choose(next.key);
  focusOn(next.key);
}

// ── changing ──────────────────────────────────────────────────────────────────────────────────

const within = (value, size) => Math.min(Math.max(Math.round(value), 0), farthest - size);

function moveChosen(dx, dy, join) {
  const rows = [...chosen].map(find).filter(Boolean);
  if (rows.length === 0) return announce(say.nothing);
  // Together, so that a row stays a row at the edge of the hall.
  const right = Math.max(dx, -Math.min(...rows.map((one) => one.x)));
  const down = Math.max(dy, -Math.min(...rows.map((one) => one.y)));
  change(items.map((one) => (chosen.has(one.key)
    ? { ...one, x: within(one.x + right, one.w), y: within(one.y + down, one.h) }
    : one)), { join });
  const one = find(rows[0].key);
  return announce(rows.length > 1
    ? fill(say.movedMany, { count: rows.length })
    : fill(say.moved, { label: nameOf(one), x: metres(one.x), y: metres(one.y) }));
}

function set(values, join = null) {
  change(items.map((one) => (chosen.has(one.key) ? { ...one, ...values } : one)), { join });
}

function deleteChosen() {
  const rows = [...chosen].map(find).filter(Boolean);
  const kept = rows.find((one) => one.taken);
  if (kept) return announceAndShow(fill(say.kept, { label: kept.label, name: kept.taken }));
  if (rows.length === 0) return announce(say.nothing);
  const gone = new Set(chosen);
  chosen = new Set();
  change(items.filter((one) => !gone.has(one.key)));
  if (current) focusOn(current);
  return announce(fill(say.deleted, { count: gone.size }));
}

function nextLabel() {
  const near = find([...chosen][0]);
  const letters = (near?.type === "booth" ? near.label : items.findLast((one) => one.type === "booth")?.label ?? "A")
    .replace(/\d+$/, "") || "A";
  const numbers = items
    .filter((one) => one.type === "booth" && one.label.replace(/\d+$/, "") === letters)
    .map((one) => Number(one.label.slice(letters.length)) || 0);
  return letters + String(Math.max(0, ...numbers) + 1).padStart(2, "0");
}

function add(values) {
  // Beside what is chosen, else below everything: never on something else.
  const near = find([...chosen][0]);
  const one = { id: null, taken: "", x: 20, y: 20, ...values, key: `n${(count += 1)}` };
  if (near) Object.assign(one, { x: near.x + near.w, y: near.y });
  if (!near || items.some((other) => overlaps(one, other))) {
    Object.assign(one, { x: 20, y: Math.max(-5, ...items.map((other) => other.y + other.h)) + 25 });
  }
  chosen = new Set([one.key]);
  current = one.key;
  change([...items, one]);
  nodeOf(one.key)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(fill(say.added, { label: nameOf(one) }));
}

// ── the pointer ───────────────────────────────────────────────────────────────────────────────

const grid = () => (byId("snap").checked ? HALF_METRE : 1);

svg.addEventListener("pointerdown", (event) => {
  const node = event.target.closest("[data-key]");
  if (!node || event.button !== 0) {
    if (!node && !event.shiftKey) { chosen = new Set(); draw(); }
    return;
  }
  const { key } = node.dataset;
  if (event.shiftKey || !chosen.has(key)) choose(key, { more: event.shiftKey, speak: false });
  focusOn(key);
  drag = { x: event.clientX, y: event.clientY, from: items, lead: find(key), moved: false };
  svg.setPointerCapture(event.pointerId);
  event.preventDefault();
});

svg.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const far = [(event.clientX - drag.x) / SCALE, (event.clientY - drag.y) / SCALE];
  if (!drag.moved && Math.hypot(...far) < 2) return;
  if (!drag.moved) past.push({ items: drag.from, join: null });
  drag.moved = true;
  const snap = (value) => Math.round(value / grid()) * grid();
  const rows = drag.from.filter((one) => chosen.has(one.key));
  const dx = Math.max(snap(drag.lead.x + far[0]) - drag.lead.x, -Math.min(...rows.map((one) => one.x)));
  const dy = Math.max(snap(drag.lead.y + far[1]) - drag.lead.y, -Math.min(...rows.map((one) => one.y)));
  const next = drag.from.map((one) => (chosen.has(one.key)
    ? { ...one, x: within(one.x + dx, one.w), y: within(one.y + dy, one.h) }
    : one));
  next.version = drag.from.version;
  items = next;
  future = [];
  draw();
});

function drop() {
  if (drag?.moved) {
    const one = find(drag.lead.key);
    announce(fill(say.moved, { label: nameOf(one), x: metres(one.x), y: metres(one.y) }));
  }
  drag = null;
}
svg.addEventListener("pointerup", drop);
svg.addEventListener("pointercancel", drop);

// ── the keyboard ──────────────────────────────────────────────────────────────────────────────

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

svg.addEventListener("focusin", (event) => {
  const node = event.target.closest("[data-key]");
  if (!node || drag) return;
  current = node.dataset.key;
  if (chosen.size === 0) choose(current, { speak: false });
});

svg.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  if (arrow) {
    const by = event.shiftKey ? 1 : HALF_METRE;
    moveChosen(arrow[0] * by, arrow[1] * by, `keys ${[...chosen].join()}`);
  } else if (event.key === "PageDown") neighbour(1);
  else if (event.key === "PageUp") neighbour(-1);
  else if (event.key === " " || event.key === "Enter") choose(current, { more: event.key === " " });
  else if (event.key === "Delete" || event.key === "Backspace") deleteChosen();
  else if (event.key === "Escape") { chosen = new Set(); draw(); announce(say.nothing); }
  else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key === "s") save();
  else if (event.target.matches("input, select, textarea")) return; // these have an undo of their own
  else if (key === "z" && event.shiftKey || key === "y") step(future, past, say.redone);
  else if (key === "z") step(past, future, say.undone);
  else return;
  event.preventDefault();
});

// ── the panel ─────────────────────────────────────────────────────────────────────────────────

byId("undo").addEventListener("click", () => step(past, future, say.undone));
byId("redo").addEventListener("click", () => step(future, past, say.redone));
byId("row").addEventListener("click", chooseRow);
byId("delete").addEventListener("click", deleteChosen);
byId("pick").addEventListener("change", (event) => {
  if (event.target.value) choose(event.target.value);
});
byId("label").addEventListener("input", (event) => {
  const [key] = chosen;
  const text = event.target.value.trim();
  set({ label: find(key).type === "booth" ? text.toUpperCase().slice(0, 12) : text }, `label ${key}`);
});
byId("category").addEventListener("change", (event) => set({ category: Number(event.target.value) }));
byId("kind").addEventListener("change", (event) => set({ kind: event.target.value }));
for (const name of ["x", "y", "w", "h"]) {
  byId(name).addEventListener("change", (event) => {
    const value = Math.round(Number(event.target.value.trim().replace(",", ".")) * 10);
    const least = name === "w" || name === "h" ? 5 : 0;
    if (Number.isFinite(value)) set({ [name]: Math.min(Math.max(value, least), farthest / 2) });
    event.target.value = metres(find([...chosen][0])[name]);
  });
}
for (const arrow of document.querySelectorAll("[data-move]")) {
  const [dx, dy] = arrow.dataset.move.split(",").map(Number);
  arrow.addEventListener("click", () => moveChosen(dx * HALF_METRE, dy * HALF_METRE, `arrows ${[...chosen].join()}`));
}
byId("add-booth").addEventListener("click", () => {
  const size = items.findLast((one) => one.type === "booth") ?? { w: 30, h: 30 };
  const category = Number(byId("new-category").value);
  if (category) add({ type: "booth", label: nextLabel(), category, w: size.w, h: size.h });
});
byId("add-place").addEventListener("click", () => {
  add({ type: "place", label: "", kind: byId("new-kind").value, w: 60, h: 30 });
});

// ── saving ────────────────────────────────────────────────────────────────────────────────────

function announceAndShow(text) {
  byId("error-text").textContent = text;
  byId("error").hidden = !text;
}

async function save() {
  const button = byId("save");
  if (button.disabled) return;
  button.disabled = true;
  byId("state").textContent = say.saving;
  announceAndShow("");
  const sent = items;
  const rows = (type) => sent.filter((one) => one.type === type).map(strip);
  try {
    const answer = await fetch(editor.dataset.url, {
      method: "POST",
      redirect: "manual",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": editor.dataset.token,
      },
      body: JSON.stringify({ version: sent.version, booths: rows("booth"), places: rows("place") }),
    });
    await told(answer);
  } catch {
    announceAndShow(say.offline);
  } finally {
    button.disabled = false;
    draw();
  }
}

async function told(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401) return announceAndShow(say.signedOut);
  const body = await answer.json();
  if (answer.ok) {
    items = saved = itemsOf(body.plan);
    past = [];
    future = [];
    chosen = new Set([...chosen].filter(find));
    clash(null);
    return announce(body.message);
  }
  if (body.plan) return clash(itemsOf(body.plan), body.error);
  return announceAndShow(body.error);
}

function clash(theirs, text = "") {
  newest = theirs;
  byId("clash").hidden = !theirs;
  byId("clash-text").textContent = text;
}

byId("save").addEventListener("click", save);
byId("merge").addEventListener("click", () => {
  items = merged(items, saved, newest);
  saved = newest;
  past = [];
  future = [];
  clash(null);
  draw();
  announce(say.merged);
});
byId("theirs").addEventListener("click", () => {
  items = saved = newest;
  past = [];
  future = [];
  chosen = new Set();
  clash(null);
  draw();
});
window.addEventListener("beforeunload", (event) => {
  if (isDirty()) event.preventDefault();
});

for (const [id, rows] of [["category", categories], ["new-category", categories]]) {
  byId(id).append(...rows.map((one) => option(one.id, one.line)));
}
for (const id of ["kind", "new-kind"]) byId(id).append(...kinds.map((one) => option(one.kind, one.name)));
byId("add-booth").disabled = categories.length === 0;
editor.hidden = false;
draw();
