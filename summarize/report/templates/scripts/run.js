// What ran, on what, with what; what failed; what was not judged.

const runView = {
  id: "run",
  title: "Run",
  lists: [],

  build(section) {
    const run = RUN.run;
    append(section, [this.troubles(), el("h3", {}, "What ran"), el("dl", {}, this.facts(run)),
      this.model(run), el("h3", {}, "Sources"), this.sources(run), el("h3", {}, "Digests (SHA-256)"), this.digests(run)]);
  },

  troubles() {
    const failed = RUN.sources.filter((source) => source.status === "failed");
    const unjudged = [...RUN.claims.keys()].filter((number) => RUN.claims[number].verdict === "unjudged");
    const warned = (RUN.run.sources ?? []).flatMap((source) => (source.warnings ?? []).map((warning) => [source.id, warning]));
    for (const attempt of RUN.run.model?.attempts ?? []) {
      if (attempt.outcome === "answered") continue;
      warned.push([attempt.stage, `attempt ${attempt.number}: ${[attempt.outcome, attempt.status, attempt.detail].filter(Boolean).join(", ")}`]);
    }
    for (const kind of ["failed", "warnings"]) {
      for (const what of RUN.run.model?.[kind] ?? []) warned.push([kind === "failed" ? "model, failed" : "model", this.value(what)]);
    }
    warned.push(...(RUN.run.transcript?.warnings ?? []).map((warning) => ["transcript", warning]));
    const list = (items) => el("ul", {}, items.map((item) => el("li", {}, item)));
    return [
      el("h3", {}, "What went wrong"),
      failed.length || unjudged.length || warned.length || RUN.outdated.length ? null : el("p", {}, "Nothing: every source was read and every claim judged."),
      failed.length ? [el("h4", {}, `Not read (${failed.length})`), list(failed.map((source) => [bdi(source.name), ": ", source.error]))] : null,
      unjudged.length ? [el("h4", {}, `Not judged (${unjudged.length})`), this.unjudged(unjudged)] : null,
      RUN.outdated.length ? [el("h4", {}, `Human reviews that no longer fit, as claim or evidence changed (${RUN.outdated.length})`),
        list(RUN.outdated.map((review) => [bdi(shortened(review.words, 160)), reviewLine("Was", review, { verdict: review.machine_verdict })]))] : null,
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
    const tokens = run.tokens ? `${this.value(run.tokens.prompt)} in, ${this.value(run.tokens.completion)} out` : "none: no model was asked";
    const cost = run.cost ? `${this.value(run.cost.total)} ${run.cost.currency ?? ""}` : "none";
    return Object.entries({
      Tool: `${run.tool?.name} ${run.tool?.version}, Python ${run.python}`,
      Engine: `${run.engine?.name}${run.engine?.model ? ` (${run.engine.model})` : ""}`,
      Encoder: run.encoder ?? "none",
      Started: run.started,
      Finished: `${run.finished} (${Number(run.seconds).toFixed(1)} s)`,
      Tokens: tokens,
      Cost: cost,
      Arguments: Object.entries(run.arguments ?? {}).map(([name, value]) => `${name}: ${this.value(value)}`).join(", ") || "none",
    }).map(([name, value]) => [el("dt", {}, name), el("dd", {}, el("bdi", {}, value))]);
  },

  /** What was asked of the model, by stage, with tokens and cost. */
  model(run) {
    const model = run.model;
    if (!model) return null;
    const columns = ["calls", "stored", "attempts", "prompt_tokens", "completion_tokens"];
    const heads = ["Stage", "Calls", "Stored replies", "Attempts", "Tokens in", "Tokens out", "Cost"];
    const others = Object.entries(model).filter(([name]) => !["stages", "attempts", "failed", "warnings"].includes(name));
    return [
      el("h3", {}, "What the model was asked"),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What the model was asked" }, el("table", {},
        el("thead", {}, el("tr", {}, heads.map((head, at) => el("th", { scope: "col", class: at ? "n" : null }, head)))),
        el("tbody", {}, Object.entries(model.stages ?? {}).map(([stage, counts]) => el("tr", {}, el("th", { scope: "row" }, bdi(stage)),
          columns.map((name) => el("td", { class: "n" }, this.value(counts[name]))),
          el("td", { class: "n" }, this.value(run.cost?.[stage]))))))),
      el("dl", {}, others.map(([name, value]) => [el("dt", {}, bdi(name.replaceAll("_", " "))), el("dd", {}, bdi(this.value(value)))])),
    ];
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
