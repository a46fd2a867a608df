// Boot: clicks and keys of the article page.

import * as drafts from "./drafts.js";
import { CHORDS, find, spell } from "./chords.js";
import { codeOf, textOf } from "./codes.js";
import * as editor from "./editor.js";
import { beside, isOpen, main, numberOf, remarkDraft, targetOf } from "./rows.js";
import { listen } from "./saving.js";
import { calm, say, warn } from "./speech.js";

document.documentElement.classList.add("scripts");
listen({ conflict: editor.onConflict, refusal: editor.onRefusal, open: editor.open });

// The sticky line at the top hides what is scrolled below it: tell the style how high it is.
const top = document.querySelector(".top");
new ResizeObserver(() => {
  const sticky = getComputedStyle(top).position === "sticky";
  document.documentElement.style.setProperty("--head", `${sticky ? top.offsetHeight : 0}px`);
}).observe(top);

function caretAt(event, paragraph) {
  const spot = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (!spot || !paragraph.contains(spot.offsetNode)) return null;
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(spot.offsetNode, spot.offset);
  return textOf(range.cloneContents()).length;
}

main.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) return editor.act(button.dataset.do, button);
  const row = event.target.closest(".row");
  if (!row || event.target.closest("textarea, button, .status")) return undefined;
  const number = event.target.closest(".number");
  if (number) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
    event.preventDefault();
    return editor.open(row);
  }
  const badge = event.target.closest(".source .code");
  if (badge && row === editor.activeRow()) {
    return editor.act("code", { dataset: { code: codeOf(badge) } });
  }
  const target = event.target.closest(".target");
  if (!target || !getSelection().isCollapsed || row === editor.activeRow()) return undefined;
  return editor.open(row, caretAt(event, target.querySelector(".text")));
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.(".editor textarea")) return editor.onKey(event);
  if (!event.target.matches?.(".row .number")) return undefined;
  const name = find(event, "list");
  if (!name) return undefined;
  event.preventDefault();
  return listActs[name](event.target.closest(".row"));
});

function goTo(row) {
  if (row) numberOf(row).focus();
  else say("There is no further row.");
}

const listActs = {
  edit: (row) => editor.open(row),
  down: (row) => goTo(beside(row, true)),
  up: (row) => goTo(beside(row, false)),
  open: (row) => goTo(beside(row, true, isOpen)),
  back: (row) => goTo(beside(row, false, isOpen)),
  find: () => document.getElementById("q").focus(),
  help: () => help.showModal(),
};

const help = document.getElementById("keys");
for (const [where, words] of [["editor", "In the text"], ["list", "On the number of a row"]]) {
  const head = document.createElement("tr");
  head.append(Object.assign(document.createElement("th"), { textContent: words, colSpan: 2, scope: "rowgroup" }));
  const lines = CHORDS.filter((chord) => chord.says && chord.where === where).map((chord) => {
    const line = document.createElement("tr");
    for (const text of [spell(chord), chord.says]) {
      line.append(Object.assign(document.createElement("td"), { textContent: text }));
    }
    return line;
  });
  const group = document.createElement("tbody");
  group.append(head, ...lines);
  help.querySelector("table").append(group);
}
document.querySelector("[data-do=help]").addEventListener("click", () => help.showModal());

// Text that a closed window or a lost connection left behind.
const left = Array.from(document.querySelectorAll(".row")).filter((row) => {
  const draft = drafts.get(row.id);
  if (draft?.target === targetOf(row)) drafts.drop(row.id);
  else if (draft) remarkDraft(row);
  return draft && draft.target !== targetOf(row);
});
if (left.length) {
  const words = left.length === 1 ? "One segment has" : `${left.length} segments have`;
  warn(`${words} text that was never saved.`, { word: "Show", act: () => editor.open(left[0]) });
}
// The browser goes to the part of the page that the address names once all is loaded, and takes the focus along.
function goToAsked() {
  if (editor.activeRow()) return;
  const asked = document.getElementById(location.hash.slice(1))?.closest(".row");
  if (asked && drafts.get(asked.id)) {
    editor.open(asked);
    if (left.length === 1) calm();
  } else if (asked) numberOf(asked).focus({ preventScroll: true });
}
if (document.readyState === "complete") goToAsked();
else window.addEventListener("load", () => requestAnimationFrame(goToAsked), { once: true });
