// What happens when the page is opened, and when it is printed.

readKeptReviews();
setKeys(keysOn);
byId("help-button").addEventListener("click", openHelp);
document.querySelector("nav.views").hidden = false;
byId("main").hidden = false;
byId("without-script").remove();

/** Paper shows all that the filters keep, with nothing folded away. */
function preparePrint() {
  for (const list of currentView.lists) list.all();
  for (const held of currentView.section.querySelectorAll("details:not([open])")) {
    if (held.matches(".reviewbar, .steps, .facets")) continue;
    held.dataset.folded = "yes";
    held.open = true;
  }
  const described = currentView === findingsView ? findingsView.described() : "";
  currentView.section.dataset.filters = described ? `Only: ${shown(described)}` : "";
}

addEventListener("beforeprint", preparePrint);
addEventListener("afterprint", () => {
  for (const held of document.querySelectorAll("details[data-folded]")) {
    held.open = false;
    delete held.dataset.folded;
  }
});

followAddress(true);
