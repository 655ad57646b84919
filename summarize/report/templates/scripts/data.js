// The run, as the page's builder left it, and what is looked up in it.

const RUN = JSON.parse(byId("run-data").textContent);

const GRAVEST = ["contradicted", "partially_supported", "supported", "not_in_transcript", "unjudged"];
const VERDICTS = ["supported", "partially_supported", "contradicted", "not_in_transcript", "unjudged"];
const MANY_OUTLETS = 12; // more of them are chosen from a list, not shown side by side
const MARKS = ["quoted", "reported", "absent"];

const FINDINGS = RUN.findings.map(([claim, severity, reason]) => ({ claim, severity, reason }));
const RANKS = new Map(FINDINGS.map((finding, rank) => [finding.claim, rank + 1]));
const REASONS = new Map(FINDINGS.map((finding) => [finding.claim, finding.reason]));
// All claims: the findings as ranked, then the others as printed.
const ORDER = [...RANKS.keys(), ...[...RUN.claims.keys()].filter((number) => !RANKS.has(number))];
const BY_ANCHOR = new Map(RUN.claims.map((claim, number) => [claim.anchor, number]));
const READ = RUN.sources.map((source, number) => ({ ...source, number })).filter((source) => source.status === "ok");

function gravest(claims) {
  const found = new Set(claims.map((number) => RUN.claims[number].verdict));
  return GRAVEST.find((verdict) => found.has(verdict));
}

/** For each claim the text that a search looks through; made when it is first needed. */
const SEARCHED = [];
function searched(number) {
  SEARCHED[number] ??= searchText(RUN.claims[number], number);
  return SEARCHED[number];
}

function searchText(claim, number) {
  const evidence = claim.evidence.flatMap((e) => [RUN.evidence[e].text, RUN.evidence[e].speaker, RUN.evidence[e].turn_id]);
  const checks = claim.checks.map(([name, , detail]) => `${name} ${detail}`);
  const parts = [claim.id, outletOf(claim), claim.text, claim.span.text, claim.speaker ?? "", REASONS.get(number) ?? "",
    claim.rationale, ...evidence, ...checks];
  return folded(parts.join("\n"));
}

/** A text for comparing: small letters, plain blanks and quotation marks. */
function folded(text) {
  return shown(text).toLowerCase().replace(/[‘’ʼ]/g, "'").replace(/[“”„«»]/g, '"').replace(/\s+/g, " ");
}
