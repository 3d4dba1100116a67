// Makes <select data-select> a type-ahead. With data-source it asks that address for
// {"results": [{"value", "label", "hint"}]} as one types; without, it searches its own options.
const texts = document.querySelector("#select-texts").dataset;

const row = (data, escape) => {
  const hint = data.hint ? `<span class="tf-option__hint">${escape(data.hint)}</span>` : "";
  return `<div>${escape(data.label ?? data.text)}${hint}</div>`;
};

const ask = (source) =>
  async function load(query, done) {
    const url = new URL(source, window.location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { results } = await answer.json();
      this.clearOptions((option) => this.items.includes(option.value));
      done(results);
    } catch {
      done([]);
    }
  };

for (const select of document.querySelectorAll("select[data-select]")) {
  const { source, max } = select.dataset;
  const remote = source
    ? {
        load: ask(source),
        score: () => () => 1, // the server has found and ranked them, tones forgiven
        shouldLoad: (query) => query.length > 0,
        loadThrottle: 250,
      }
    : {};
  const control = new window.TomSelect(select, {
    ...remote,
    plugins: select.multiple ? { remove_button: { title: texts.remove, label: "×" } } : {},
    maxItems: select.multiple ? Number(max) || null : 1,
    valueField: "value",
    labelField: "label",
    searchField: source ? [] : ["label"],
    hideSelected: true,
    closeAfterSelect: !select.multiple,
    placeholder: select.getAttribute("placeholder") ?? texts.placeholder,
    render: {
      option: row,
      item: (data, escape) => `<div>${escape(data.label ?? data.text)}</div>`,
      no_results: () => `<div class="no-results">${texts.none}</div>`,
      loading: () => `<div class="no-results">${texts.loading}</div>`,
    },
  });
  // Tom Select takes the label over to its own input; the help and errors go with it.
  select.setAttribute("aria-hidden", "true");
  const described = select.getAttribute("aria-describedby");
  if (described) control.control_input.setAttribute("aria-describedby", described);
}
