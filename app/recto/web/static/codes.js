// A unit's text: its codes, as badges in a row and as typed in the editor.

import { _ } from "./words.js";

const CODE = /<\/?[0-9]+>|<[0-9]+\/>/g;
const LRI = "\u2066";
const PDI = "\u2069";
// Invisible characters that scripts, emoji and line breaking need are shown as what they do.
const UNSEEN = /(?![\u200c-\u200f\u061c\u00ad\u2060])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;
const SPACE = /(?! )\p{Zs}/gu;
const SHORT = {
  "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
  "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u200b": "ZWSP", "\ufeff": "BOM",
};

export function codes(text) {
  return text.match(CODE) ?? [];
}

// Whether both hold the same codes, each as often.
export function sameCodes(source, target) {
  return codes(source).sort().join() === codes(target).sort().join();
}

// In a right-to-left editor "</1>" would show as "<1/>"; an isolate around each code keeps its order.
export function isolate(text, direction) {
  return direction === "rtl" ? text.replace(CODE, (code) => LRI + code + PDI) : text;
}

// Undo `isolate`; isolates that a person put around words stay, if the text had any before.
export function strip(text, before = "") {
  const bare = text.replace(/\u2066(<\/?[0-9]+\/?>)\u2069/g, "$1");
  return /[\u2066\u2069]/.test(before) ? bare : bare.replace(/[\u2066\u2069]/g, "");
}

// The code that a badge stands for.
export function codeOf(badge) {
  return badge.textContent.replace("‹", "<").replace("›", ">");
}

// The text that a node of the page stands for, badges included.
export function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.dataset?.raw !== undefined) return node.dataset.raw;
  if (node.classList?.contains("code")) return codeOf(node);
  if (node.classList?.contains("unspoken")) return "";
  return Array.from(node.childNodes, textOf).join("");
}

function badge(kind, label, title) {
  const badge = document.createElement("bdi");
  badge.className = kind;
  badge.title = title;
  badge.textContent = label;
  return badge;
}

function unseen(character, point) {
  const mark = badge("unseen", SHORT[character] ?? point, point);
  mark.dataset.raw = character;
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", point);
  return mark;
}

function plain(text) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(new RegExp(`${UNSEEN.source}|${SPACE.source}`, "gu"))) {
    if (match.index > at) out.push(text.slice(at, match.index));
    const point = `U+${match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    if (/\p{Zs}/u.test(match[0])) {
      const span = document.createElement("span");
      span.className = "space";
      span.title = point;
      span.textContent = match[0];
      out.push(span);
    } else {
      out.push(unseen(match[0], point));
    }
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}

// Put a unit's text into an element, its codes as badges titled like those of the source.
export function show(element, text, titles = new Map()) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(CODE)) {
    out.push(...plain(text.slice(at, match.index)));
    const label = match[0].replace("<", "‹").replace(">", "›");
    out.push(badge("code", label, titles.get(match[0]) ?? ""));
    at = match.index + match[0].length;
  }
  out.push(...plain(text.slice(at)));
  element.replaceChildren(...out);
}

export function titlesOf(element) {
  const badges = element.querySelectorAll(".code");
  return new Map(Array.from(badges, (badge) => [codeOf(badge), badge.title]));
}

// Put a difference, as [kind, text] pairs, into an element, with words for those who do not see it.
export function showDifference(element, runs) {
  const words = { ins: _("inserted"), del: _("deleted") };
  element.replaceChildren(
    ...runs.map(([kind, text]) => {
      if (kind === "same") return document.createTextNode(text);
      const mark = document.createElement(kind);
      const [before, after] = [`[${words[kind]}: `, "]"].map((said) => {
        const span = document.createElement("span");
        span.className = "unspoken";
        span.textContent = said;
        return span;
      });
      mark.append(before, text, after);
      return mark;
    }),
  );
}
