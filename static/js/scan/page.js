// What the eye gets: the verdict, the state line, the latest scans.

import { qrDrawing } from "./qr.js";

export const byId = (id) => document.getElementById(id);
const about = byId("door-app").dataset;
export const config = JSON.parse(about.config);
export const texts = JSON.parse(about.texts);

/** A text with its values put in: say("first_here", {time: "08:15"}). */
export function say(name, values = {}) {
  return fill(texts.say[name], values);
}

export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, key) => String(values[key] ?? ""));
}

/** A new element with its properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

let zone = "Asia/Ho_Chi_Minh";
export function useZone(name) { zone = name; }

export function clock(moment) {
  return new Intl.DateTimeFormat(config.language, {
    hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone,
  }).format(new Date(moment));
}

/** The time, with the day where that is another one. */
export function moment(at) {
  const day = new Intl.DateTimeFormat(config.language, { day: "2-digit", month: "2-digit", timeZone: zone });
  const date = day.format(new Date(at));
  return date === day.format(new Date()) ? clock(at) : `${clock(at)} · ${date}`;
}

const SIGNS = {
  in: "check-circle-fill", mind: "exclamation-triangle-fill", out: "x-octagon-fill",
  idle: "qr-code-scan",
};

export function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "tf-icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${config.icons}#${name}`);
  svg.append(use);
  return svg;
}

// ── the verdict ───────────────────────────────────────────────────────────────────────────────

function wordOf(answer) {
  const known = texts.reasons[answer.reason];
  if (answer.result === "later") return say(answer.direction === "exit" ? "later" : "let_in_later");
  if (known) return known[0];
  if (answer.forced) return say("forced");
  if (answer.result === "admitted") return say(answer.direction === "exit" ? "goodbye" : "admitted");
  return answer.message ?? texts.reasons.not_taken[0];
}

function hintOf(answer) {
  if (answer.isKept === false) return say("not_kept");
  if (answer.hint && answer.isLocal) return answer.hint;
  const known = texts.reasons[answer.reason];
  return (known && known[1]) || (answer.reason ? answer.message : "") || "";
}

function firstOf(answer) {
  if (answer.ended_at) return say("ended", { time: moment(answer.ended_at) });
  if (!answer.firstAt) return "";
  const time = clock(answer.firstAt);
  if (answer.isLocal) return say("first_here", { time });
  if (!answer.first_gate) return say("first_no_gate", { time });
  return say("first", { time, gate: answer.first_gate });
}

function personOf(answer) {
  const person = answer.attendee;
  if (!person) return { name: "", role: "" };
  const role = texts.roles[person.role] ?? "";
  return { name: person.name, role: [role, person.organisation].filter(Boolean).join(" · ") };
}

/** Colour, sign and words; returns the words for the list of latest scans. */
export function showAnswer(answer) {
  const { name, role } = personOf(answer);
  const shown = {
    tone: answer.tone, word: wordOf(answer), who: name, role, first: firstOf(answer),
    hint: hintOf(answer), short: answer.ticket?.short_code,
  };
  showVerdict(shown);
  showTicket(answer.ticket?.code);
  return shown;
}

export function showVerdict({ tone, word, who = "", role = "", first = "", hint = "", short = "" }) {
  const panel = byId("verdict");
  panel.className = `tf-verdict${tone === "idle" ? "" : ` tf-verdict--${tone}`}`;
  byId("verdict-sign").replaceChildren(sign(SIGNS[tone]));
  byId("verdict-word").textContent = word;
  byId("verdict-who").textContent = who;
  byId("verdict-role").textContent = role;
  byId("verdict-first").textContent = first;
  const groups = short ? short.replace(/(\d{4})(?=\d)/g, "$1 ") : "";
  byId("verdict-hint").textContent = groups ? say("short", { code: groups }) : hint;
  panel.dataset.tone = tone;
  panel.dataset.count = String(Number(panel.dataset.count ?? 0) + (tone === "idle" ? 0 : 1));
  if (panel.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
}

/** The new ticket of somebody registered here stays in sight until the next verdict. */
function showTicket(code) {
  byId("new-ticket").hidden = !code;
  byId("new-ticket-code").replaceChildren(...(code ? [qrDrawing(code)] : []));
}

const SHOWN = 12;
/** The latest scans live as long as the page: names are not kept on the phone. */
export function addRecent({ tone, word, who }) {
  byId("no-scans")?.remove();
  const item = make("li", { className: `tf-door__item tf-door__item--${tone}` },
    make("span", { className: "tf-door__time", textContent: clock(Date.now()) }),
    make("span", {}, make("strong", { textContent: who || say("unnamed") }), make("br"), word));
  const list = byId("recent");
  list.prepend(item);
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}

// ── the state line ────────────────────────────────────────────────────────────────────────────

const SKEW = 120_000;

function alarmOf(door) {
  if (door.isRevoked) return say("revoked");
  if (door.unsaved) return say("unsaved", { count: door.unsaved });
  if (Math.abs(door.clockOffset) <= SKEW) return "";
  return say("skew", { minutes: Math.round(Math.abs(door.clockOffset) / 60_000) });
}

export function showState(door) {
  const { isOffline } = door.mode;
  byId("state").dataset.mode = isOffline ? "offline" : "online";
  byId("mode-word").textContent = say(isOffline ? "offline" : "online");
  byId("state").title = isOffline ? say("offline_long") : "";
  const waiting = door.queued ? say("queued", { count: door.queued }) : say("all_sent");
  const sent = door.lastSync ? say("synced", { time: clock(door.lastSync) }) : say("never");
  byId("queue-word").textContent = `${waiting} · ${sent}`;
  byId("state").dataset.queued = String(door.queued);
  byId("inside").textContent = door.inside ?? "–";
  byId("tally-sum").textContent = String(door.tally);
  const { event, device } = door;
  const title = config.language === "vi" ? event.name_vi || event.name_en : event.name_en || event.name_vi;
  byId("work-title").textContent = title;
  byId("device-words").textContent = say("gate", { gate: device.gate, device: device.name });
  const alarm = alarmOf(door);
  byId("alarm").hidden = !alarm;
  if (byId("alarm").textContent !== alarm) byId("alarm").textContent = alarm;
}
