// Passages of the transcript by outlets: quoted, reported or absent.

const COVERED = { quoted: "●", reported: "◐", absent: "–" };

const coverageView = {
  id: "coverage",
  title: "Coverage",
  lists: [],

  build(section) {
    if (!RUN.passages.length) {
      append(section, [el("p", {}, "The transcript has no passages that could be carried.")]);
      return;
    }
    const filter = choice([["", `All passages (${RUN.passages.length})`],
      ["none", `Carried by nobody (${CARRIED.filter((best) => best === 2).length})`],
      ["some", `Carried by somebody (${CARRIED.filter((best) => best < 2).length})`]], "");
    const count = el("p", { class: "count", role: "status" });
    const table = el("table", { class: "coverage" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Passage"),
        READ.map((source) => el("th", { scope: "col" }, bdi(source.name))))));
    this.list = new LazyRows(table, { size: 60, estimate: 64, build: (number) => this.row(number) });
    this.lists = [this.list];
    const apply = () => {
      const found = [...RUN.passages.keys()].filter((number) => !filter.value || (filter.value === "none") === (CARRIED[number] === 2));
      this.list.set(found);
      count.textContent = plural(found.length, "passage");
    };
    filter.addEventListener("input", apply);
    append(section, [
      el("form", { class: "filters" }, el("label", {}, "Show", filter)), count, this.shares(),
      el("ul", { class: "legend" }, MARKS.map((mark) => el("li", {}, el("span", { class: `cover ${mark}` }, el("span", { "aria-hidden": "true" }, COVERED[mark]), ` ${mark}`)))),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Passages by outlets" }, table)]);
    apply();
  },

  /** How much of the transcript each outlet carries. */
  shares() {
    const rows = READ.map((source) => [source.name, MARKS.map((_, at) => RUN.passages.filter((p) => p.marks[source.number] === at).length)]);
    const shares = el("div", { class: "shares" }, rows.map(([name, counts]) => el("div", { class: "share" },
      el("p", {}, bdi(name), el("span", { class: "meta" }, `: ${counts[0]} quoted, ${counts[1]} reported, ${counts[2]} absent`)),
      stackedBar(counts.map((count, at) => [MARKS[at], count])))));
    return rows.length > MANY_OUTLETS ? el("details", {}, el("summary", {}, "How much each outlet carries"), shares) : shares;
  },

  row(number) {
    const passage = RUN.passages[number];
    return el("tr", { class: CARRIED[number] === 2 ? "unheard" : "" },
      el("th", { scope: "row", lang: language(RUN.transcript.language) },
        el("a", { href: `#${passage.anchor}` }, passage.turn_id), " ", el("span", { dir: "auto", class: "words" }, shortened(passage.text, 220))),
      READ.map((source) => {
        const mark = MARKS[passage.marks[source.number]];
        return el("td", { class: `cover ${mark}` }, el("span", { "aria-hidden": "true" }, COVERED[mark]), " ", el("span", { class: "word" }, mark));
      }));
  },

  reveal() {
    return null;
  },
};

/** A bar of one row whose parts are counts, each of its class; its numbers stand beside it. */
function stackedBar(parts) {
  const total = parts.reduce((sum, [, count]) => sum + count, 0) || 1;
  let x = 0;
  return svg("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    parts.map(([name, count]) => {
      const width = (count * 100) / total;
      const bar = count ? svg("rect", { class: name, x, width, y: 0, height: 10 }) : null;
      x += width;
      return bar;
    }));
}
