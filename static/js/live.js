// The live screen: htmx asks every ten seconds. This pauses it while nobody looks, says since when
// the network is away, keeps the last figures, and leaves open what the reader has opened.
const net = document.getElementById("live-net");
const say = document.getElementById("live-say");
const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hour12: false, timeZone: net.dataset.zone,
});
const live = () => document.getElementById("live");
let answered = Date.now();
let told = live().dataset.alarm;

function trouble(kind) {
  const words = net.dataset[kind]
    .replace("{since}", clock.format(answered))
    .replace("{at}", live().dataset.at);
  const place = net.querySelector(".tf-flash__text");
  if (place.textContent !== words) place.textContent = words;
  net.hidden = false;
}

// The chart's newest minutes are at its right end.
function showEnd() {
  for (const strip of document.querySelectorAll("[data-end]")) strip.scrollLeft = strip.scrollWidth;
}

let open = [];
let scrolled = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 200 && !xhr.responseText.includes('id="live"')) {
    event.detail.shouldSwap = false; // the page to sign in came instead
    trouble("out");
    return;
  }
  if (xhr.status !== 200) return;
  open = [...live().querySelectorAll("details[open][id]")].map((one) => one.id);
  const strip = document.getElementById("live-flow");
  const atEnd = !strip || strip.scrollLeft + strip.clientWidth >= strip.scrollWidth - 4;
  scrolled = atEnd ? null : strip.scrollLeft;
});
document.addEventListener("htmx:afterSwap", () => {
  answered = Date.now();
  net.hidden = true;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const strip = document.getElementById("live-flow");
  if (scrolled === null) showEnd();
  else if (strip) strip.scrollLeft = scrolled;
  const alarm = live().dataset.alarm;
  if (alarm !== told) say.textContent = alarm;
  told = alarm;
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => trouble("lost"));
}
document.addEventListener("htmx:responseError", () => trouble("fault"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) window.htmx?.trigger(live(), "refresh");
});
if (document.body.classList.contains("tf-display")) navigator.wakeLock?.request("screen").catch(() => {});

showEnd();
document.documentElement.dataset.ready = "true";
