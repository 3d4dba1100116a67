// The scanning application: pairs, opens the door's store, and joins page, camera and keyboard.

import { Camera, Reader } from "./camera.js";
import { inGroups, SHORT_DIGITS } from "./codes.js";
import { Door } from "./door.js";
import { light, useLight } from "./light.js";
import { addRecent, byId, config, say, showAnswer, showState, showVerdict, useZone } from "./page.js";
import { runSelfTest, searchPanel, showBooths, showConflicts, tallyPanel, walkInPanel } from "./panels.js";
import { ask } from "./selftest.js";
import { NoAnswer, Server } from "./server.js";
import { signal, wakeSound } from "./signals.js";
import { Store } from "./store.js";
import { FORCEABLE } from "./verdict.js";

useLight();
const store = await Store.open();
const reader = new Reader({ worker: config.reader, zxing: config.zxing, wasm: config.wasm });
reader.ready.catch(() => {}); // the camera and the self-test say so

// ── the service worker ────────────────────────────────────────────────────────────────────────

async function startWorker() {
  const registration = await navigator.serviceWorker?.register("/sw.js").catch(() => null);
  if (!registration) return;
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    byId("update-text").textContent = say("update");
    byId("update").hidden = false;
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  // Only a press changes versions under an open scanner.
  byId("update-now").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    registration.waiting?.postMessage("take over");
  });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  }
  await ask({ keep: config.start });
  document.documentElement.dataset.kept = "true";
}

// ── pairing ───────────────────────────────────────────────────────────────────────────────────

/** The code in the address of the organiser's QR code, or the code itself. */
function codeIn(text) {
  return text.includes("#pair=") ? text.split("#pair=")[1].trim() : text.trim();
}

async function pair(text) {
  const note = byId("pair-note");
  note.textContent = say("pairing");
  try {
    const pairing = await new Server({ language: config.language }).pair(codeIn(text));
    await store.pair(pairing);
    await navigator.storage?.persist?.();
    if (door) {
      location.reload(); // paired again after the organiser had ended it
      return;
    }
    byId("pair").hidden = true;
    await work(pairing);
  } catch (trouble) {
    note.textContent = say(trouble instanceof NoAnswer ? "pair_unreachable" : "pair_failed");
  }
}

let isOffered = false;

function offerPairing() {
  byId("pair").hidden = false;
  if (isOffered) return;
  isOffered = true;
  showBooths();
  byId("pair-form").addEventListener("submit", (event) => {
    event.preventDefault();
    pair(byId("pair-code").value);
  });
  const video = byId("pair-video");
  const camera = new Camera({
    video,
    reader,
    seen: async (text) => {
      if (!text.includes("#pair=")) return;
      camera.stop();
      video.hidden = true;
      await pair(text);
    },
  });
  byId("pair-camera").addEventListener("click", async () => {
    video.hidden = false;
    await camera.start().catch(() => {
      video.hidden = true;
      byId("pair-note").textContent = say("no_camera");
    });
  });
}

// ── the door ──────────────────────────────────────────────────────────────────────────────────

let door = null;

async function work(pairing) {
  useZone(pairing.event.zone);
  const order = (await store.get("mode")) ?? "auto";
  door = new Door({ store, pairing, language: config.language, order, changed: onChange });
  await door.open();
  byId("work").hidden = false;
  byId("open-test").hidden = false;
  byId("orders").querySelector(`[value="${order}"]`).checked = true;
  keyboard();
  cameraButton();
  panels();
  showState(door);
  document.documentElement.dataset.ready = "true";
  await door.run();
  document.documentElement.dataset.synced = "true";
}

function onChange(changed) {
  showState(changed);
  showConflicts(changed);
  if (!changed.isRevoked) return;
  changed.stop();
  byId("camera").hidden = true;
  if (byId("pair").hidden) offerPairing();
}

let lastCode = "";

async function check(text, { forceReason = "" } = {}) {
  if (!text) return;
  showVerdict({ tone: "idle", word: say("checking") });
  const direction = new FormData(byId("code-form")).get("direction");
  tell(await door.scan(text, { direction, forceReason }));
  lastCode = text;
}

function tell(answer) {
  addRecent(showAnswer(answer));
  signal(answer.tone);
  const mayForce = door.isSupervisor && FORCEABLE.has(answer.reason);
  byId("force").hidden = !mayForce;
}

// ── typed codes and hand scanners, which type and press Enter ──────────────────────────────────

function keyboard() {
  const field = byId("code");
  byId("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    field.focus({ preventScroll: true });
    wakeSound();
    check(text.trim());
  });
  // Groups of four while one types; a hand scanner's long codes are left as they come.
  field.addEventListener("input", (event) => {
    const digits = field.value.replace(/\s/g, "");
    const atEnd = field.selectionStart === field.value.length;
    if (event.isComposing || !atEnd || !/^\d+$/.test(digits) || digits.length > SHORT_DIGITS) return;
    field.value = inGroups(digits);
  });
  // A hand scanner types wherever the focus is: digits outside a field go into ours.
  document.addEventListener("keydown", (event) => {
    const isBusy = event.target.matches?.("input:not([type=radio], [type=checkbox]), textarea");
    if (/^\d$/.test(event.key) && !isBusy && byId("test").hidden) field.focus({ preventScroll: true });
  });
  if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
  byId("force").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("force").hidden = true;
    check(lastCode, { forceReason: byId("force-reason").value.trim() });
    byId("force-reason").value = "";
  });
}

// ── the camera ────────────────────────────────────────────────────────────────────────────────

function cameraButton() {
  const camera = new Camera({ video: byId("video"), reader, seen: (text) => check(text) });
  let isStarting = false;
  async function start() {
    if (isStarting || camera.isOn) return;
    isStarting = true;
    byId("camera-trouble").hidden = true;
    try {
      await camera.start();
    } catch {
      byId("camera-trouble").textContent = say("no_camera");
      byId("camera-trouble").hidden = false;
    } finally {
      isStarting = false;
    }
    show();
    awake();
  }
  function show() {
    byId("camera").hidden = !camera.isOn;
    byId("start-text").textContent = say(camera.isOn ? "stop" : "start");
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
  function awake() {
    if (camera.isOn) navigator.wakeLock?.request("screen").catch(() => {});
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) awake(); });
  byId("start").addEventListener("click", () => {
    wakeSound();
    if (!camera.isOn) start();
    else {
      camera.stop();
      show();
    }
  });
  // Who allowed the camera before goes straight on.
  navigator.permissions?.query({ name: "camera" })
    .then((right) => { if (right.state === "granted") start(); })
    .catch(() => {});
}

// ── beside it ─────────────────────────────────────────────────────────────────────────────────

function panels() {
  walkInPanel(door, tell);
  tallyPanel(door);
  searchPanel(door, (code) => check(code));
  showConflicts(door);
  byId("orders").addEventListener("change", (event) => door.setOrder(event.target.value));
  byId("lights").querySelector(`[value="${light()}"]`).checked = true;
  byId("lights").addEventListener("change", (event) => useLight(event.target.value));
  byId("send-now").addEventListener("click", () => door.refresh());
  const test = () => runSelfTest(door, reader, config.start);
  const swap = (shown) => {
    byId("test").hidden = !shown;
    byId("work").hidden = shown;
  };
  byId("open-test").addEventListener("click", () => {
    swap(true);
    byId("test-title").focus();
    test();
  });
  byId("test-again").addEventListener("click", test);
  byId("close-test").addEventListener("click", () => swap(false));
}

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  byId("install").hidden = false;
  byId("install").onclick = () => event.prompt();
});

window.addEventListener("beforeunload", (event) => {
  if (door?.unsaved) event.preventDefault();
});

// ── begin ─────────────────────────────────────────────────────────────────────────────────────

startWorker();
const offered = location.hash.startsWith("#pair=") ? location.hash : "";
if (offered) history.replaceState(null, "", location.pathname);
const pairing = await store.pairing();
if (pairing && !offered) await work(pairing);
else {
  offerPairing();
  if (offered) await pair(offered);
  document.documentElement.dataset.ready = "true";
}
