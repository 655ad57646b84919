// Which view is shown follows from the address: #coverage, #claim-…, #turn-…, #passage-…, #article-…, #printed-….

const VIEWS = [findingsView, transcriptView, articlesView, coverageView, outletsView, runView];
const REVEALED_BY = { claim: findingsView, turn: transcriptView, passage: transcriptView, article: articlesView, printed: articlesView };

let currentView = null;

function showView(view) {
  if (!view.section) {
    view.section = el("section", { class: `view ${view.id}`, "aria-labelledby": `h-${view.id}` },
      el("h2", { id: `h-${view.id}`, tabindex: "-1" }, view.title));
    byId("main").append(view.section);
    view.build(view.section);
  }
  closeNote();
  byId("help")?.close();
  for (const other of VIEWS) if (other.section) other.section.hidden = other !== view;
  for (const link of document.querySelectorAll("nav.views a")) {
    if (link.hash === `#${view.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  currentView = view;
}

/** Shows what the address names; a part of a view is scrolled to and gets the focus. */
function followAddress(isFirst = false) {
  const name = location.hash.slice(1);
  if (name === "main" && currentView) return;
  const view = VIEWS.find((one) => one.id === name);
  const owner = REVEALED_BY[name.split("-", 1)[0]];
  if (!view && owner && name.includes("-")) {
    showView(owner);
    const target = owner.reveal(name);
    if (target) goTo(target);
    else announce("This link leads to nothing in this run; claims and passages may have changed.", true);
    return;
  }
  showView(view ?? findingsView);
  if (!isFirst) {
    scrollTo(0, 0);
    byId(`h-${currentView.id}`).focus({ preventScroll: true });
  }
}

function goTo(target) {
  for (const old of document.querySelectorAll(".target")) old.classList.remove("target");
  target.classList.add("target");
  target.scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
  // What is built around it only now may be higher or lower than was guessed.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (document.activeElement === target) target.scrollIntoView({ block: "start" });
  }));
}

addEventListener("hashchange", () => followAddress());
// A link to where the address is already changes nothing, but its reader wants to go there again.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.hash === location.hash && link.hash !== "#main") {
    event.preventDefault();
    followAddress();
  }
});
