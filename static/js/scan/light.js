// Bright by default, for the sun; dark for a fair in the evening. The phone remembers which.

const KEPT = "door-light";

export function light() {
  try {
    return localStorage.getItem(KEPT) === "dark" ? "dark" : "light";
  } catch {
    return "light"; // no storage: the page still shows
  }
}

export function useLight(chosen = light()) {
  document.documentElement.dataset.bsTheme = chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // then only for as long as the page is open
  }
}
