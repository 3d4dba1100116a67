// The little that every page needs. Nothing here is needed to reach or send anything.
const root = document.documentElement;
const wide = window.matchMedia("(min-width: 62rem)");

// Filters lie open beside a list; on a phone they fold away unless one is set.
for (const panel of document.querySelectorAll("details[data-fold]")) {
  if (!wide.matches && !("active" in panel.dataset)) panel.open = false;
}

// Of tabs that scroll sideways, the current one is in sight; once more when the font has come.
function showCurrentTabs() {
  for (const tab of document.querySelectorAll(".tf-tabs [aria-current]")) {
    const strip = tab.closest(".tf-tabs");
    strip.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - strip.clientWidth / 2;
  }
}
showCurrentTabs();
document.fonts.ready.then(showCurrentTabs);

// After a form came back with errors, say so first.
document.querySelector("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close='flash']");
  if (closer) closer.closest(".tf-flash").remove();

  for (const menu of document.querySelectorAll("details.tf-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }

  // A print button of a page: <button data-print>
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.tf-menu[open], details.tf-confirm[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A slow connection makes people press twice: a second press within five seconds is swallowed.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (event.timeStamp - (sent.get(form) ?? -Infinity) < 5000) event.preventDefault();
  else sent.set(form, event.timeStamp);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sent.delete(form);
});

root.dataset.ready = "true";
