// What verdicts look like and how outlets, speakers and dates are named.

const ICONS = {
  supported: "M3 8.5l3.2 3.2L13 4.8",
  partially_supported: "M8 2.5a5.5 5.5 0 0 0 0 11z M8 2.5a5.5 5.5 0 0 1 0 11",
  contradicted: "M4 4l8 8M12 4l-8 8",
  not_in_transcript: "M8 2.5a5.5 5.5 0 1 0 .01 0z",
  unjudged: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M8 12.6v.6",
};

function icon(verdict) {
  return svg("svg", { class: `icon ${verdict}`, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[verdict], class: verdict === "partially_supported" ? "half" : "" }));
}

function badge(verdict) {
  return el("span", { class: `badge ${verdict}` }, icon(verdict), RUN.words.verdict[verdict] ?? verdict);
}

function fidelityBadge(fidelity) {
  return el("span", { class: `badge ${fidelity}` }, `words: ${RUN.words.fidelity[fidelity] ?? fidelity}`);
}

function attributionBadge(attribution) {
  return el("span", { class: `badge ${attribution}` }, RUN.words.attribution[attribution] ?? attribution);
}

function plural(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many ?? `${one}s`}`;
}

function outletOf(claim) {
  return RUN.sources[claim.source]?.name ?? claim.source_id;
}

function day(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? String(moment) : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

function percent(share) {
  return `${Math.round(share * 100)}%`;
}

/** A text of at most `limit` characters on one line. */
function shortened(text, limit) {
  const line = [...shown(text).replace(/\s+/g, " ").trim()];
  return line.length <= limit ? line.join("") : `${line.slice(0, limit - 1).join("").replace(/\s+\S*$/, "")}…`;
}

/** A web address as a link, anything else as text. */
function address(url) {
  return /^https?:\/\//i.test(url) ? el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, url) : url;
}
