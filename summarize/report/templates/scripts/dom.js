// Elements are made here and nowhere else. Words go in as text nodes, never as markup, and no character of theirs
// can turn the reading direction or hide.

const SVG = "http://www.w3.org/2000/svg";
const BREAKS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
const ODD = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const HARMLESS = /[\t\n\u200c\u200d\u0600-\u0605\u06dd\u070f\u08e2]/; // they shape their script's letters
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]/; // soft hyphens and the like, in many honest texts
const ADDRESS = /^(#|https?:\/\/|blob:)/i;

function visible(char) {
  if (HARMLESS.test(char)) return char;
  if (INVISIBLE.test(char)) return "";
  const code = char.codePointAt(0);
  if (code < 32) return String.fromCharCode(0x2400 + code);
  if (code === 127) return "␡";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** A text as it is shown: breaks of any kind are line breaks, hidden characters have a visible name. */
function shown(text) {
  const plain = String(text).replace(BREAKS, "\n");
  return plain.replace(ODD, visible);
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) throw new Error(`no handlers in attributes: ${name}`);
    if (name === "href" && !ADDRESS.test(value)) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(shown(child)));
  }
  return node;
}

/** An HTML element with attributes and children; strings become text. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes ?? {});
  return append(node, children);
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  setAttributes(node, attributes ?? {});
  return append(node, children);
}

function replaceContent(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

function button(label, attributes, act) {
  const node = el("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", act);
  return node;
}

/** Words that only a screen reader says. */
function unseen(text) {
  return el("span", { class: "vh" }, text);
}

/** A foreign name or line inside a sentence of ours, which its direction cannot leave. */
function bdi(text, lang) {
  return el("bdi", { lang: language(lang) }, text);
}

/** A language code if it is one. */
function language(code) {
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code ?? "") ? code : null;
}

function byId(id) {
  return document.getElementById(id);
}

/** Says something to a screen reader, and shows it for a while where `seen`. */
function announce(text, seen = false) {
  const status = byId("status");
  status.textContent = shown(text);
  status.classList.toggle("toast", seen);
  status.classList.toggle("vh", !seen);
  clearTimeout(announce.timer);
  if (seen) announce.timer = setTimeout(() => { status.className = "vh"; }, 6000);
}

/** A value of the reader's that this browser keeps, or tries to. */
const kept = {
  read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  },
};
