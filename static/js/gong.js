// The countdown of the hall. Knows all times of the day and the server's clock, so it goes on
// without a network; asks again every half minute. The gong sounds after a click has allowed it.
const page = document.getElementById("gong");
const say = page.dataset;
const byId = (id) => document.getElementById(id);
const EVERY = 30000;
const DAY = 86400000;
let slots = [];
let ahead = 0; // how far the server's clock is ahead of ours
let sound = null;
let last = null;

async function ask() {
  const sent = Date.now();
  try {
    const response = await fetch(say.url, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!response.ok) throw new Error(String(response.status));
    const told = await response.json();
    slots = told.slots;
    ahead = told.now - (sent + Date.now()) / 2;
    byId("gong-net").textContent = "";
  } catch {
    byId("gong-net").textContent = say.tOffline;
  }
}

function strike(times) {
  if (!sound) return;
  for (let number = 0; number < times; number += 1) {
    for (const [pitch, volume] of [[196, 0.5], [392, 0.25], [529, 0.15]]) {
      const voice = sound.createOscillator();
      const gain = sound.createGain();
      const at = sound.currentTime + number * 1.2;
      voice.frequency.value = pitch;
      gain.gain.setValueAtTime(volume, at);
      gain.gain.exponentialRampToValueAtTime(0.001, at + 2.5);
      voice.connect(gain).connect(sound.destination);
      voice.start(at);
      voice.stop(at + 2.6);
    }
  }
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hour12: false, timeZone: say.zone,
});

function span([from, to]) {
  return say.tSpan.replace("{from}", clock.format(from)).replace("{to}", clock.format(to));
}

function left(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function tick() {
  const now = Date.now() + ahead;
  const running = slots.find(([from, to]) => from <= now && now < to);
  const next = slots.find(([from]) => from > now);
  const state = running ? `in ${running[0]}` : "between";
  if (last !== null && state !== last) strike(running ? 1 : 2); // once to begin, twice to end
  last = slots.length ? state : null;
  if (running) {
    byId("gong-what").textContent = say.tLeft;
    byId("gong-clock").textContent = left(running[1] - now);
    byId("gong-span").textContent = span(running);
  } else if (next && next[0] - now < DAY / 2) {
    byId("gong-what").textContent = say.tUntil;
    byId("gong-clock").textContent = left(next[0] - now);
    byId("gong-span").textContent = span(next);
  } else {
    byId("gong-what").textContent = say.tOver;
    byId("gong-clock").textContent = clock.format(now);
    byId("gong-span").textContent = "";
  }
  byId("gong-clock").classList.toggle("tf-display__clock--soon", Boolean(running) && running[1] - now < 120000);
}

byId("gong-sound").hidden = false;
byId("gong-sound").addEventListener("click", () => {
  sound ??= new AudioContext();
  sound.resume();
  strike(1);
  byId("gong-sound").hidden = true;
});
if (document.fullscreenEnabled) {
  byId("gong-full").hidden = false;
  byId("gong-full").addEventListener("click", () => document.documentElement.requestFullscreen());
}
navigator.wakeLock?.request("screen").catch(() => {});

await ask();
tick();
setInterval(tick, 250);
setInterval(ask, EVERY);
document.documentElement.dataset.ready = "true";
