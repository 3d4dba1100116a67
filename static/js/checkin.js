// The scan page. Without this file its form still checks one typed code after the other.
const door = document.getElementById("door");
const say = door.dataset;
const byId = (id) => document.getElementById(id);
const panel = byId("verdict");
const codeForm = byId("code-form");
const codeField = byId("code");
const token = document.querySelector('meta[name="csrf-token"]').content;

const SIGNS = {
  in: "check-circle-fill",
  mind: "exclamation-triangle-fill",
  out: "x-octagon-fill",
  wait: "exclamation-triangle-fill",
  idle: "qr-code-scan",
};
const SOFT = new Set(["not_approved", "wrong_list", "outside_window", "wrong_day"]);
const TIMEOUT = 8000;
const RETRY = 3000;
const SAME_CODE = 2500; // a code counts again after it was out of sight this long
const WAITING_KEY = `scans-waiting-${say.event}`;

// ── what the eye, the ear and the hand get ────────────────────────────────────────────────────

function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "tf-icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${say.icons}#${name}`);
  svg.append(use);
  return svg;
}

function show(tone, { word, who = "", role = "", first = "", hint = "" }) {
  panel.className = `tf-verdict${["idle", "wait"].includes(tone) ? "" : ` tf-verdict--${tone}`}`;
  if (tone === "wait") panel.classList.add("tf-verdict--mind");
  byId("verdict-sign").replaceChildren(sign(SIGNS[tone]));
  byId("verdict-word").textContent = word;
  byId("verdict-who").textContent = who;
  byId("verdict-role").textContent = role;
  byId("verdict-first").textContent = first;
  byId("verdict-hint").textContent = hint;
  panel.dataset.tone = tone;
  if (panel.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
}

let sound = null;
function wakeSound() {
  sound ??= new (window.AudioContext || window.webkitAudioContext)();
  if (sound.state === "suspended") sound.resume();
}

// Rising: in. Twice the same: mind. Low and long: out.
const TUNES = {
  in: [[880, 0, 0.09], [1320, 0.1, 0.14]],
  mind: [[660, 0, 0.12], [660, 0.18, 0.12]],
  out: [[196, 0, 0.5]],
};
const BUZZ = { in: [60], mind: [80, 60, 80], out: [400] };

function signal(tone) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(BUZZ[tone]);
  if (!sound || sound.state !== "running") return;
  for (const [pitch, after, length] of TUNES[tone]) {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    voice.type = tone === "out" ? "square" : "sine";
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.35, sound.currentTime + after);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + after + length);
    voice.connect(volume).connect(sound.destination);
    voice.start(sound.currentTime + after);
    voice.stop(sound.currentTime + after + length);
  }
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hour12: false, timeZone: say.zone,
});

function firstTime(answer) {
  if (answer.ended_at) return say.tEnded.replace("{time}", clock.format(new Date(answer.ended_at)));
  if (!answer.first_admitted_at) return "";
  const text = answer.first_gate ? say.tFirst : say.tFirstNoGate;
  const time = clock.format(new Date(answer.first_admitted_at));
  return text.replace("{time}", time).replace("{gate}", answer.first_gate);
}

function showAnswer(answer) {
  const person = answer.attendee;
  show(answer.tone, {
    word: answer.message,
    who: person?.name,
    role: [person?.role_word, person?.organisation].filter(Boolean).join(" · "),
    first: firstTime(answer),
    hint: answer.hint,
  });
  signal(answer.tone);
}

const numbers = new Intl.NumberFormat(document.documentElement.lang);
function showCounts(counts) {
  for (const cell of document.querySelectorAll("[data-count]")) {
    cell.textContent = numbers.format(counts[cell.dataset.count]);
  }
}

// ── the latest scans ──────────────────────────────────────────────────────────────────────────

const recent = byId("recent");

function undoForm(scan) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = say.undoUrl.replace("/0/", `/${scan}/`);
  const hidden = Object.assign(document.createElement("input"), {
    type: "hidden", name: "csrf_token", value: token,
  });
  const button = Object.assign(document.createElement("button"), {
    className: "tf-btn", type: "submit", textContent: say.tUndo,
  });
  form.append(hidden, button);
  return form;
}

function addToList(answer) {
  byId("no-scans")?.remove();
  const item = document.createElement("li");
  item.className = `tf-door__item tf-door__item--${answer.tone}`;
  const time = document.createElement("span");
  time.className = "tf-door__time";
  time.textContent = clock.format(new Date());
  const who = document.createElement("span");
  const name = document.createElement("strong");
  name.textContent = answer.attendee?.name ?? say.tUnknown;
  who.append(name, document.createElement("br"), answer.message);
  item.append(time, who);
  if (answer.result === "admitted") item.append(undoForm(answer.scan));
  recent.prepend(item);
  while (recent.children.length > 8) recent.lastElementChild.remove();
}

// ── asking the server; a scan that got no answer is kept and asked again with its nonce ────────

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(WAITING_KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep(questions) {
  sessionStorage.setItem(WAITING_KEY, JSON.stringify(questions));
  const net = byId("net");
  net.hidden = questions.length === 0;
  byId("net-text").textContent = say.tWaiting.replace("{count}", questions.length);
}

class NoAnswer extends Error {
  constructor(hint) {
    super(hint);
    this.hint = hint;
  }
}

async function ask(question) {
  let response;
  try {
    response = await fetch(say.scanUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    throw new NoAnswer(say.tOffline);
  }
  if (response.redirected || response.status === 401) throw new NoAnswer(say.tSignedOut);
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.status >= 500 || response.status === 429 || !isJson) throw new NoAnswer(say.tFault);
  const answer = await response.json();
  if (!response.ok) return { tone: "out", message: answer.error, hint: "", result: "refused" };
  return answer;
}

let lastSoft = null;
async function check(code, { forced = false, reason = null } = {}) {
  const question = {
    code,
    nonce: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2, 12)}`,
    direction: new FormData(codeForm).get("direction") ?? "entry",
    scanned_at: new Date().toISOString(),
    forced,
    force_reason: reason,
  };
  if (say.gate) question.gate_id = Number(say.gate);
  show("idle", { word: say.tSending });
  await send(question);
}

async function send(question) {
  try {
    const answer = await ask(question);
    keep(kept().filter((other) => other.nonce !== question.nonce));
    showAnswer(answer);
    addToList(answer);
    if (answer.counts) showCounts(answer.counts);
    lastSoft = SOFT.has(answer.reason) ? question.code : null;
    byId("force").hidden = lastSoft === null;
  } catch (trouble) {
    if (!(trouble instanceof NoAnswer)) throw trouble;
    if (!kept().some((other) => other.nonce === question.nonce)) keep([...kept(), question]);
    show("wait", { word: say.tWait, hint: trouble.hint });
    signal("mind");
  }
}

let resending = false;
async function sendKept() {
  if (resending) return;
  resending = true;
  try {
    for (const question of kept()) {
      const before = kept().length;
      await send(question);
      if (kept().length === before) break;
    }
  } finally {
    resending = false;
  }
}

byId("net-retry").addEventListener("click", sendKept);
window.addEventListener("online", sendKept);
setInterval(() => { if (kept().length) sendKept(); }, RETRY);
keep(kept());

setInterval(async () => {
  if (document.hidden) return;
  try {
    const response = await fetch(say.countsUrl, { headers: { Accept: "application/json" } });
    if (response.ok && !response.redirected) showCounts(await response.json());
  } catch {
    // the next scan says that the network is away
  }
}, 5000);

byId("force-button").addEventListener("click", () => {
  const field = byId("force-reason");
  const reason = field.value.trim();
  if (reason.length < 3) {
    field.focus();
    return;
  }
  byId("force").hidden = true;
  field.value = "";
  if (lastSoft) check(lastSoft, { forced: true, reason });
});

// ── typed codes and hand scanners, which type and press Enter ──────────────────────────────────

codeForm.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = codeField.value.trim();
  codeField.value = "";
  codeField.focus({ preventScroll: true });
  if (!code) return;
  wakeSound();
  check(code);
});

// A hand scanner types wherever the focus is: digits outside a field go into ours.
document.addEventListener("keydown", (event) => {
  if (/^\d$/.test(event.key) && !event.target.closest("input, select, textarea, button, summary")) {
    codeField.focus({ preventScroll: true });
  }
});
const wrong = document.querySelector("[aria-invalid=true]"); // of a walk-in that came back
if (wrong) wrong.focus();
else if (matchMedia("(pointer: fine)").matches) codeField.focus({ preventScroll: true });

// ── the camera ────────────────────────────────────────────────────────────────────────────────

const video = byId("video");
const start = byId("start");
const canvas = document.createElement("canvas");
const pen = canvas.getContext("2d", { willReadFrequently: true });
let stream = null;
let lastSeen = { code: "", at: 0 };
let busy = false;

function prepareReader() {
  return ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => say.wasm },
    fireImmediately: true,
  });
}

function frame() {
  const scale = Math.min(1, 960 / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

async function look() {
  if (!stream) return;
  if (video.videoWidth && !busy && !document.hidden) {
    try {
      const found = await ZXingWASM.readBarcodes(frame(), {
        formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1,
      });
      const text = found.find((code) => code.isValid)?.text;
      if (text) await seen(text);
    } catch (trouble) {
      console.warn("a frame could not be read", trouble);
    }
  }
  setTimeout(look, 120);
}

async function seen(text) {
  const now = Date.now();
  const again = text === lastSeen.code && now - lastSeen.at < SAME_CODE;
  lastSeen = { code: text, at: now };
  if (again) return;
  busy = true;
  try {
    await check(text);
  } finally {
    busy = false;
    lastSeen.at = Date.now();
  }
}

let starting = false; // a click while the browser still asks starts nothing twice

async function startCamera() {
  if (starting) return;
  starting = true;
  byId("camera-trouble").hidden = true;
  try {
    const [, media] = await Promise.all([
      prepareReader(),
      navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      }),
    ]);
    stream = media;
  } catch {
    byId("camera-trouble").textContent = say.tNoCamera;
    byId("camera-trouble").hidden = false;
    return;
  } finally {
    starting = false;
  }
  video.srcObject = stream;
  byId("camera").hidden = false;
  byId("start-text").textContent = say.tStop;
  document.body.classList.add("tf-door--scanning");
  await video.play();
  offerTorch(stream.getVideoTracks()[0]);
  navigator.wakeLock?.request("screen").catch(() => {});
  look();
}

function stopCamera() {
  for (const track of stream.getTracks()) track.stop();
  stream = null;
  byId("camera").hidden = true;
  byId("start-text").textContent = say.tStart;
  document.body.classList.remove("tf-door--scanning");
}

function offerTorch(track) {
  const torch = byId("torch");
  if (!track.getCapabilities?.().torch) return;
  torch.hidden = false;
  torch.onclick = async () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    await track.applyConstraints({ advanced: [{ torch: on }] });
    torch.setAttribute("aria-pressed", String(on));
  };
}

start.hidden = false;
start.addEventListener("click", () => {
  wakeSound();
  if (stream) stopCamera();
  else startCamera();
});

// Who allowed the camera before goes straight on.
navigator.permissions?.query({ name: "camera" })
  .then((state) => { if (state.state === "granted" && !stream) startCamera(); })
  .catch(() => {});

document.documentElement.dataset.ready = "true";
