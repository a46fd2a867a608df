// Boot: clicks and keys of the article page.

import * as drafts from "./drafts.js";
import { CHORDS, find, label, letters, spell } from "./chords.js";
import { codeOf, textOf } from "./codes.js";
import * as editor from "./editor.js";
import { all, beside, isOpen, main, numberOf, numeralOf, refresh, remarkDraft, targetOf } from "./rows.js";
import { forget, listen, save } from "./saving.js";
import { _, calm, say, warn } from "./words.js";

document.documentElement.classList.add("scripts");
label(document.querySelector(".top"));

// What the first view does not need is fetched when it is asked for.
const more = () => import("./more.js");
let turn = Promise.resolve();
const besideIt = () => import("./panels.js");
const preview = () => import("./preview.js");

listen({
  conflict: editor.onConflict,
  refusal: editor.onRefusal,
  gone: editor.onGone,
  open: editor.open,
  saved: async (row, unit) => { if (unit.kind === "reviewed" && unit.target) (await more()).offerRepeats(row); },
});
editor.attend({ open: (row) => showPanel(row), close: () => {} });

async function showPanel(row) {
  const panels = await besideIt().catch(() => null); // Without a connection it can wait.
  if (!panels || editor.activeRow() !== row) return;
  panels.show(row);
  const next = beside(row, true, isOpen);
  clearTimeout(showPanel.timer);
  if (next) showPanel.timer = setTimeout(() => panels.prefetch(next), 150);
}

// The sticky line at the top hides what is scrolled below it: tell the style how high it is.
const top = document.querySelector(".top");
new ResizeObserver(() => {
  const sticky = getComputedStyle(top).position === "sticky";
  document.documentElement.style.setProperty("--head", `${sticky ? top.offsetHeight : 0}px`);
}).observe(top);

function caretAt(event, paragraph) {
  const spot = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  return spot && paragraph.contains(spot.offsetNode) ? caretIn(paragraph, spot.offsetNode, spot.offset) : null;
}

function caretIn(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return textOf(range.cloneContents()).length;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) return run(button.dataset.do, button);
  const link = event.target.closest(".filters a, .layouts a, [data-plain]");
  if (link && !modified(event) && link.pathname === location.pathname) return follow(event, link.href);
  const shown = event.target.closest("#preview-link");
  if (shown && !modified(event)) {
    event.preventDefault();
    return preview().then(({ toggle }) => toggle(), () => location.assign(shown.href));
  }
  const row = event.target.closest(".row");
  return row ? clicked(event, row) : undefined;
});

function modified(event) {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}

function clicked(event, row) {
  if (event.target.closest("textarea, button, summary, .status")) return undefined;
  const number = event.target.closest(".number");
  if (number) {
    if (modified(event)) return undefined;
    event.preventDefault();
    return editor.open(row);
  }
  const badge = event.target.closest(".source .code");
  if (badge && row === editor.activeRow()) return editor.act("code", { dataset: { code: codeOf(badge) } });
  const target = event.target.closest(".target") ?? (main.classList.contains("layout-article") && event.target.closest(".source"));
  if (!target || event.target.closest("a") || !getSelection().isCollapsed || row === editor.activeRow()) return undefined;
  const text = row.querySelector(".target > .text");
  return editor.open(row, text.contains(event.target) ? caretAt(event, text) : null);
}

// Another filter or layout: the same page as the server writes it, without losing what is open.
async function follow(event, address) {
  event.preventDefault();
  history.pushState(null, "", address);
  await change();
  const links = document.querySelectorAll(".filters a");
  Array.from(links).find((each) => each.href === address)?.focus();
}

async function change() {
  editor.close();
  try {
    await refresh();
    say(_("%(shown)s segments.", { shown: all().filter((row) => !row.classList.contains("near")).length }));
  } catch {
    warn(_("The desk cannot be reached. Your texts are kept on this device."));
  }
}

window.addEventListener("popstate", change);
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.search");
  if (!form) return;
  const wanted = new URLSearchParams(Array.from(new FormData(form)).filter(([, value]) => value && value !== "all"));
  follow(event, `${location.pathname}${wanted.size ? `?${wanted}` : ""}`).then(() => { if (isNowhere() && all().length) goTo(all()[0]); });
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.(".editor textarea")) return ask(editor.onKey(event));
  const row = event.target.matches?.(".row .number") && event.target.closest(".row");
  const name = row || isNowhere() ? find(event, "list") : null;
  if (!name || !(row || WITHOUT_ROW.has(name))) return undefined;
  event.preventDefault();
  return run(name, row || null);
});

// A page that was just opened has the focus nowhere; what needs no row begins there too.
const WITHOUT_ROW = new Set(["find", "go", "help", "open", "palette"]);

function isNowhere() {
  // Until the next frame, the focus may stand in a dialog that was closed.
  const at = document.activeElement;
  return (at === document.body || !at?.checkVisibility()) && !document.querySelector("dialog[open]");
}

function ask(name) {
  if (name) run(name);
}

function rowAt() {
  return editor.activeRow() ?? document.activeElement?.closest?.(".row") ?? null;
}

function goTo(row) {
  if (row) numberOf(row).focus();
  else say(_("There is no further row."));
}

// Save a row as it stands, without opening it.
function judge(row, state) {
  const text = drafts.of(row)?.target ?? targetOf(row);
  if (main.dataset.write === undefined) return say(_("You may read this, not write here."));
  if (!text) return say(_("There is nothing to confirm."));
  save(row, text, state, drafts.of(row)?.version ?? row.dataset.version);
  const next = beside(row, true);
  return next ? goTo(next) : undefined;
}

// It takes the keys at once, also those that are typed before its script is there.
let commands = null;
async function palette(start = "") {
  const [row, dialog] = [rowAt(), document.getElementById("palette")];
  if (dialog.open) return;
  const input = dialog.querySelector("input");
  const doing = {
    run: (name) => { if (name !== "page") run(name, row); else location.assign(numberOf(row).href); },
    insert: (text) => { editor.open(row); editor.insert(text); },
    replaceText: (text) => { editor.open(row); editor.replaceText(text); },
    go: (other) => goTo(other),
  };
  // Chromium forgets the caret of the text that the focus comes back to.
  const area = document.activeElement;
  const caret = [area.selectionStart, area.selectionEnd];
  if (area.matches("textarea")) area.addEventListener("focus", () => area.setSelectionRange(...caret), { once: true });
  input.value = start;
  dialog.showModal();
  if (!commands) {
    const { isLeft, words } = await chosenMeanwhile(dialog, input);
    if (words !== null && commands.pick(words, row, doing)) return;
    if (words === null ? isLeft : dialog.open) return;
    if (words !== null) { input.value = words; dialog.showModal(); }
  }
  commands.open(row, doing);
}

// What is chosen before the script is there closes the palette, is kept, and is done in its turn.
async function chosenMeanwhile(dialog, input) {
  const over = new AbortController();
  const { signal } = over;
  let words = null;
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    words = input.value;
    over.abort();
    dialog.close();
  }, { signal });
  dialog.addEventListener("close", () => over.abort(), { signal });
  commands = await import("./palette.js");
  const isLeft = signal.aborted;
  over.abort();
  return { isLeft, words };
}

// Everything that a button, a key or a command may ask for.
const acts = {
  edit: (row) => editor.open(row),
  down: (row) => goTo(beside(row, true)),
  up: (row) => goTo(beside(row, false)),
  first: () => goTo(all()[0]),
  last: () => goTo(all().at(-1)),
  open: (row) => goTo(row ? beside(row, true, isOpen) : all().find(isOpen)),
  back: (row) => goTo(beside(row, false, isOpen)),
  accept: (row) => judge(row, "reviewed"),
  reject: (row) => judge(row, "draft"),
  find: () => document.getElementById("q").focus(),
  go: () => palette(":"),
  help: () => help(),
  palette: () => palette(),
  refresh: () => change(),
  comment: (row) => openPanel(row, "comments"),
  history: (row) => openPanel(row, "history"),
};

function run(name, from = null) {
  const row = from?.classList?.contains("row") ? from : rowAt();
  const editing = !acts[name] || (editor.activeRow() && ["next", "previous"].includes(name));
  if (editing && editor.act(name, from)) return undefined;
  if (acts[name]) return acts[name](row);
  if (name.startsWith("layout-")) return document.querySelector(`[data-layout=${name.slice(7)}]`).click();
  if (row && !editor.activeRow() && ["confirm", "keep"].includes(name)) return judge(row, name === "keep" ? "draft" : "reviewed");
  // While the first key loads it, the next must not overtake that one.
  const loaded = turn.then(more);
  turn = loaded.catch(() => {});
  return loaded.then((module) => module.run(name, row, from));
}

async function openPanel(row, tab) {
  if (!row) return;
  const panels = await besideIt().catch(() => null);
  if (panels) await panels.show(row, tab);
  else location.assign(numberOf(row).href);
}

function help() {
  const dialog = document.getElementById("keys");
  const table = dialog.querySelector("table");
  if (!table.rows.length) fillKeys(table);
  const box = dialog.querySelector("input");
  box.checked = letters();
  box.onchange = () => letters(box.checked);
  dialog.showModal();
}

function fillKeys(table) {
  for (const [where, words] of [["editor", _("In the text")], ["list", _("On the number of a row")]]) {
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
    table.append(group);
  }
}

// Text that a closed window, a lost connection or another device left behind.
function remarkDrafts() {
  return all().filter((row) => {
    const draft = drafts.of(row);
    if (draft?.target === targetOf(row)) forget(row);
    else if (draft) remarkDraft(row);
    return draft && draft.target !== targetOf(row);
  });
}

const left = remarkDrafts();
document.addEventListener("rows", remarkDrafts);
// What was confirmed and never answered is sent again; the desk knows whether it came.
const unsent = left.filter((row) => drafts.get(row.id)?.state);
for (const row of unsent) {
  const { target, state, version } = drafts.get(row.id);
  save(row, target, state, version);
}
const unsaved = left.filter((row) => !unsent.includes(row));
if (unsaved.length) {
  const words = unsaved.length === 1 ? _("One segment has text that was never saved.") : _("%(count)s segments have text that was never saved: %(numbers)s.", { count: unsaved.length, numbers: unsaved.slice(0, 12).map(numeralOf).join(", ") });
  warn(words, { word: _("Show"), act: () => editor.open(unsaved[0]) });
  // Whoever is at one of them has been told.
  main.addEventListener("focusin", ({ target }) => { if (unsaved.includes(target.closest(".row"))) calm(words); });
}

// The browser goes to the part of the page that the address names once all is loaded, and takes the focus along.
function goToAsked() {
  if (editor.activeRow()) return;
  const asked = document.getElementById(location.hash.slice(1))?.closest(".row");
  if (asked && drafts.of(asked)) editor.open(asked);
  else if (asked) numberOf(asked).focus({ preventScroll: true });
}

function settleIn() {
  goToAsked();
  if (drafts.all().some(({ place, id }) => place === location.pathname && !document.getElementById(id))) import("./left.js");
  import("./live.js").catch(() => {}); // Without a connection nothing comes in anyway.
  // A preview in a window of its own may be open already, or be opened at any time.
  const link = document.getElementById("preview-link");
  link.setAttribute("aria-expanded", "false");
  const channel = new BroadcastChannel(`recto ${document.body.dataset.project} ${location.pathname}`);
  channel.addEventListener("message", ({ data }) => { if (data.hello) preview(); });
  channel.postMessage({ who: true });
}
if (document.readyState === "complete") settleIn();
else window.addEventListener("load", () => requestAnimationFrame(settleIn), { once: true });

// Whoever clicked into a text before this program was there left the browser's caret in it.
const { anchorNode, anchorOffset, isCollapsed } = getSelection();
const early = isCollapsed && (anchorNode?.closest ? anchorNode : anchorNode?.parentElement)?.closest(".target > .text");
if (early && document.activeElement.matches("body, main") && !editor.activeRow()) {
  editor.open(early.closest(".row"), caretIn(early, anchorNode, anchorOffset));
}
performance.mark("usable");
