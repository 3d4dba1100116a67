// What stands beside scanning: people without a ticket (registered or counted), names, conflicts, the self-test.

import { byId, clock, config, fill, make, say, sign, texts } from "./page.js";
import { isPhone } from "./phone.js";
import { NoAnswer } from "./server.js";
import { selfTest } from "./selftest.js";

/** Register and admit somebody; ``told`` shows an answer as for a scan. */
export function walkInPanel(door, told) {
  byId("walk-in-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const person = { name: byId("walk-name").value.trim(), phone: byId("walk-phone").value.trim() };
    const isDialled = !person.phone || isPhone(person.phone, config.home);
    phoneTrouble(isDialled ? "" : say("not_a_phone"));
    if (!isDialled) return;
    form.querySelector("[type=submit]").disabled = true;
    try {
      const answer = await door.walkIn(person);
      told(answer.isLocal && answer.result === "admitted"
        ? { ...answer, hint: say("walk_in_later") } : answer);
      if (answer.field === "phone") phoneTrouble(answer.message);
      if (answer.result === "admitted") {
        form.reset();
        byId("walk-in").open = false;
      }
    } finally {
      form.querySelector("[type=submit]").disabled = false;
    }
  });
}

/** Say at the field what is wrong with the number; what was typed stays. */
function phoneTrouble(words) {
  const field = byId("walk-phone");
  byId("walk-phone-error").textContent = words;
  byId("walk-phone-error").hidden = !words;
  if (!words) {
    field.removeAttribute("aria-invalid");
    return;
  }
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

const BOOTH = /^\/leads\/\d+\/scan$/;

/** Booths whose page this phone keeps: they open without a network. */
export async function showBooths() {
  const list = byId("booths");
  if (!list || !("caches" in window)) return;
  const cache = await caches.open("pages");
  const kept = (await cache.keys()).filter(({ url }) => BOOTH.test(new URL(url).pathname));
  list.replaceChildren(...await Promise.all(kept.map(async (request) => {
    const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
    const words = make("span", { className: "tf-btn__text", textContent: page.querySelector("h1")?.textContent });
    const link = make("a", { className: "tf-btn tf-btn--primary tf-btn--block", href: new URL(request.url).pathname }, words);
    return make("li", {}, link);
  })));
}

/** People without a ticket, counted by a press each; a press more takes a mistake back. */
export function tallyPanel(door) {
  for (const [id, change] of [["tally-in", 1], ["tally-out", -1]]) {
    byId(id).addEventListener("click", async () => {
      navigator.vibrate?.(30);
      const isKept = await door.count(change);
      byId("tally-note").textContent = isKept ? "" : say("not_counted");
    });
  }
}

/** Names, asked of the server; ``admit`` takes the code of the person chosen. */
export function searchPanel(door, admit) {
  byId("search-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    byId("found").replaceChildren();
    try {
      const { people } = await door.search(byId("search-words").value.trim());
      byId("search-note").textContent = people.length ? "" : say("search_none");
      byId("found").append(...people.map((person) => found(person, admit)));
    } catch (trouble) {
      if (!(trouble instanceof NoAnswer)) throw trouble;
      byId("search-note").textContent = say("search_offline");
    }
  });
}

function found(person, admit) {
  const about = [texts.roles[person.role], person.organisation].filter(Boolean).join(" · ");
  const button = make("button", { className: "tf-btn", type: "button" },
    make("span", { className: "tf-btn__text", textContent: say("search_admit") }));
  button.addEventListener("click", () => {
    byId("search").open = false;
    byId("found").replaceChildren();
    admit(person.code);
  });
  return make("li", { className: "tf-door__item" },
    make("span", {}), make("span", {}, make("strong", { textContent: person.name }), make("br"), about),
    button);
}

export async function showConflicts(door) {
  const all = await door.conflicts();
  byId("conflicts").hidden = all.length === 0;
  byId("conflict-count").textContent = String(all.length);
  const items = all.sort((a, b) => new Date(b.at) - new Date(a.at)).slice(0, 50).map((one) => {
    const words = fill(texts.say[`conflict_${one.kind}`] ?? "", {
      time: one.first_at ? clock(one.first_at) : "", why: one.why ?? "",
      place: [one.first_gate, one.first_device ?? say("team_page")].filter(Boolean).join(", "),
    });
    return make("li", { className: "tf-door__item tf-door__item--mind" },
      make("span", { className: "tf-door__time", textContent: clock(one.at) }), make("span", {}, words));
  });
  byId("conflict-list").replaceChildren(...items);
}

// ── the self-test ─────────────────────────────────────────────────────────────────────────────

const SIGNS = { ok: "check-circle-fill", mind: "exclamation-triangle-fill", bad: "x-octagon-fill" };

function valueOf({ id, value }) {
  if (!value || !texts.values[id]) return "";
  if (typeof value !== "object") return fill(texts.values[id], { value });
  return fill(texts.values[id], { ...value, time: clock(value.at) });
}

function line(one) {
  const [label, todo] = texts.tests[one.id];
  const words = make("div", {},
    make("p", {}, make("strong", { textContent: label }),
      make("span", { className: "tf-muted", textContent: ` · ${say(`state_${one.state}`)}` })),
    make("p", { className: "tf-muted", textContent: valueOf(one) }));
  if (one.state !== "ok") words.append(make("p", { textContent: todo }));
  const item = make("li", { className: `tf-scan__test tf-scan__test--${one.state}` },
    sign(SIGNS[one.state]), words);
  item.dataset.test = one.id;
  item.dataset.state = one.state;
  return item;
}

export async function runSelfTest(door, reader, application) {
  const sum = byId("test-sum");
  sum.textContent = say("test_running");
  sum.dataset.state = "";
  const all = await selfTest({ door, reader, application });
  byId("tests").replaceChildren(...all.map(line));
  const worst = ["bad", "mind", "ok"].find((state) => all.some((one) => one.state === state));
  sum.dataset.state = worst;
  sum.textContent = say({ ok: "test_ready", mind: "test_nearly", bad: "test_not" }[worst]);
  await door.noteSelfTest(worst);
}

