// Sets light or dark before the first paint: what was chosen here, else what the device prefers.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage may be forbidden
    }
  };

  const apply = () => {
    root.dataset.bsTheme = chosen() ?? (dark.matches ? "dark" : "light");
  };

  const toggle = () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", next);
    } catch {
      // then it holds for this page only
    }
    root.dataset.bsTheme = next;
    mark();
  };

  const mark = () => {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
    }
  };

  apply();
  dark.addEventListener("change", () => {
    apply();
    mark();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-toggle]")) toggle();
  });
  document.addEventListener("DOMContentLoaded", mark);
})();
