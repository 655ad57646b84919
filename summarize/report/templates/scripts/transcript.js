// The whole transcript: what claims rest on, and what nobody carried.

const CARRIED = RUN.passages.map((passage) => Math.min(2, ...READ.map((source) => passage.marks[source.number])));

const transcriptView = {
  id: "transcript",
  title: "Transcript",
  lists: [],

  build(section) {
    const about = RUN.transcript;
    const unheard = CARRIED.filter((best) => best === 2).length;
    const turns = el("div", { class: "turns" });
    this.list = new LazyList(turns, { size: 5, estimate: 500, build: (turn) => this.turn(turn) });
    this.lists = [this.list];
    append(section, [
      el("p", { class: "meta" }, [about.publisher, about.title, about.date].filter(Boolean).map((part, at) => [at ? ", " : "", bdi(part)]),
        about.url ? [", ", address(about.url)] : null),
      RUN.passages.length ? [
        el("p", {}, el("strong", {}, `${unheard} of ${plural(RUN.passages.length, "passage")}`), " carried by nobody."),
        this.strip(),
      ] : null,
      verdictLegend(el("span", { class: "unheard" }, "carried by nobody")),
      turns,
      about.trailing ? el("div", { class: "prose outside", dir: "auto", lang: language(about.language) }, about.trailing) : null,
    ]);
    this.list.set(about.turns);
  },

  /** The transcript at a glance: a stretch for each passage, as long as its text. */
  strip() {
    const lengths = RUN.passages.map((passage) => Math.max(1, passage.text.length));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const counts = MARKS.map((mark, at) => `${CARRIED.filter((best) => best === at).length} ${mark}`).join(", ");
    let x = 0;
    return el("div", { class: "strip" },
      svg("svg", { viewBox: "0 0 1000 22", preserveAspectRatio: "none", role: "img", "aria-label": `The transcript from start to end, passages by the best any outlet does: ${counts}` },
        lengths.map((length, at) => {
          const bar = svg("rect", { class: MARKS[CARRIED[at]], x: (x * 1000) / total, width: (length * 1000) / total, y: [0, 6, 16][CARRIED[at]], height: [22, 16, 6][CARRIED[at]] });
          x += length;
          return bar;
        })),
      el("p", { class: "meta", "aria-hidden": "true" }, "start to end; high: quoted, middle: reported, low: carried by nobody"));
  },

  turn(turn) {
    const lang = language(RUN.transcript.language);
    const seen = new Set();
    const dress = (passage, node) => {
      if (passage === null) return;
      if (CARRIED[passage] === 2) node.classList.add("unheard");
      if (seen.has(passage)) return;
      seen.add(passage);
      node.id = RUN.passages[passage].anchor;
      node.tabIndex = -1;
    };
    const text = markedText(turn.pieces, { what: "rest on these words", dress, resting: true });
    const mute = [...seen].filter((passage) => CARRIED[passage] === 2).length;
    return el("section", { class: `turn ${turn.role}`, id: turn.anchor, tabindex: "-1", "aria-labelledby": `h-${turn.anchor}` },
      turn.role === "header" && turn.label ? el("p", { class: "meta", dir: "auto", lang }, shortened(turn.label, 2000)) : null,
      el("h3", { id: `h-${turn.anchor}`, dir: "auto" }, turn.role === "header" ? "Before the first speaker" : bdi(turn.label || turn.speaker || "Unnamed", lang), " ",
        el("a", { class: "permalink", href: `#${turn.anchor}` }, "turn ", turn.id)),
      mute ? el("p", { class: "meta" }, `${mute} of ${plural(seen.size, "passage")} carried by nobody`) : null,
      el("div", { class: "prose marked", dir: "auto", lang }, text));
  },

  reveal(anchor) {
    const passage = RUN.passages.find((one) => one.anchor === anchor);
    const at = passage ? passage.turn : RUN.transcript.turns.findIndex((turn) => turn.anchor === anchor);
    if (at === null || at === undefined || at < 0) return null;
    const turn = this.list.show(at);
    return (passage && byId(anchor)) || turn;
  },
};
