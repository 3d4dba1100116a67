// "Ready for offline": looked at before the doors open. Each check is ok, mind or bad; the page
// has a sentence for every outcome and says what to do.

import { canVerify } from "./signature.js";

const FRESH = 12 * 3600_000; // ms: a list from last night is not today's
const SKEW = 120_000; // ms after which the server marks the device
const FEW = 5; // codes for people without a ticket
const HALF = 0.5; // of the battery, for a morning
const ROOM = 50 * 1024 * 1024;

const check = (id, state, value = "") => ({ id, state, value });

/** All checks, in the order in which they are mended. */
export async function selfTest({ door, reader, application }) {
  return Promise.all([
    secure(), installed(), worker(application), storage(), list(door), keys(door), clock(door),
    camera(), reading(reader), queue(door), stock(door), order(door), battery(),
  ]);
}

function secure() {
  return check("secure", window.isSecureContext ? "ok" : "bad");
}

function installed() {
  const isApp = matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches;
  return check("installed", isApp || navigator.standalone ? "ok" : "mind");
}

/** The worker is there, and it has every file. */
async function worker(application) {
  if (!navigator.serviceWorker?.controller) return check("worker", "bad");
  const [kept, wanted] = await ask({ keep: application });
  return check("worker", kept >= wanted && wanted > 0 ? "ok" : "bad", `${kept}/${wanted}`);
}

/** Ask the service worker; what it does not answer within ten seconds is nothing. */
export function ask(message) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve([0, 0]), 10_000);
    navigator.serviceWorker.controller.postMessage(message, [channel.port2]);
  });
}

async function storage() {
  const isSafe = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.());
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const room = Math.round((quota - usage) / 1024 / 1024);
  if (quota && quota - usage < ROOM) return check("room", "bad", `${room} MB`);
  return check("storage", isSafe ? "ok" : "mind", room ? `${room} MB` : "");
}

function list(door) {
  if (!door.snapshot) return check("list", "bad");
  const age = Date.now() - door.snapshotAt;
  const size = Math.max(1, Math.round(door.snapshot.size / 1024));
  const value = { count: door.snapshot.header.entries, size, at: door.snapshotAt };
  return check("list", age < FRESH ? "ok" : "mind", value);
}

async function keys(door) {
  if (!(await canVerify())) return check("verify", "mind");
  return check("keys", Object.keys(door.snapshot?.header.keys ?? {}).length ? "ok" : "bad");
}

function clock(door) {
  const seconds = Math.round(door.clockOffset / 1000);
  return check("clock", Math.abs(door.clockOffset) < SKEW ? "ok" : "mind", String(Math.abs(seconds)));
}

async function camera() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  if (!devices.some(({ kind }) => kind === "videoinput")) return check("camera", "mind");
  const right = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (right?.state === "prompt") return check("camera_ask", "mind");
  return check("camera", right?.state === "denied" ? "bad" : "ok");
}

async function reading(reader) {
  try {
    await reader.ready;
    await reader.read(new ImageData(64, 64)); // an empty picture: the reader runs
    return check("reader", "ok");
  } catch {
    return check("reader", "bad");
  }
}

function queue(door) {
  return check("queue", door.queued === 0 ? "ok" : "mind", String(door.queued));
}

async function stock(door) {
  const left = await door.stockLeft();
  return check("stock", left >= FEW ? "ok" : "mind", String(left));
}

/** Whoever left the phone on "decide here" yesterday sends nothing today. */
function order(door) {
  return check("order", door.mode.order === "auto" ? "ok" : "mind");
}

async function battery() {
  const state = await navigator.getBattery?.().catch(() => null);
  if (!state) return check("battery", "ok");
  const isEnough = state.charging || state.level >= HALF;
  return check("battery", isEnough ? "ok" : "mind", `${Math.round(state.level * 100)} %`);
}
