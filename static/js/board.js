// The organiser's board: meetings are dragged, or picked up and moved with the keyboard.
// Every move is asked of the server, which decides; the grid is then drawn anew as it stands there.
const form = document.querySelector("#board-form");
const say = document.querySelector("#board-say");
const words = form.dataset;
const LOOK_EVERY = 15_000;
let carried = null; // {link, id, seen, name, blocked: {slot: why}, cursor: td | null}
let etag = "";

const board = () => document.querySelector("#board");
const nameOf = (link) => [...link.querySelectorAll("span")].slice(0, 2).map((one) => one.textContent).join(" – ");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
const tell = (text) => { say.textContent = text; };

function describe(cell) {
  const row = cell.closest("tr");
  const values = { time: row.dataset.name, table: cell.dataset.name };
  if (row.dataset.over) return fill(words.sayOver, values);
  const link = cell.querySelector("[data-meeting]");
  const why = carried.blocked[row.dataset.row];
  const also = why && link !== carried.link ? ` ${why}` : "";
  if (!link) return fill(words.sayFree, values) + also;
  if (link === carried.link) return fill(words.sayOwn, values);
  const text = link.dataset.fixed ? words.sayFixed : words.saySwap;
  return fill(text, { ...values, meeting: nameOf(link) }) + also;
}

async function pickUp(link) {
  if (link.dataset.fixed) {
    tell(words.sayNoMove);
    return;
  }
  carried = { link, id: link.dataset.meeting, seen: link.dataset.seen, name: nameOf(link), blocked: {}, cursor: link.closest("td") };
  link.classList.add("tf-board__meeting--up");
  tell(fill(words.sayUp, { meeting: carried.name }));
  const mine = carried;
  try {
    const answer = await fetch(`${words.moves}/${mine.id}/conflicts.json`);
    if (!answer.ok || carried !== mine) return;
    mine.blocked = await answer.json();
    for (const row of board().querySelectorAll("[data-row]")) {
      if (row.dataset.row in mine.blocked) row.dataset.blocked = "1";
    }
  } catch { /* the server says it again when the meeting is dropped */ }
}

function letGo() {
  if (!carried) return;
  carried.link.classList.remove("tf-board__meeting--up");
  carried.cursor?.classList.remove("tf-board__cursor");
  for (const row of board().querySelectorAll("[data-blocked]")) delete row.dataset.blocked;
  carried = null;
}

async function post(path, values) {
  const body = new FormData(form);
  for (const [key, value] of Object.entries(values)) body.append(key, value);
  if (words.for) body.append("for", words.for);
  const answer = await fetch(`${words.moves}/${path}`, { method: "POST", body, headers: { Accept: "application/json" } });
  const type = answer.headers.get("Content-Type") ?? "";
  return type.includes("json") ? (await answer.json()).text : words.sayLost;
}

async function drop(cell) {
  const { id, seen, link } = carried;
  const there = cell.querySelector("[data-meeting]");
  const why = describe(cell);
  letGo();
  if (there === link || there?.dataset.fixed || cell.closest("tr").dataset.over) {
    tell(there === link ? words.sayLet : why);
    return;
  }
  try {
    const text = there
      ? await post(`${id}/swap`, { other: `${there.dataset.meeting}.${there.dataset.seen}`, seen })
      : await post(`${id}/move`, { slot_id: cell.closest("tr").dataset.row, table_id: cell.dataset.table, seen });
    await look(true);
    tell(text);
  } catch {
    tell(words.sayLost);
  }
  document.querySelector(`#board [data-meeting="${id}"]`)?.focus();
}

// Draw the grid as it stands on the server; others move meetings, too.
async function look(force = false) {
  const url = new URL(window.location);
  url.searchParams.set("part", "1");
  const answer = await fetch(url, { headers: etag && !force ? { "If-None-Match": etag } : {} });
  if (answer.status !== 200 || carried) return;
  etag = answer.headers.get("ETag") ?? "";
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#board");
  if (!fresh || carried) return;
  const scroll = board().querySelector(".tf-board__scroll");
  const at = [scroll.scrollLeft, scroll.scrollTop];
  const focused = document.activeElement?.dataset?.meeting;
  board().replaceWith(fresh);
  fresh.querySelector(".tf-board__scroll").scrollTo(...at);
  if (focused) fresh.querySelector(`[data-meeting="${focused}"]`)?.focus({ preventScroll: true });
}

function step(across, down) {
  const rows = [...board().querySelectorAll("[data-row]")];
  const from = carried.cursor;
  let row = from ? rows.indexOf(from.closest("tr")) : -1;
  let column = from ? from.cellIndex - 1 : 0;
  const width = rows[0].querySelectorAll("td").length;
  row = from ? Math.min(rows.length - 1, Math.max(0, row + down)) : 0;
  column = Math.min(width - 1, Math.max(0, column + (from ? across : 0)));
  from?.classList.remove("tf-board__cursor");
  const cell = rows[row].querySelectorAll("td")[column];
  carried.cursor = cell;
  cell.classList.add("tf-board__cursor");
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  tell(describe(cell));
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("#board [data-meeting]");
  if (!carried) {
    if (event.key === " " && link) {
      event.preventDefault();
      pickUp(link);
    }
    return;
  }
  if (event.key in ARROWS) {
    event.preventDefault();
    step(...ARROWS[event.key]);
  } else if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (carried.cursor) drop(carried.cursor);
  } else if (event.key === "Escape" || event.key === "Tab") {
    letGo();
    tell(words.sayLet);
  }
});

document.addEventListener("dragstart", (event) => {
  const link = event.target.closest?.("#board [data-meeting]");
  if (!link) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", nameOf(link));
  letGo();
  pickUp(link);
});

document.addEventListener("dragover", (event) => {
  const cell = event.target.closest?.("#board td[data-table]");
  if (!carried || !cell) return;
  event.preventDefault();
  if (cell === carried.cursor) return;
  carried.cursor?.classList.remove("tf-board__cursor");
  carried.cursor = cell;
  cell.classList.add("tf-board__cursor");
  tell(describe(cell));
});

document.addEventListener("drop", (event) => {
  const cell = event.target.closest?.("#board td[data-table]");
  if (!carried || !cell) return;
  event.preventDefault();
  drop(cell);
});

document.addEventListener("dragend", () => letGo());

for (const choice of document.querySelectorAll(".tf-board__choose select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

setInterval(() => {
  if (!carried && !document.hidden) look().catch(() => {});
}, LOOK_EVERY);
