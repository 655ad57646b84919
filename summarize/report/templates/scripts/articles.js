// Each article's own text with its claims coloured by verdict, and the summary made of it.

const articlesView = {
  id: "articles",
  title: "Articles",
  lists: [],

  build(section) {
    this.body = el("div", { class: "article" });
    this.picker = RUN.sources.length > MANY_OUTLETS ? this.list() : el("nav", { class: "picker", "aria-label": "Articles" },
      RUN.sources.map((source) => el("a", { href: `#${source.anchor}` }, bdi(source.name))));
    append(section, [this.picker, verdictLegend(el("span", { class: "furniture" }, "page furniture, no part of the article")), this.body]);
    this.show(READ[0]?.number ?? 0);
  },

  list() {
    this.chosen = choice(RUN.sources.map((source) => [source.anchor, shortened(source.name, 80)]), "");
    this.chosen.addEventListener("input", () => { location.hash = this.chosen.value; });
    return el("form", { class: "filters" }, el("label", {}, "Article", this.chosen));
  },

  show(number) {
    const source = RUN.sources[number];
    if (!source || this.current === number) return;
    this.current = number;
    if (this.chosen) this.chosen.value = source.anchor;
    for (const link of this.picker.querySelectorAll("a")) {
      if (link.hash === `#${source.anchor}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    replaceContent(this.body, this.article(source));
  },

  article(source) {
    const seen = new Set();
    const dress = (isFurniture, node, at) => {
      if (isFurniture) node.classList.add("furniture");
      for (const number of source.pieces[at][2]) {
        if (seen.has(number) || node.id) continue;
        seen.add(number);
        node.id = printedAnchor(RUN.claims[number]);
        node.tabIndex = -1;
      }
    };
    const failed = source.status === "failed";
    return el("section", { id: source.anchor, tabindex: "-1", "aria-labelledby": `h-${source.anchor}` },
      el("h3", { id: `h-${source.anchor}` }, bdi(source.name)),
      el("p", { class: "meta" }, [source.title, source.date, source.file].filter(Boolean).map((part, at) => [at ? ", " : "", bdi(part)]),
        source.url ? [", ", address(source.url)] : null),
      failed ? el("p", { class: "failed" }, "This article could not be read: ", source.error ?? "") : null,
      source.summary ? this.summary(source) : null,
      failed ? null : el("h4", {}, "The article’s text"),
      failed ? null : el("div", { class: "prose marked", dir: "auto", lang: language(source.language) },
        markedText(source.pieces, { what: "made in these words", dress })));
  },

  summary(source) {
    const { headline, sentences } = source.summary;
    if (!headline && !sentences.length) return null;
    const lang = language(source.language);
    return el("details", { class: "summary" },
      el("summary", {}, "Summary of this article, judged sentence by sentence"),
      headline ? el("p", { dir: "auto", lang }, el("strong", {}, headline)) : null,
      el("ul", {}, sentences.map(([text, verdict, grounded, rationale]) => el("li", {},
        badge(verdict), grounded ? null : [" ", el("span", { class: "badge unjudged" }, "not in the article")], " ",
        el("bdi", { lang }, text),
        rationale && verdict !== "supported" ? el("p", { class: "meta", dir: "auto" }, rationale) : null))));
  },

  /** An article, or in one the words of a claim. */
  reveal(anchor) {
    const source = RUN.sources.findIndex((one) => one.anchor === anchor);
    if (source >= 0) {
      this.show(source);
      return byId(anchor);
    }
    const claim = RUN.claims[BY_ANCHOR.get(anchor.replace(/^printed-/, "claim-"))];
    if (!claim || claim.source === null) return null;
    this.show(claim.source);
    return byId(anchor) ?? byId(RUN.sources[claim.source].anchor);
  },
};
