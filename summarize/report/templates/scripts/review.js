// What the reader makes of a verdict: accepted, overridden or commented; kept in this browser, out and in as review.json.
// A review belongs to the words it was made on: it is shown only where claim and evidence still have its digests.

const DECISIONS = { accepted: "accepted", overridden: "overridden", commented: "commented" };
const REVIEW_KEY = `summarize-review ${RUN.case.event_date} ${RUN.case.title}`;
const REVIEWER_KEY = "summarize-reviewer";

const REVIEWS = new Map(); // claim id -> review
const reviewListeners = [];

function reviewOf(claim) {
  const review = REVIEWS.get(claim.id);
  return review && isAbout(review, claim) ? review : null;
}

function isAbout(review, claim) {
  return review.claim_digest === claim.claim_digest && review.evidence_digest === claim.evidence_digest;
}

/** Keeps a review of a claim; `verdict` is null for a comment alone. */
function decide(claim, { verdict, fidelity, comment }) {
  const isSame = verdict === claim.verdict && (fidelity ?? claim.fidelity) === claim.fidelity;
  REVIEWS.set(claim.id, {
    claim_id: claim.id,
    source_id: claim.source_id,
    span: claim.span,
    machine_verdict: claim.verdict,
    decision: verdict === null ? "commented" : isSame ? "accepted" : "overridden",
    verdict,
    quote_fidelity: verdict === null ? null : fidelity ?? claim.fidelity,
    comment: comment?.trim() || null,
    reviewed_at: new Date().toISOString(),
    claim_digest: claim.claim_digest,
    evidence_digest: claim.evidence_digest,
  });
  reviewsChanged();
}

function withdraw(claim) {
  REVIEWS.delete(claim.id);
  reviewsChanged();
}

function reviewsChanged() {
  const isKept = kept.write(REVIEW_KEY, JSON.stringify([...REVIEWS.values()]));
  if (!isKept) announce("This browser does not keep reviews; export them before you close the page.", true);
  for (const listener of reviewListeners) listener();
}

function reviewCount() {
  return RUN.claims.filter((claim) => reviewOf(claim)).length;
}

// ---------------------------------------------------------------- out and in

function exportedReviews() {
  return { contract: "review.v1", case: RUN.case, reviewer: reviewerName, reviews: RUN.claims.filter(reviewOf).map(exportedReview) };
}

/** A review as it is given out; where the claim stands is said as of this run. */
function exportedReview(claim) {
  return { ...reviewOf(claim), source_id: claim.source_id, span: claim.span };
}

let reviewerName = kept.read(REVIEWER_KEY)?.trim() || null;

function setReviewer(name) {
  reviewerName = name.trim() || null;
  kept.write(REVIEWER_KEY, reviewerName ?? "");
}

function downloadReviews() {
  const content = `${JSON.stringify(exportedReviews(), null, 1)}\n`;
  const link = el("a", { href: URL.createObjectURL(new Blob([content], { type: "application/json" })), download: "review.json" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Takes the reviews of an exported file, and says what became of them. */
function importReviews(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return "This file is not JSON; choose a review.json that was exported here.";
  }
  if (file?.contract !== "review.v1" || !Array.isArray(file.reviews)) {
    return "This file is no review.json (its contract is not review.v1).";
  }
  const claims = new Map(RUN.claims.map((claim) => [claim.id, claim]));
  const counts = { taken: 0, older: 0, changed: 0, unknown: 0 };
  for (const review of file.reviews) counts[takeReview(review, claims, file.reviewer)] += 1;
  if (counts.taken) reviewsChanged();
  return [
    `${plural(counts.taken, "review")} taken`,
    counts.older && `${counts.older} older than what is here`,
    counts.changed && `${counts.changed} about words that have changed since`,
    counts.unknown && `${counts.unknown} about no claim of this run`,
  ].filter(Boolean).join("; ") + ".";
}

function takeReview(review, claims, reviewer) {
  const claim = claims.get(review?.claim_id);
  if (!claim || !isReview(review)) return "unknown";
  if (!isAbout(review, claim)) return "changed";
  const mine = reviewOf(claim);
  if (mine && Date.parse(mine.reviewed_at) > Date.parse(review.reviewed_at)) return "older";
  const by = typeof (review.reviewer ?? reviewer) === "string" ? review.reviewer ?? reviewer : null;
  const { decision, machine_verdict, verdict, quote_fidelity, comment, reviewed_at, claim_digest, evidence_digest } = review;
  REVIEWS.set(claim.id, {
    claim_id: claim.id, source_id: claim.source_id, span: claim.span,
    machine_verdict: Object.hasOwn(RUN.words.verdict, machine_verdict ?? "") ? machine_verdict : claim.verdict,
    decision, verdict: verdict ?? null, quote_fidelity: quote_fidelity ?? null, comment: comment ?? null,
    reviewed_at, claim_digest, evidence_digest,
    ...(by && by !== reviewerName ? { reviewer: by } : {}),
  });
  return "taken";
}

function isReview(review) {
  const isWord = (word, words) => word === null || word === undefined || Object.hasOwn(words, word);
  const comment = review.comment ?? "";
  return Object.hasOwn(DECISIONS, review.decision)
    && isWord(review.verdict, RUN.words.verdict) && isWord(review.quote_fidelity, RUN.words.fidelity)
    && typeof comment === "string" && !Number.isNaN(Date.parse(review.reviewed_at))
    && (review.decision !== "commented" || Boolean(comment.trim()))
    && (review.decision !== "overridden" || Boolean(review.verdict || review.quote_fidelity));
}

function readKeptReviews() {
  try {
    for (const review of JSON.parse(kept.read(REVIEW_KEY) ?? "[]")) {
      if (review?.claim_id && isReview(review)) REVIEWS.set(review.claim_id, review);
    }
  } catch {
    // What is kept there is not ours; the next review replaces it.
  }
}

/** How many reviews in this browser are about claims that have changed since or are gone. */
function outdatedCount() {
  return REVIEWS.size - reviewCount();
}

// ---------------------------------------------------------------- in a card

/** The reviews of a claim and the means to make one. */
function reviewPanel(claim) {
  const panel = el("div", { class: "review" });
  panel.refresh = (open = false) => replaceContent(panel, reviewLines(claim), reviewButtons(claim, panel, open));
  panel.refresh();
  return panel;
}

function reviewLines(claim) {
  return [reviewLine("Human verdict stored with the run", claim.review, claim), reviewLine("Your review", reviewOf(claim), claim)];
}

function reviewLine(title, review, claim) {
  if (!review) return null;
  const before = review.machine_verdict && review.machine_verdict !== claim.verdict ? RUN.words.verdict[review.machine_verdict] : null;
  const verdict = review.decision === "commented" ? null : review.verdict ?? review.machine_verdict;
  const fidelity = review.decision === "overridden" && review.quote_fidelity && review.quote_fidelity !== claim.fidelity ? fidelityBadge(review.quote_fidelity) : null;
  return el("div", { class: "reviewed" },
    el("p", {}, el("strong", {}, `${title}: `), DECISIONS[review.decision] ?? review.decision, " ",
      verdict ? badge(verdict) : null, " ", fidelity,
      el("span", { class: "meta" }, review.reviewer ? [" ", bdi(review.reviewer)] : null,
        review.reviewed_at ? ` ${day(review.reviewed_at)}` : null,
        review.carried_from ? [", carried over from ", bdi(review.carried_from)] : null,
        before ? `; the machine’s verdict was then: ${before}` : null)),
    review.comment ? el("p", { class: "comment", dir: "auto" }, review.comment) : null);
}

function reviewButtons(claim, panel, open) {
  const mine = reviewOf(claim);
  if (open) return reviewForm(claim, panel);
  return el("div", { class: "actions" },
    mine?.decision === "accepted" ? null : button("Accept verdict", { class: "accept" }, () => {
      decide(claim, { verdict: claim.verdict, fidelity: claim.fidelity, comment: mine?.comment });
      panel.refresh();
      announce("Verdict accepted.");
      (panel.querySelector("button") ?? panel.closest("article")).focus();
    }),
    button(mine ? "Change review" : "Override or comment", { class: "override", "aria-expanded": "false" }, () => {
      panel.refresh(true);
      panel.querySelector("select").focus();
    }),
    mine ? button("Withdraw review", { class: "withdraw" }, () => {
      withdraw(claim);
      panel.refresh();
      announce("Review withdrawn.");
      panel.querySelector("button").focus();
    }) : null);
}

function reviewForm(claim, panel) {
  const mine = reviewOf(claim);
  const verdict = choice([["", "no verdict, a comment only"], ...VERDICTS.map((v) => [v, RUN.words.verdict[v]])],
    mine ? mine.verdict ?? "" : claim.verdict);
  const fidelity = claim.fidelity
    ? choice(Object.entries(RUN.words.fidelity), mine?.quote_fidelity ?? claim.fidelity) : null;
  const comment = el("textarea", { rows: 3, dir: "auto", maxlength: 20000 });
  comment.value = mine?.comment ?? "";
  const close = () => {
    panel.refresh();
    panel.querySelector("button.override").focus();
  };
  const form = el("form", { class: "form" },
    el("label", {}, "Verdict ", verdict),
    fidelity ? el("label", {}, "Quoted words ", fidelity) : null,
    el("label", { class: "wide" }, "Comment ", comment),
    el("div", { class: "actions" }, el("button", { type: "submit" }, "Save review"), button("Cancel", { class: "plain" }, close)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!verdict.value && !comment.value.trim()) {
      announce("Write a comment or choose a verdict.", true);
      comment.focus();
      return;
    }
    decide(claim, { verdict: verdict.value || null, fidelity: fidelity?.value, comment: comment.value });
    announce("Review saved.");
    close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  return form;
}

/** A select with values and labels. */
function choice(options, value) {
  const select = el("select", {}, options.map(([key, label]) => el("option", { value: key }, label)));
  select.value = value;
  return select;
}
