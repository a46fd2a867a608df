// The one editor: a plain textarea in the place of a row's target.

import * as drafts from "./drafts.js";
import { codes, isolate, sameCodes, show, showDifference, strip, titlesOf } from "./codes.js";
import { chordOf, find, label as labelKeys, spell, typing } from "./chords.js";
import { beside, main, nextOf, numberOf, numeralOf, remark, remarkDraft, sourceOf, targetOf, update } from "./rows.js";
import { conflictOf, forget, isSaving, keepDraft as keepLater, noteConflict, save } from "./saving.js";
import { _, calm, say } from "./words.js";

const template = document.getElementById("editor");
const direction = main.dataset.dir;
const TURNED = `recto direction ${main.dataset.lang}`;
const MARKS = { "no-break": "\u00a0", lrm: "\u200e", rlm: "\u200f", zwnj: "\u200c" };
const READ_MS = 1000;
const hooks = { open: () => {}, close: () => {} };
let active = null;
let tags = null;

// What goes along with the editor: panels, and whatever else wants to know which row is open.
export function attend(what) {
  Object.assign(hooks, what);
}

export function activeRow() {
  return active?.row ?? null;
}

// Open a row; `caret` counts characters of the target, the end if it is left out.
export function open(row, caret = null) {
  if (active?.row === row) return active.area.focus();
  if (row.dataset.locked !== undefined || main.dataset.write === undefined) {
    numberOf(row).focus();
    return say(_("You may read this, not write here."));
  }
  close();
  const box = template.content.firstElementChild.cloneNode(true);
  const area = box.querySelector("textarea");
  active = { row, box, area, was: targetOf(row), source: sourceOf(row) };
  area.lang = main.dataset.lang;
  area.dir = localStorage.getItem(TURNED) ?? direction;
  label(row, area);
  const draft = drafts.of(row);
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
  area.addEventListener("blur", () => tags?.shut());
  grow();
  count();
  area.focus({ preventScroll: true });
  const at = caret === null ? area.value.length : Math.min(isolate(text.slice(0, caret), direction).length, area.value.length);
  area.setSelectionRange(at, at);
  row.scrollIntoView({ block: "nearest" });
  box.querySelector(".more").addEventListener("toggle", (event) => event.target.open && event.target.lastElementChild.scrollIntoView({ block: "nearest" }));
  hooks.open(row);
  return undefined;
}

function label(row, area) {
  const state = row.querySelector(".state").textContent.toLowerCase();
  area.setAttribute("aria-label", _("Segment %(number)s, %(state)s, %(language)s translation", { number: numeralOf(row), state, language: main.dataset.language }));
  const source = row.querySelector(".source > .text");
  source.id = `${row.id}-source`;
  const findings = row.querySelector(".findings");
  if (findings) findings.id = `${row.id}-findings`;
  area.setAttribute("aria-describedby", source.id + (findings ? ` ${findings.id}` : ""));
}

function dress(box, row) {
  labelKeys(box);
  box.querySelector("[data-more]").href = numberOf(row).href;
  const titles = titlesOf(row.querySelector(".source > .text"));
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

export function close({ focus = false, keep = true } = {}) {
  if (!active) return;
  const { row, box } = active;
  if (keep) keepDraft(0);
  tags?.shut();
  active = null;
  box.remove();
  row.classList.remove("active");
  row.removeAttribute("aria-current");
  row.querySelector(".target > .text").hidden = false;
  if (!isSaving(row) && !conflictOf(row) && !row.querySelector(".remark.error")) remarkDraft(row);
  if (focus) numberOf(row).focus();
  hooks.close(row);
}

export function typed() {
  return strip(active.area.value, active.was + active.source).replace(/[\t\n\v\f\r ]+/g, " ").trim();
}

// The text that the row has in the catalog, and what to do when the row got the typed one there.
export function saved() {
  return targetOf(active.row);
}

export function settled() {
  forget(active.row);
}

function keepDraft(soon) {
  const { row } = active;
  const draft = drafts.of(row);
  if (isSaving(row) && draft?.target === typed()) return;
  if (typed() === targetOf(row)) {
    if (draft && !conflictOf(row)) forget(row);
    return;
  }
  if (draft?.target === typed() && (draft.sent || soon === 0)) return;
  keepLater(row, { target: typed(), version: baseOf(row), source: active.source }, soon);
}

// The version that the text in the editor was made for.
function baseOf(row) {
  return drafts.of(row)?.version ?? row.dataset.version;
}

function changed(event) {
  if (event.isComposing) return;
  keepDraft();
  grow();
  count();
  if (["<", "{"].includes(event.data) && codes(active.source).length) offerTags();
  else tags?.changed();
}

async function offerTags() {
  tags ??= await import("./tags.js");
  if (active) tags.open(active.area, codes(active.source), titlesOf(active.row.querySelector(".source > .text")), insert);
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  active.area.style.blockSize = "auto";
  active.area.style.blockSize = `${active.area.scrollHeight + 2}px`;
}

// Below the text: which codes are there, and how long it is beside the source.
function count() {
  const text = typed();
  const left = codes(text);
  for (const button of active.box.querySelectorAll("[data-code]")) {
    const at = left.indexOf(button.dataset.code);
    if (at >= 0) left.splice(at, 1);
    button.classList.toggle("used", at >= 0);
    button.classList.toggle("missing", at < 0 && text !== "" && text !== "<0/>");
    const told = [_("Insert %(code)s", { code: button.dataset.code })];
    if (button.title) told.push(button.title);
    if (at < 0) told.push(_("not in the text yet"));
    button.setAttribute("aria-label", told.join(", "));
  }
  active.box.querySelector(".length").textContent = `${length(text)} | ${length(active.source)}`;
  active.box.querySelector("[data-do=discard]").hidden = text === targetOf(active.row) || Boolean(conflictOf(active.row));
}

function length(text) {
  return Array.from(text.replace(/<\/?[0-9]+\/?>/g, "")).length;
}

// Type a text where the caret is, as if by hand; the last `before` characters go.
// execCommand alone keeps the browser's own undo; the other way is for browsers that dropped it.
export function insert(text, before = 0) {
  if (!active) return false;
  const { area } = active;
  area.focus();
  if (before) area.setSelectionRange(area.selectionStart - before, area.selectionEnd);
  const put = isolate(text, direction);
  if (document.execCommand("insertText", false, put)) return true;
  area.setRangeText(put, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
  return true;
}

// The whole text gives way to another, which can be undone.
export function replaceText(text) {
  if (!active) return false;
  active.area.focus();
  active.area.select();
  return insert(text);
}

// A draft that was made for an older version meets the text that was saved since.
function noteStale(row, draft) {
  if (!draft || draft.version === row.dataset.version || conflictOf(row) || isSaving(row)) return;
  const theirs = { target: active.was, version: row.dataset.version };
  noteConflict(row, { theirs, difference: [["del", active.was], ["ins", draft.target]].filter(([, text]) => text) });
}

// Three panes: theirs, what differs, and yours, which is the editor itself.
function showConflict() {
  const conflict = conflictOf(active.row);
  const card = active.box.querySelector(".conflict");
  card.hidden = !conflict;
  active.box.querySelector(".conflict-tools").hidden = !conflict;
  if (!conflict) return;
  for (const line of card.querySelectorAll(".theirs, .difference")) {
    line.lang = main.dataset.lang;
    line.dir = direction;
  }
  card.querySelector("strong").textContent = _("Changed while you were writing");
  const at = conflict.at ? new Date(conflict.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) : "";
  card.querySelector("[data-by]").textContent = [conflict.by || _("The text that was saved meanwhile"), at].filter(Boolean).join(", ");
  const titles = titlesOf(active.row.querySelector(".source > .text"));
  show(card.querySelector(".theirs"), conflict.theirs.target, titles);
  showDifference(card.querySelector(".difference"), conflict.difference);
}

// The desk refused what this editor sent, or somebody else was faster: stay, if the person is still here.
export function onConflict(row) {
  if (active?.row !== row) return false;
  showConflict();
  active.since = performance.now();
  active.area.focus();
  say(_("This segment was changed meanwhile. Both texts are here."));
  return true;
}

// The row is no longer in the article; its text has gone to another.
export function onGone(row) {
  if (active?.row === row) close({ keep: false });
}

export function onRefusal(row) {
  if (active?.row !== row) return false;
  label(row, active.area);
  active.area.focus();
  say(_("Not confirmed. See what is said below the text."));
  return true;
}

async function finish(state, isRead = false) {
  const { row, source } = active;
  const target = typed();
  const conflict = conflictOf(row);
  // Nobody who is just pressing the keys has read the other text.
  if (conflict && !isRead && performance.now() - (active.since ?? 0) < READ_MS) return say(_("This segment was changed meanwhile. Both texts are here."));
  // While a conflict is open, saving means: mine, over theirs.
  const version = conflict ? conflict.theirs.version : baseOf(row);
  noteConflict(row, null);
  const sure = state === "draft" || target === "" || target === "<0/>" || sameCodes(source, target);
  const answer = save(row, target, state, version);
  if (!sure || conflict) {
    if ((await answer) !== "saved") return undefined;
    if (active?.row !== row) return undefined;
  }
  return advance(row);
}

function advance(row) {
  const next = nextOf(row);
  if (next) return open(next);
  close({ focus: true });
  return say(_("That was the last segment here."));
}

const acts = {
  confirm: () => finish("reviewed"),
  keep: () => finish("draft"),
  stay: () => { keepDraft(1); say(_("Draft kept. Confirm to put it into the catalog.")); },
  close: () => close({ focus: true }),
  hint: () => say(_("%(keys)s confirms.", { keys: spell(chordOf("confirm")) })),
  next: () => step(true),
  previous: () => step(false),
  copy: () => replaceText(active.source),
  "leave-out": () => { replaceText("<0/>"); say(_("Nothing will stand here. Confirm it if that is meant.")); },
  code: (button) => insert(button.dataset.code),
  term: (button) => insert(button.textContent),
  discard: () => replaceText(targetOf(active.row)),
  insist: () => finish(conflictOf(active.row)?.state ?? "reviewed", true),
  take: () => take(),
  append: () => {
    active.area.setSelectionRange(active.area.value.length, active.area.value.length);
    insert(` ${conflictOf(active.row).theirs.target}`);
  },
  turn: () => {
    active.area.dir = active.area.dir === "rtl" ? "ltr" : "rtl";
    if (active.area.dir === direction) localStorage.removeItem(TURNED);
    else localStorage.setItem(TURNED, active.area.dir);
  },
};
for (const [name, mark] of Object.entries(MARKS)) acts[name] = () => insert(mark);

function step(forward) {
  const next = beside(active.row, forward);
  if (next) open(next);
  else say(forward ? _("This is the last segment.") : _("This is the first segment."));
}

// The other text is the catalog's: show it as such without writing anything.
function take() {
  const { row } = active;
  const { theirs } = conflictOf(row);
  noteConflict(row, null);
  if (theirs.id) update(row, theirs);
  active.area.value = isolate(theirs.target, direction);
  forget(row);
  remark(row, null);
  close({ focus: true });
  say(_("Theirs stands; nothing was written."));
}

// Do what a button or a key of the editor asks for.
export function act(name, button = null) {
  if (!active || !acts[name]) return false;
  if (name !== "hint") calm();
  active.box.querySelector(".more[open]")?.removeAttribute("open");
  acts[name](button);
  return true;
}

// Answers what the key asks for, if it is not the editor's own affair.
export function onKey(event) {
  if (!active || event.target !== active.area) return null;
  if (!typing(event) && tags?.onKey(event)) return null;
  const name = find(event, "editor");
  if (!name) return null;
  event.preventDefault();
  return act(name) ? null : name;
}

window.addEventListener("pagehide", () => { if (active) keepDraft(0); });
