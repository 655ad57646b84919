// What ran, on what, with what; what failed; what was not judged.

const runView = {
  id: "run",
  title: "Run",
  lists: [],

  build(section) {
    const run = RUN.run;
    append(section, [this.troubles(), el("h3", {}, "What ran"), el("dl", {}, this.facts(run)),
      el("h3", {}, "Sources"), this.sources(run), el("h3", {}, "Digests (SHA-256)"), this.digests(run)]);
  },

  troubles() {
    const failed = RUN.sources.filter((source) => source.status === "failed");
    const unjudged = [...RUN.claims.keys()].filter((number) => RUN.claims[number].verdict === "unjudged");
    const warned = (RUN.run.sources ?? []).flatMap((source) => (source.warnings ?? []).map((warning) => [source.id, warning]));
    warned.push(...(RUN.run.transcript?.warnings ?? []).map((warning) => ["transcript", warning]));
    const list = (items) => el("ul", {}, items.map((item) => el("li", {}, item)));
    return [
      el("h3", {}, "What went wrong"),
      failed.length || unjudged.length || warned.length ? null : el("p", {}, "Nothing: every source was read and every claim judged."),
      failed.length ? [el("h4", {}, `Not read (${failed.length})`), list(failed.map((source) => [bdi(source.name), ": ", source.error]))] : null,
      unjudged.length ? [el("h4", {}, `Not judged (${unjudged.length})`), this.unjudged(unjudged)] : null,
      warned.length ? [el("h4", {}, `Warnings (${warned.length})`), list(warned.map(([id, warning]) => [bdi(id), ": ", el("bdi", {}, warning)]))] : null,
    ];
  },

  unjudged(numbers) {
    const holder = el("div", { class: "unjudged-list" });
    const list = new LazyList(holder, { size: 50, estimate: 56, build: (number) => {
      const claim = RUN.claims[number];
      return el("p", {}, bdi(outletOf(claim)), ": ", el("a", { href: `#${claim.anchor}` }, shortened(claim.span.text, 160)),
        " ", el("span", { class: "meta", dir: "auto" }, claim.rationale));
    } });
    this.lists = [list];
    list.set(numbers);
    return holder;
  },

  facts(run) {
    const tokens = run.tokens ? Object.entries(run.tokens).map(([name, value]) => `${name} ${this.value(value)}`).join(", ") : "none: no model was asked";
    const cost = run.cost ? Object.entries(run.cost).map(([name, value]) => `${name} ${this.value(value)}`).join(", ") : "none";
    return Object.entries({
      Tool: `${run.tool?.name} ${run.tool?.version}, Python ${run.python}`,
      Engine: `${run.engine?.name}${run.engine?.model ? ` (${run.engine.model})` : ""}`,
      Encoder: run.encoder ?? "none",
      Started: run.started,
      Finished: `${run.finished} (${Number(run.seconds).toFixed(1)} s)`,
      Tokens: tokens,
      Cost: cost,
      Arguments: Object.entries(run.arguments ?? {}).map(([name, value]) => `${name}: ${this.value(value)}`).join(", ") || "none",
      ...(run.model ? { Model: this.value(run.model) } : {}),
    }).map(([name, value]) => [el("dt", {}, name), el("dd", {}, el("bdi", {}, value))]);
  },

  value(value) {
    if (value === null || value === undefined) return "–";
    if (typeof value === "number") return value.toLocaleString("en");
    if (Array.isArray(value)) return value.length > 8 ? `${value.length} entries` : value.map((one) => this.value(one)).join(", ") || "–";
    if (typeof value === "object") return Object.entries(value).map(([name, inner]) => `${name} ${this.value(inner)}`).join(", ");
    return String(value);
  },

  sources(run) {
    const described = run.sources ?? [];
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Sources" }, el("table", {},
      el("thead", {}, el("tr", {}, ["Source", "File", "Status", "Claims", "Seconds"].map((head, at) => el("th", { scope: "col", class: at > 2 ? "n" : null }, head)))),
      el("tbody", {}, described.map((source) => el("tr", {},
        el("th", { scope: "row" }, bdi(RUN.sources.find((one) => one.id === source.id)?.name ?? source.id)),
        el("td", {}, source.file), el("td", {}, source.status), el("td", { class: "n" }, source.claims), el("td", { class: "n" }, source.seconds))))));
  },

  digests(run) {
    const rows = [
      ["case", run.case?.file, run.case?.sha256], ["transcript", run.transcript?.file, run.transcript?.sha256],
      ...(run.sources ?? []).map((source) => ["source", source.file, source.sha256]),
      ["rules", "", run.digests?.rules],
      ...Object.entries(run.digests?.prompts ?? {}).map(([name, digest]) => ["prompt", name, digest]),
      ...Object.entries(run.digests?.schemas ?? {}).map(([name, digest]) => ["schema", name, digest]),
    ].filter(([, , digest]) => digest);
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Digests" }, el("table", { class: "digests" },
      el("thead", {}, el("tr", {}, ["Of", "Name", "Digest"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, rows.map(([kind, name, digest]) => el("tr", {}, el("td", {}, kind), el("td", {}, name), el("td", {}, el("code", {}, digest)))))));
  },

  reveal() {
    return null;
  },
};
