// Pages that may be kept: starts the service worker, and says when what is shown is a copy.
const root = document.documentElement;

if (root.dataset.keptAt) {
  const time = new Intl.DateTimeFormat(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  const day = new Intl.DateTimeFormat(root.lang, { day: "2-digit", month: "2-digit" });
  const at = new Date(root.dataset.keptAt);
  const isToday = day.format(at) === day.format(new Date());
  const said = isToday ? time.format(at) : `${time.format(at)} · ${day.format(at)}`;
  for (const note of document.querySelectorAll("[data-kept-note]")) {
    note.querySelector("[data-kept-time]").textContent = said;
    note.hidden = false;
  }
}

// On the page that stands for others: what opens all the same.
const list = document.querySelector("[data-kept-list]");
if (list && "caches" in window) {
  const cache = await caches.open("pages");
  for (const request of await cache.keys()) {
    const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), {
      href: new URL(request.url).pathname, textContent: page.title,
    });
    item.append(link);
    list.append(item);
    list.closest("[data-kept]").hidden = false;
  }
}

// Without HTTPS there is no worker, and everything goes on as before.
navigator.serviceWorker?.register("/sw.js").catch(() => {});
