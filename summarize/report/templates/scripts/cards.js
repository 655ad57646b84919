// One claim as a card: the article's words beside the transcript's, what was checked, who decided, and its review.

const OUTCOMES = { pass: ["✓", "passed"], fail: ["✗", "failed"], warn: ["!", "warning"] };
const CHANGES = { added: "printed, not said: ", removed: "said, not printed: ", replaced: "in other words: " };
const DECIDERS = { rules: "rules", model: "the model", both: "rules and the model" };

function card(number, at, total) {
  const claim = RUN.claims[number];
  const heading = `h-${claim.anchor}`;
  const rank = RANKS.get(number);
  return el("article", {
    class: `card ${claim.verdict}`, id: claim.anchor, tabindex: "-1", "aria-labelledby": heading,
    "aria-posinset": at + 1, "aria-setsize": total,
  },
    el("header", {},
      el("h3", { id: heading }, rank ? el("span", { class: "rank" }, unseen("Finding "), rank, unseen(": ")) : null,
        badge(claim.verdict), " ", bdi(outletOf(claim))),
      claimLine(claim)),
    el("p", { class: "why", dir: "auto" }, REASONS.get(number) ?? claim.rationale),
    el("div", { class: "sides" }, printedSide(claim), saidSide(claim)),
    quotationList(claim),
    checkList(claim),
    more(claim, number),
    el("div", { class: "foot" }, reviewPanel(claim), cardActions(claim, number)));
}

function claimLine(claim) {
  return el("p", { class: "meta line" },
    RUN.words.kind[claim.kind] ?? claim.kind,
    claim.speaker ? [", credited to ", bdi(claim.speaker)] : null,
    claim.fidelity ? [" ", fidelityBadge(claim.fidelity)] : null,
    claim.attribution ? [" ", attributionBadge(claim.attribution)] : null);
}

function printedSide(claim) {
  const { before, pieces, after } = claim.printed;
  const source = RUN.sources[claim.source];
  return el("div", { class: "side printed" },
    el("h4", {}, "Printed by ", bdi(outletOf(claim))),
    el("p", { class: "excerpt", dir: "auto", lang: language(source?.language) },
      around(before), changed(pieces), around(after)));
}

function saidSide(claim) {
  if (!claim.evidence.length) {
    const silent = claim.verdict === "unjudged" ? "This claim could not be judged." : "Nothing of the kind.";
    return el("div", { class: "side said" }, el("h4", {}, "Transcript"), el("p", { class: "meta" }, silent));
  }
  const closest = claim.verdict === "not_in_transcript";
  return el("div", { class: "side said" }, claim.evidence.map((number, at) => {
    const evidence = RUN.evidence[number];
    return [
      el("h4", {}, closest ? "Closest: said by " : "Said by ", bdi(evidence.speaker), " (", turnLink(evidence), ")"),
      el("p", { class: "excerpt", dir: "auto", lang: language(RUN.transcript.language) },
        around(evidence.before), claim.said[at] ? changed(claim.said[at]) : el("b", {}, evidence.text), around(evidence.after)),
    ];
  }));
}

function turnLink(evidence) {
  const passage = RUN.passages[evidence.passage];
  const turn = RUN.transcript.turns[evidence.turn];
  const target = passage?.anchor ?? turn?.anchor;
  return target ? el("a", { href: `#${target}` }, "turn ", evidence.turn_id) : ["turn ", evidence.turn_id];
}

function around(text) {
  return text ? el("span", { class: "around" }, text) : null;
}

/** Pieces of a text with the words that differ marked, to the eye and to a screen reader. */
function changed(pieces) {
  return pieces.map(([text, op]) => (
    op === "equal" ? el("b", {}, text) : el("mark", { class: op }, unseen(CHANGES[op]), text)
  ));
}

function quotationList(claim) {
  const several = claim.quotations.length > 1;
  const shownOnes = claim.quotations.filter((q) => several || q.differences.length || q.diff.length);
  if (!shownOnes.length) return null;
  return el("ul", { class: "quotations", "aria-label": "Quotations" }, shownOnes.map((q) => el("li", {},
    several ? [el("bdi", { class: "words" }, "“", shortened(q.text, 90), "” "), fidelityBadge(q.fidelity), " "] : null,
    q.differences.length ? el("span", { class: "meta" }, several ? "" : "The quotation: ", el("bdi", {}, q.differences.join(", "))) : null,
    q.diff.length ? wordByWord(q) : null)));
}

/** The whole comparison of a quotation, step by step, printed over said. */
function wordByWord(quotation) {
  const held = el("details", { class: "steps" }, el("summary", {}, "Word by word"));
  held.addEventListener("toggle", () => {
    if (held.open && !held.querySelector("table")) held.append(stepTable(quotation));
  });
  return held;
}

function stepTable(quotation) {
  const cell = (op, words) => el("td", {}, words ? (op === "equal" ? words : el("mark", { class: op }, words)) : "–");
  const names = { equal: "same", added: "printed only", removed: "said only", replaced: "differs" };
  return el("div", { class: "scroll" }, el("table", {},
    el("thead", {}, el("tr", {}, ["Printed", "Said", "What"].map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, quotation.diff.map(([op, printed, said]) => el("tr", {},
      cell(op, printed), cell(op, said), el("td", { class: "meta" }, names[op]))))));
}

function checkList(claim) {
  if (!claim.checks.length) return null;
  return el("ul", { class: "checks", "aria-label": "Checks" }, claim.checks.map(([name, outcome, detail]) => el("li", {},
    el("span", { class: outcome }, el("span", { "aria-hidden": "true" }, OUTCOMES[outcome][0]), unseen(OUTCOMES[outcome][1]), " ", bdi(name)),
    detail ? [": ", bdi(detail)] : null)));
}

/** Who decided and how sure; folded, what one needs to look further. */
function more(claim, number) {
  const sure = claim.verdict === "unjudged" ? "Not judged" : `${percent(claim.confidence)} sure, decided by ${DECIDERS[claim.decided_by]}`;
  return el("details", { class: "more" },
    el("summary", {}, sure),
    REASONS.has(number) && claim.rationale ? el("p", { dir: "auto" }, claim.rationale) : null,
    claim.text === claim.span.text ? null : el("p", { class: "meta", dir: "auto" }, "Read as: ", claim.text),
    el("p", { class: "meta" }, "Claim ", el("code", {}, bdi(claim.id)),
      `, characters ${claim.span.start}–${claim.span.end} of the article`));
}

function cardActions(claim, number) {
  return el("div", { class: "actions" },
    button("Copy with citation", { class: "copy" }, () => copyCitation(number)),
    el("a", { class: "button", href: `#${printedAnchor(claim)}` }, "In the article", unseen(` of ${outletOf(claim)}`)),
    el("a", { class: "button permalink", href: `#${claim.anchor}` }, "Link", unseen(` to claim ${claim.id}`)));
}

function printedAnchor(claim) {
  return claim.anchor.replace(/^claim-/, "printed-");
}

// ---------------------------------------------------------------- copying

/** A finding as text with its citation: what was printed where, what was said where, and the verdict. */
function citation(number) {
  const claim = RUN.claims[number];
  const source = RUN.sources[claim.source] ?? {};
  const about = RUN.transcript;
  const listed = (...parts) => parts.filter(Boolean).join(", ");
  const titled = (title) => (title ? `“${title}”` : null);
  const lines = [
    `${shown(claim.span.text)}`,
    `– ${listed(outletOf(claim), titled(source.title), source.date, source.url)}`,
    "",
    `Verdict: ${RUN.words.verdict[claim.verdict]}. ${REASONS.get(number) ?? claim.rationale}`,
  ];
  for (const review of [claim.review, reviewOf(claim)]) {
    if (review) lines.push(`Human review: ${listed(review.decision, RUN.words.verdict[review.verdict], review.comment)}`);
  }
  for (const e of claim.evidence.map((at) => RUN.evidence[at])) {
    lines.push("", `${claim.verdict === "not_in_transcript" ? "Closest in the transcript" : "Transcript"}: “${shown(e.text)}”`,
      `– ${listed(e.speaker, `turn ${e.turn_id}`, about.publisher ?? "official transcript", titled(about.title), about.date, about.url)}`);
  }
  return shown(lines.join("\n"));
}

async function copyCitation(number) {
  const text = citation(number);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "vh", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce("Copied with its citation.", true);
}
