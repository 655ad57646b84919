// A text with its claims marked: each marked stretch is followed by a button that shows the claims on it.

const SHOWN_CLAIMS = 12;

/** The marked pieces of a text. `dress(area, node, at)` may name or class the node of a piece; where `resting` is set,
 * claims that the words do not bear out are told apart: the words are only the nearest to them. */
function markedText(pieces, { what, dress, resting = false }) {
  return pieces.map(([raw, area, claims], at) => {
    const text = raw.slice(at ? 0 : raw.search(/\S|$/)).replace(/\n\s*\n\s*/g, "\n\n");
    const node = claims.length ? el("mark", { class: markClass(claims, resting) }, text) : el("span", {}, text);
    dress?.(area, node, at);
    if (!claims.length) return node;
    const next = pieces[at + 1];
    const goesOn = next && claims.length === next[2].length && claims.every((number, i) => number === next[2][i]);
    if (goesOn) return node;
    const note = noteButton(claims, what, resting);
    node.addEventListener("pointerenter", () => note.hover(true));
    node.addEventListener("pointerleave", () => note.hover(false));
    return [node, note];
  });
}

const NEAREST_ONLY = new Set(["not_in_transcript", "unjudged"]);

/** The claims that rest on their evidence; all of them where none does. */
function borneOut(claims) {
  const found = claims.filter((number) => !NEAREST_ONLY.has(RUN.claims[number].verdict));
  return found.length ? found : claims;
}

function markClass(claims, resting) {
  const worst = gravest(resting ? borneOut(claims) : claims);
  return resting && NEAREST_ONLY.has(worst) ? "nearest" : worst;
}

function noteButton(all, what, resting) {
  const claims = resting ? borneOut(all) : all;
  const worst = gravest(claims);
  const isNearest = resting && NEAREST_ONLY.has(worst);
  const label = isNearest ? `the nearest words to ${plural(claims.length, "claim")} that ${claims.length === 1 ? "is" : "are"} not in the transcript`
    : `${plural(claims.length, "claim")} ${what}, gravest: ${RUN.words.verdict[worst]}`;
  const note = el("button", { type: "button", class: `note ${worst}`, "aria-expanded": "false", "aria-label": label },
    icon(worst), claims.length > 1 ? String(claims.length) : "");
  note.others = isNearest ? [] : all.filter((number) => !claims.includes(number));
  note.heading = isNearest ? "The nearest words to what is not in the transcript" : null;
  note.addEventListener("click", () => (note.pinned ? closeNote() : openNote(note, claims, true)));
  note.addEventListener("focus", () => openNote(note, claims, false));
  note.hover = (over) => {
    clearTimeout(openNote.timer);
    openNote.timer = setTimeout(() => {
      if (over && !opened?.note.pinned) openNote(note, claims, false);
      if (!over && opened?.note === note && !note.pinned && !opened.panel.matches(":hover, :focus-within")) closeNote();
    }, over ? 120 : 300);
  };
  return note;
}

let opened = null;

function openNote(note, claims, pinned) {
  if (opened?.note !== note) closeNote();
  note.pinned = pinned;
  if (opened) return;
  note.setAttribute("aria-expanded", "true");
  const panel = el("div", { class: "claims-on", role: "group", "aria-label": "Claims on these words" },
    note.heading ? el("p", { class: "meta" }, note.heading) : null, claimEntries(claims),
    note.others.length ? [el("p", { class: "meta" }, "Nearest words to"), claimEntries(note.others)] : null);
  panel.addEventListener("pointerleave", () => note.hover(false));
  note.after(panel);
  const holder = panel.offsetParent;
  panel.style.top = `${note.offsetTop + note.offsetHeight + 4}px`;
  panel.style.left = `${Math.max(0, Math.min(note.offsetLeft - 24, holder.clientWidth - panel.offsetWidth))}px`;
  opened = { note, panel };
}

function closeNote() {
  if (!opened) return;
  opened.panel.remove();
  opened.note.pinned = false;
  opened.note.setAttribute("aria-expanded", "false");
  opened = null;
}

function claimEntries(claims) {
  return [
    el("ul", {}, claims.slice(0, SHOWN_CLAIMS).map((number) => claimEntry(number))),
    claims.length > SHOWN_CLAIMS ? el("p", { class: "meta" }, `and ${claims.length - SHOWN_CLAIMS} more`) : null,
  ];
}

function claimEntry(number) {
  const claim = RUN.claims[number];
  return el("li", {}, badge(claim.verdict), " ", bdi(outletOf(claim)), ": ",
    el("a", { href: `#${claim.anchor}`, dir: "auto" }, shortened(claim.span.text, 160)));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened) {
    const { note, panel } = opened;
    if (panel.contains(document.activeElement)) note.focus();
    closeNote();
  }
});
document.addEventListener("focusin", (event) => {
  if (opened && event.target !== opened.note && !opened.panel.contains(event.target)) closeNote();
});
document.addEventListener("click", (event) => {
  if (opened && !event.target.closest(".claims-on, .note")) closeNote();
});

/** What the marks of a text mean. */
function verdictLegend(...more) {
  return el("ul", { class: "legend verdicts" }, VERDICTS.map((verdict) => el("li", {},
    icon(verdict), el("mark", { class: verdict }, RUN.words.verdict[verdict]))), more.map((item) => el("li", {}, item)));
}
