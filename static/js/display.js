// A screen in the hall loads itself again; without a network it goes on showing what it has.
const EVERY = 20000;

async function again() {
  try {
    const response = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
    } else if (response.status === 404) {
      location.reload();
    }
  } catch {
    // the network is away
  }
}

setInterval(again, EVERY);
