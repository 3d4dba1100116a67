// What the door says without the server. Pure but for the browser's cryptography; the order of
// the questions is that of docs/checkin.md, "The verdict offline".

import { readCode, Unreadable, VERSION } from "./codes.js";

const SOFT = new Set([
  "already_admitted", "not_inside", "not_approved", "wrong_list", "outside_window", "wrong_day",
]);
/** What a supervisor may set aside. */
export const FORCEABLE = new Set(["not_approved", "wrong_list", "outside_window", "wrong_day"]);
const LAST_DAY_BIT = 15;
const WALK_IN = 1; // bit of a code's flags

export const refused = (reason, more = {}) => ({
  result: "refused", reason, tone: SOFT.has(reason) ? "mind" : "out", ...more,
});
const admitted = (more = {}) => ({ result: "admitted", reason: null, tone: "in", ...more });
/** In, but the server looks at it again: green for a signed code, amber for what nobody could check. */
const later = (tone, why, more = {}) => ({ result: "later", reason: why, tone, ...more });

/**
 * Judge a code by what this device knows, all but whether it was seen here before.
 *
 * ``snapshot`` and ``verifier`` may be null, ``at`` is the server's time as a Date. The answer
 * has ``result`` (admitted, later, refused), ``reason``, ``tone`` (in, mind, out), ``ticket``
 * for a code that was read, and ``attendee`` where its row could be opened.
 */
export async function judge(text, { snapshot, verifier, eventId, at, forced = false }) {
  let code;
  try {
    code = readCode(text);
  } catch (trouble) {
    if (trouble instanceof Unreadable) return refused("unreadable");
    throw trouble;
  }
  if (code.kind === "badge") return refused("badge_code");
  if (code.kind === "short") return later("mind", "typed", { ticket: await typedId(code.digits) });
  if (code.version !== VERSION) return refused("unknown_version");
  if (code.eventId !== eventId) return refused("wrong_event");
  if (!verifier) return later("mind", "unverified", { ticket: code.ticket });
  if (!verifier.knows(code.keyId)) return refused("unknown_key");
  if (!(await verifier.isGenuine(code))) return refused("bad_signature");
  if (!snapshot) return later("in", "no_snapshot", { ticket: code.ticket });
  return judgeGenuine(code, { snapshot, at, forced });
}

/** A typed code opens the door online, so what was seen is remembered by its hash. */
async function typedId(digits) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`typed:${digits}`));
  return Array.from(new Uint8Array(hash, 0, 8), (one) => one.toString(16).padStart(2, "0")).join("");
}

async function judgeGenuine(code, { snapshot, at, forced }) {
  const gone = snapshot.goneWhy(code);
  const row = await snapshot.find(code);
  const attendee = row ? await opened(snapshot, row, code) : null;
  const about = { ticket: code.ticket, attendee };
  if (snapshot.header.event?.state === "cancelled") return refused("cancelled_event", about);
  if (gone) return refused(gone, about);
  const reason = rowReason(row) ?? timeReason(code, row, snapshot.header, at);
  if (reason && !forced) return refused(reason, about);
  if (!row && (code.flags & WALK_IN) === 0) return later("in", "newer", about);
  return admitted(about);
}

async function opened(snapshot, row, code) {
  try {
    return await snapshot.open(row, code);
  } catch {
    return null; // the row is there, its words are not: admit without a name
  }
}

function rowReason(row) {
  if (!row) return null;
  if (!row.isApproved) return "not_approved";
  return row.fitsList ? null : "wrong_list";
}

function holds(spans, at) {
  return spans.some(([begin, end]) => new Date(begin) <= at && at < new Date(end));
}

function timeReason(code, row, header, at) {
  const numbers = Object.entries(header.role_numbers ?? {});
  const role = numbers.find(([, number]) => number === (row?.role ?? code.role))?.[0];
  const windows = header.windows?.[role];
  if (windows && !holds(windows, at)) return "outside_window";
  const today = (header.days ?? []).findIndex((span) => holds([span], at));
  if (today < 0 || today > LAST_DAY_BIT) return null;
  const bits = code.days & (row?.days ?? code.days);
  return (bits >> today) & 1 ? null : "wrong_day";
}

/**
 * Add what this device has seen. ``seen`` is its last {at, direction} of the ticket or null;
 * ``list`` the snapshot's, for re-entry and exits.
 */
export function withSeen(verdict, seen, { direction, list = {} }) {
  if (verdict.result === "refused") return verdict;
  if (direction === "exit") {
    return seen?.direction === "exit" ? refused("not_inside", about(verdict)) : verdict;
  }
  if (!seen) return verdict;
  const mayReturn = list.allows_reentry && (seen.direction === "exit" || !list.scans_exits);
  if (mayReturn) return verdict;
  return refused("already_admitted", { ...about(verdict), firstAt: seen.at });
}

function about({ ticket, attendee = null }) {
  return { ticket, attendee };
}
