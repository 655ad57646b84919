// The findings, worst first, and the filters.

const findingsView = {
  id: "findings",
  title: "Findings",
  lists: [],
  at: -1, // the card that j and k go on from

  build(section) {
    this.filters = this.buildFilters();
    this.count = el("p", { class: "count", id: "count", role: "status" });
    this.cards = el("div", { class: "cards" });
    this.list = new LazyList(this.cards, { size: 20, estimate: 420, build: (number, at) => card(number, at, this.list.items.length) });
    this.lists = [this.list];
    append(section, [this.filters, this.legend(), this.count, this.cards]);
    this.apply();
    reviewListeners.push(() => this.showReviewed());
  },

  buildFilters() {
    const outlets = RUN.sources.filter((s) => RUN.claims.some((claim) => claim.source_id === s.id));
    const speakers = [...new Set(RUN.claims.map((claim) => claim.speaker).filter(Boolean))].sort((a, b) => a.localeCompare(b));
    const any = (label, options) => choice([["", label], ...options], "");
    const words = (kind) => Object.entries(RUN.words[kind]);
    this.fields = {
      show: choice([["findings", "To check"], ["all", "All claims"]], "findings"),
      outlet: any("Any outlet", outlets.map((source) => [source.id, shown(source.name)])),
      verdict: any("Any verdict", words("verdict")),
      kind: any("Any kind", words("kind")),
      speaker: any("Any speaker", [...speakers.map((name) => [name, shortened(name, 60)]), ["\0", "credited to nobody"]]),
      reviewed: any("Any", [["no", "not yet reviewed"], ["yes", "reviewed"]]),
    };
    for (const [name, field] of Object.entries(this.fields)) field.id = `filter-${name}`;
    const labels = { show: "Show", outlet: "Outlet", verdict: "Verdict", kind: "Kind", speaker: "Speaker", reviewed: "Review" };
    this.search = el("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false" });
    const form = el("form", { class: "filters", role: "search", "aria-label": "Filter the findings" },
      el("label", { class: "search" }, "Search ", el("span", { class: "keys-only" }, el("kbd", {}, "/")), this.search),
      this.facets(Object.entries(this.fields).map(([name, field]) => el("label", {}, labels[name], field))));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.apply());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.clear("findings");
    });
    return form;
  },

  clear(show) {
    for (const field of Object.values(this.fields)) field.value = "";
    this.fields.show.value = show;
    this.search.value = "";
    this.apply();
  },

  /** The filters beside the search; folded where there is little room. */
  facets(fields) {
    const wide = matchMedia("(min-width: 46rem)");
    const held = el("details", { class: "facets" }, el("summary", {}, "Filters"),
      el("div", {}, fields, el("button", { type: "reset", class: "plain" }, "Clear filters")));
    const fold = () => { held.open = wide.matches; };
    wide.addEventListener("change", fold);
    fold();
    return held;
  },

  legend() {
    return el("div", { class: "toolbar" },
      el("p", { class: "legend meta" }, "Marked words: ", el("mark", { class: "added" }, "printed, not said"), " ",
        el("mark", { class: "removed" }, "said, not printed"), " ", el("mark", { class: "replaced" }, "put differently")),
      reviewBar());
  },

  apply() {
    const value = Object.fromEntries(Object.entries(this.fields).map(([name, field]) => [name, field.value]));
    const words = folded(this.search.value).trim().split(" ").filter(Boolean);
    const from = value.show === "all" ? ORDER : FINDINGS.map((finding) => finding.claim);
    const found = from.filter((number) => this.keeps(RUN.claims[number], number, value, words));
    this.at = -1;
    this.list.set(found);
    const what = value.show === "all" ? "claim" : "finding";
    this.filtered = found.length < from.length;
    this.count.textContent = this.filtered ? `${found.length.toLocaleString("en")} of ${plural(from.length, what)}` : plural(from.length, what);
    if (!from.length) this.count.textContent = "Nothing to check.";
  },

  keeps(claim, number, value, words) {
    return (!value.outlet || claim.source_id === value.outlet)
      && (!value.verdict || claim.verdict === value.verdict)
      && (!value.kind || claim.kind === value.kind)
      && (!value.speaker || (value.speaker === "\0" ? !claim.speaker : claim.speaker === value.speaker))
      && (!value.reviewed || (value.reviewed === "yes") === Boolean(reviewOf(claim) || claim.review))
      && words.every((word) => searched(number).includes(word));
  },

  showReviewed() {
    byId("review-count").textContent = reviewSummary();
  },

  /** The card of a claim; filters that hide it are cleared. */
  reveal(anchor) {
    const number = BY_ANCHOR.get(anchor);
    if (number === undefined) return null;
    if (!this.list.items.includes(number)) {
      this.clear(RANKS.has(number) ? "findings" : "all");
    }
    this.at = this.list.items.indexOf(number);
    return this.list.show(this.at);
  },

  /** The card after or before the one that has the focus, or null at an end. */
  step(by) {
    const focused = document.activeElement?.closest?.("article.card");
    const from = focused ? this.list.items.indexOf(BY_ANCHOR.get(focused.id)) : this.at;
    const to = from + by;
    if (to < 0 || to >= this.list.items.length) return null;
    this.at = to;
    return this.list.show(to);
  },

  /** What the filters are set to, for print. */
  described() {
    const set = Object.entries(this.fields).filter(([, field]) => field.selectedIndex > 0).map(([, field]) => field.selectedOptions[0].text);
    return [...set, this.search.value.trim() && `“${this.search.value.trim()}”`].filter(Boolean).join(", ");
  },
};

// ---------------------------------------------------------------- the reviews of this browser, together

function reviewSummary() {
  const outdated = outdatedCount();
  return `${plural(reviewCount(), "claim")} reviewed in this browser`
    + (outdated ? `; ${plural(outdated, "review")} not shown, as claim or evidence changed since` : "");
}

function reviewBar() {
  const name = el("input", { type: "text", autocomplete: "name", id: "reviewer", dir: "auto", maxlength: 2000 });
  name.value = reviewerName ?? "";
  name.addEventListener("change", () => setReviewer(name.value));
  const file = el("input", { type: "file", accept: ".json,application/json", id: "review-file", class: "vh", tabindex: "-1", "aria-label": "review.json to import" });
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const told = importReviews(await file.files[0].text());
    file.value = "";
    findingsView.apply();
    announce(told, true);
  });
  return el("details", { class: "reviewbar" },
    el("summary", {}, "Reviews: ", el("span", { id: "review-count" }, reviewSummary())),
    el("div", { class: "actions" },
      el("label", {}, "Reviewer (optional) ", name),
      button("Export review.json", { id: "review-export" }, downloadReviews),
      button("Import review.json", { id: "review-import" }, () => file.click()), file),
    el("p", { class: "meta" }, "Reviews stay in this browser until you export them; ",
      el("code", {}, "summarize review RUN review.json"), " stores them with the run."));
}
