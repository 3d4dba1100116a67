// A page that waits for long work: tells how far it is, and shows the result when it is done.
const box = document.querySelector("[data-progress]");
const bar = box.querySelector("progress");
const text = box.querySelector("[data-progress-text]");
const number = new Intl.NumberFormat(document.documentElement.lang);

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { done, total, finished } = await answer.json();
  if (finished) {
    window.location.reload();
    return;
  }
  if (total) {
    bar.max = total;
    bar.value = done;
  }
  const rows = total ? `${number.format(done)} / ${number.format(total)}` : number.format(done);
  text.textContent = text.dataset.progressText.replace("{done}", rows);
  setTimeout(look, 1500);
}
setTimeout(look, 1500);
