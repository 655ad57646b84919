// Outlets side by side: their verdicts as shares, and each passage as each of them has it.

const outletsView = {
  id: "outlets",
  title: "Outlets compared",
  lists: [],

  build(section) {
    const { verdict, fidelity } = RUN.words;
    append(section, [
      el("h3", {}, "Claims by verdict"), this.chart("verdicts", verdict),
      el("h3", {}, "Quotations by how close they are to the words spoken"), this.chart("quote_fidelity", fidelity),
      el("h3", {}, "The same passage in each outlet"),
    ]);
    if (!RUN.comparisons.length) {
      append(section, [el("p", {}, "No passage is carried by more than one outlet.")]);
      return;
    }
    const passages = el("div", { class: "compared" });
    this.list = new LazyList(passages, { size: 10, estimate: 420, build: (compared) => this.passage(compared) });
    this.lists = [this.list];
    append(section, [passages]);
    this.list.set(RUN.comparisons);
  },

  /** Counts by outlet, each row with a bar of its shares. */
  chart(key, words) {
    const names = Object.keys(words);
    const cell = (count, total) => el("td", { class: "n" }, count ? [String(count), " ", el("span", { class: "meta" }, percent(count / total))] : "–");
    const row = (label, counts, kind) => {
      const total = names.reduce((sum, name) => sum + counts[name], 0);
      return el("tr", { class: kind }, el("th", { scope: "row" }, label, total ? stackedBar(names.map((name) => [name, counts[name]])) : null,
        el("span", { class: "narrow meta" }, names.filter((name) => counts[name]).map((name) => `${counts[name]} ${words[name]}`).join(", ") || "none")),
        names.map((name) => cell(counts[name], total || 1)), el("td", { class: "n" }, String(total)));
    };
    const head = (name) => el("th", { scope: "col", class: "n" }, el("span", { class: `swatch ${name}`, "aria-hidden": "true" }), words[name]);
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": key === "verdicts" ? "Claims by verdict" : "Quotations by fidelity" },
      el("table", { class: "chart" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Outlet"), names.map(head), el("th", { scope: "col", class: "n" }, "all"))),
        el("tbody", {}, RUN.sources.map((source) => row([bdi(source.name), source.status === "failed" ? " (not read)" : null], RUN.totals.sources[source.id][key])),
          row("All", RUN.totals[key], "all"))));
  },

  passage(compared) {
    const target = RUN.passages[compared.passage]?.anchor ?? RUN.transcript.turns[compared.turn]?.anchor;
    const byOutlet = grouped(compared.renditions, (one) => one.source);
    return el("section", { class: "card compare" },
      el("h4", {}, target ? el("a", { href: `#${target}` }, "Turn ", compared.turn_id) : ["Turn ", compared.turn_id],
        el("span", { class: "meta" }, `, ${plural(byOutlet.size, "outlet")}`)),
      el("blockquote", { dir: "auto", lang: language(RUN.transcript.language) }, compared.text),
      compared.shared.length ? el("ul", { class: "shared" }, compared.shared.map((one) => el("li", {},
        el("strong", {}, "Alike in ", one.claims.map((number, at) => [at ? ", " : "", bdi(outletOf(RUN.claims[number]))]), ": "), el("bdi", {}, one.detail)))) : null,
      el("div", { class: "renditions" }, [...byOutlet].map(([source, ones]) => el("div", { class: "rendition" },
        el("h5", {}, bdi(RUN.sources[source]?.name ?? "unknown outlet")),
        ones.map((one) => this.rendition(one, RUN.sources[source]))))));
  },

  rendition(one, source) {
    const claim = RUN.claims[one.claim];
    const facts = [
      one.figures.length ? ["figures: ", el("bdi", {}, one.figures.join(", "))] : null,
      one.speaker ? ["credited to ", bdi(one.speaker)] : null,
      ...one.deviations.map((deviation) => el("bdi", {}, deviation)),
    ].filter(Boolean);
    return el("div", { class: "wording" },
      el("p", { dir: "auto", lang: language(source?.language) }, one.text),
      el("p", {}, badge(one.verdict), one.fidelity ? [" ", fidelityBadge(one.fidelity)] : null, " ",
        claim ? el("a", { href: `#${claim.anchor}` }, "card", unseen(` of claim ${claim.id}`)) : null),
      facts.length ? el("ul", { class: "meta facts" }, facts.map((fact) => el("li", {}, fact))) : null);
  },

  reveal() {
    return null;
  },
};

function grouped(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
