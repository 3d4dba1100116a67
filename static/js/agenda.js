// A day that stays open, also without a network: what is now and next moves on by itself.
const agenda = document.querySelector("[data-agenda]");
const items = [...agenda.querySelectorAll("[data-starts]")];

function mark() {
  const now = Date.now();
  const next = items.find((item) => Date.parse(item.dataset.starts) > now);
  for (const item of items) {
    const isNow = Date.parse(item.dataset.starts) <= now && now < Date.parse(item.dataset.ends);
    const isNext = item === next;
    item.classList.toggle("tf-agenda__item--now", isNow);
    item.classList.toggle("tf-agenda__item--next", isNext);
    item.classList.toggle("tf-agenda__item--over", Date.parse(item.dataset.ends) <= now);
    item.querySelector("[data-mark='now']").hidden = !isNow;
    item.querySelector("[data-mark='next']").hidden = !isNext;
  }
}

mark();
setInterval(mark, 20_000);
document.addEventListener("visibilitychange", mark);
