// The one editor: a plain textarea in the place of a row's target.

import * as drafts from "./drafts.js";
import { codes, isolate, sameCodes, show, showDifference, strip, titlesOf } from "./codes.js";
import { aria, chordOf, find, spell } from "./chords.js";
import { beside, main, nextOf, numberOf, numeralOf, remark, remarkDraft, sourceOf, targetOf, update } from "./rows.js";
import { conflictOf, isSaving, noteConflict, save } from "./saving.js";
import { say, calm } from "./speech.js";

const template = document.getElementById("editor");
const direction = main.dataset.dir;
let active = null;

export function activeRow() {
  return active?.row ?? null;
}

// Open a row; `caret` counts characters of the target, the end if it is left out.
export function open(row, caret = null) {
  if (active?.row === row) return active.area.focus();
  close();
  const box = template.content.firstElementChild.cloneNode(true);
  const area = box.querySelector("textarea");
  active = { row, box, area, was: targetOf(row), source: sourceOf(row) };
  area.lang = main.dataset.lang;
  area.dir = direction;
  label(row, area);
  const draft = drafts.get(row.id);
  const text = draft ? draft.target : active.was;
  area.value = isolate(text, direction);
  dress(box, row);
  row.classList.add("active");
  row.setAttribute("aria-current", "true");
  row.querySelector(".target > .text").hidden = true;
  row.querySelector(".target").prepend(box);
  noteStale(row, draft);
  showConflict();
  area.addEventListener("input", changed);
  area.addEventListener("compositionend", changed);
  grow();
  count();
  area.focus({ preventScroll: true });
  const at = caret === null ? area.value.length : Math.min(isolate(text.slice(0, caret), direction).length, area.value.length);
  area.setSelectionRange(at, at);
  row.scrollIntoView({ block: "nearest" });
}

function label(row, area) {
  const word = row.querySelector(".state").textContent.toLowerCase();
  area.setAttribute("aria-label", `Segment ${numeralOf(row)}, ${word}, ${main.dataset.language} translation`);
  const source = row.querySelector(".source .text");
  source.id = `${row.id}-source`;
  area.setAttribute("aria-describedby", source.id);
}

function dress(box, row) {
  for (const act of ["confirm", "keep", "close"]) {
    const button = box.querySelector(`[data-do=${act}]`);
    const chord = chordOf(act);
    button.querySelector("kbd").textContent = spell(chord).replace("Enter", "↵");
    button.setAttribute("aria-keyshortcuts", aria(chord));
  }
  box.querySelector("[data-more]").href = numberOf(row).href;
  const titles = titlesOf(row.querySelector(".source .text"));
  box.querySelector(".codes").replaceChildren(
    ...codes(active.source).map((code) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.do = "code";
      button.dataset.code = code;
      button.dir = "ltr";
      button.textContent = code;
      button.title = titles.get(code) ?? "";
      return button;
    }),
  );
}

export function close({ focus = false } = {}) {
  if (!active) return;
  const { row, box } = active;
  keepDraft();
  active = null;
  box.remove();
  row.classList.remove("active");
  row.removeAttribute("aria-current");
  row.querySelector(".target > .text").hidden = false;
  if (!isSaving(row) && !conflictOf(row) && !row.querySelector(".remark.error")) remarkDraft(row);
  if (focus) numberOf(row).focus();
}

function typed() {
  return strip(active.area.value, active.was + active.source).replace(/[\t\n\v\f\r ]+/g, " ").trim();
}

function keepDraft() {
  if (isSaving(active.row) && drafts.get(active.row.id)?.target === typed()) return;
  if (typed() === targetOf(active.row)) {
    if (!conflictOf(active.row)) drafts.drop(active.row.id);
    return;
  }
  drafts.keep(active.row.id, { target: typed(), version: baseOf(active.row), source: active.source });
}

// The version that the text in the editor was made for.
function baseOf(row) {
  return drafts.get(row.id)?.version ?? row.dataset.version;
}

function changed(event) {
  if (event.isComposing) return;
  keepDraft();
  grow();
  count();
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  active.area.style.blockSize = "auto";
  active.area.style.blockSize = `${active.area.scrollHeight + 2}px`;
}

function count() {
  const text = typed();
  const left = codes(text);
  for (const button of active.box.querySelectorAll("[data-code]")) {
    const at = left.indexOf(button.dataset.code);
    if (at >= 0) left.splice(at, 1);
    button.classList.toggle("used", at >= 0);
    button.classList.toggle("missing", at < 0 && text !== "" && text !== "<0/>");
    button.setAttribute("aria-label", `Insert ${button.dataset.code}${button.title ? `, ${button.title}` : ""}${at < 0 ? ", not in the text yet" : ""}`);
  }
  active.box.querySelector(".length").textContent = `${length(text)} | ${length(active.source)}`;
  active.box.querySelector("[data-do=discard]").hidden = text === targetOf(active.row) || Boolean(conflictOf(active.row));
}

function length(text) {
  return Array.from(text.replace(/<\/?[0-9]+\/?>/g, "")).length;
}

// execCommand alone keeps the browser's own undo; the other way is for browsers that dropped it.
function insert(text) {
  const { area } = active;
  area.focus();
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
}

// A draft that was made for an older version meets the text that was saved since.
function noteStale(row, draft) {
  if (!draft || draft.version === row.dataset.version || conflictOf(row) || isSaving(row)) return;
  const theirs = { target: active.was, version: row.dataset.version };
  noteConflict(row, { theirs, difference: [["del", active.was], ["ins", draft.target]].filter(([, text]) => text) });
}

function showConflict() {
  const conflict = conflictOf(active.row);
  const card = active.box.querySelector(".conflict");
  card.hidden = !conflict;
  if (!conflict) return;
  for (const line of card.querySelectorAll(".theirs, .difference")) {
    line.lang = main.dataset.lang;
    line.dir = direction;
  }
  const titles = titlesOf(active.row.querySelector(".source .text"));
  show(card.querySelector(".theirs"), conflict.theirs.target, titles);
  showDifference(card.querySelector(".difference"), conflict.difference);
}

// The desk refused what this editor sent: stay, if the person is still here.
export function onConflict(row) {
  if (active?.row !== row) return false;
  showConflict();
  active.area.focus();
  say("This segment was changed meanwhile. Both texts are here.");
  return true;
}

export function onRefusal(row) {
  if (active?.row !== row) return false;
  active.area.focus();
  say("Not confirmed. See what is said below the text.");
  return true;
}

async function finish(state) {
  const { row, source } = active;
  const target = typed();
  const conflict = conflictOf(row);
  // While a conflict is open, saving means: mine, over theirs.
  const version = conflict ? conflict.theirs.version : baseOf(row);
  noteConflict(row, null);
  const sure = state === "draft" || target === "" || target === "<0/>" || sameCodes(source, target);
  const answer = save(row, target, state, version);
  if (!sure || conflict) {
    if ((await answer) !== "saved") return;
    if (active?.row !== row) return;
  }
  advance(row);
}

function advance(row) {
  const next = nextOf(row);
  if (next) return open(next);
  close({ focus: true });
  say("That was the last segment here.");
}

const acts = {
  confirm: () => finish("reviewed"),
  keep: () => finish("draft"),
  stay: () => { keepDraft(); say("Kept on this device. Confirm to put it into the catalog."); },
  close: () => close({ focus: true }),
  hint: () => say(`${spell(chordOf("confirm"))} confirms.`),
  next: () => step(true),
  previous: () => step(false),
  copy: () => { active.area.select(); insert(isolate(active.source, direction)); },
  code: (button) => insert(isolate(button.dataset.code, direction)),
  term: (button) => insert(isolate(button.textContent, direction)),
  discard: () => { active.area.select(); insert(isolate(targetOf(active.row), direction)); },
  insist: () => finish(conflictOf(active.row)?.state ?? "reviewed"),
  take: () => take(),
};

function step(forward) {
  const next = beside(active.row, forward);
  if (next) open(next);
  else say(forward ? "This is the last segment." : "This is the first segment.");
}

// The other text is the catalog's: show it as such without writing anything.
function take() {
  const { row } = active;
  const { theirs } = conflictOf(row);
  noteConflict(row, null);
  if (theirs.id) update(row, theirs);
  active.area.value = isolate(theirs.target, direction);
  remark(row, null);
  close({ focus: true });
  say("Theirs stands; nothing was written.");
}

// Do what a button or a key of the editor asks for.
export function act(name, button = null) {
  if (!active || !acts[name]) return false;
  if (name !== "hint") calm();
  acts[name](button);
  return true;
}

export function onKey(event) {
  const name = active && event.target === active.area ? find(event, "editor") : null;
  if (!name) return;
  event.preventDefault();
  act(name);
}

window.addEventListener("pagehide", () => { if (active) keepDraft(); });
