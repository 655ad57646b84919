// Keys, and the help that lists them; they can be switched off, as WCAG 2.1.4 asks.

const KEYS_KEY = "summarize-keys";
const KEYS = [
  ["j", "next finding", () => stepFinding(1)],
  ["k", "previous finding", () => stepFinding(-1)],
  ["/", "search the findings", () => goSearch()],
  ["c", "copy the finding in focus with its citation", () => press("button.copy")],
  ["a", "accept the verdict of the finding in focus", () => press("button.accept")],
  ["o", "override or comment the finding in focus", () => press("button.override")],
  ...VIEWS.map((view, at) => [String(at + 1), `view: ${view.title}`, () => { location.hash = view.id; }]),
  ["?", "this help", () => openHelp()],
];

let keysOn = kept.read(KEYS_KEY) !== "off";

/** Shows the findings without going to their top. */
function openFindings() {
  if (currentView === findingsView) return;
  history.pushState(null, "", "#findings");
  showView(findingsView);
}

function stepFinding(by) {
  openFindings();
  const target = findingsView.step(by);
  if (target) goTo(target);
  else announce(by > 0 ? "That was the last one." : "That was the first one.", true);
}

function goSearch() {
  openFindings();
  findingsView.search.focus();
  findingsView.search.select();
}

function press(selector) {
  const focused = document.activeElement?.closest?.("article.card");
  const pressed = focused?.querySelector(selector);
  if (pressed) pressed.click();
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (byId("help")?.open) return;
  const found = KEYS.find(([key]) => key === event.key);
  if (!found) return;
  event.preventDefault();
  found[2]();
});

function setKeys(on) {
  keysOn = on;
  kept.write(KEYS_KEY, on ? "on" : "off");
  document.body.classList.toggle("no-keys", !on);
}

function buildHelp() {
  const toggle = el("input", { type: "checkbox", id: "keys-toggle" });
  toggle.checked = keysOn;
  toggle.addEventListener("change", () => setKeys(toggle.checked));
  const dialog = el("dialog", { id: "help", "aria-labelledby": "h-help" },
    el("h2", { id: "h-help" }, "Help"),
    el("p", {}, "Each claim of an article is shown beside the words of the official transcript that decide about it. A verdict says how far the transcript bears the claim out, not whether it is true of the world."),
    el("p", {}, "Cards are built as you scroll: use Search, not the browser’s find. Printing prints the view you are in, with its filters."),
    el("h3", {}, "Keys"),
    el("label", { class: "check" }, toggle, " Keys of one character work on this page"),
    el("table", { class: "keys" }, el("tbody", {}, KEYS.map(([key, what]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, what))))),
    el("p", {}, "They act outside of fields only. ", el("kbd", {}, "Esc"), " closes what is open."),
    el("h3", {}, "Verdicts"),
    el("dl", {}, Object.entries(MEANINGS).map(([verdict, meaning]) => [el("dt", {}, badge(verdict)), el("dd", {}, meaning)])),
    el("form", { method: "dialog" }, el("button", {}, "Close")));
  document.body.append(dialog);
  return dialog;
}

const MEANINGS = {
  supported: "The transcript itself says it, if in other words.",
  partially_supported: "Part of it is said; part is added, exaggerated, shifted or made more specific.",
  contradicted: "The transcript says something that cannot be true together with it.",
  not_in_transcript: "The transcript is silent about it.",
  unjudged: "The system could not decide. It counts as no other verdict.",
};

function openHelp() {
  (byId("help") ?? buildHelp()).showModal();
}
