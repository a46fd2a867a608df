// What others do meanwhile: their texts come in by themselves, except where somebody here is writing.

import * as drafts from "./drafts.js";
import * as editor from "./editor.js";
import { all, ask, main, refresh, remark, targetOf, update } from "./rows.js";
import { isSaving, noteConflict } from "./saving.js";
import { _, say } from "./words.js";

const SEEN_MS = 5_000;
const HIDDEN_MS = 60_000;
const PAGE = nameOfWindow();
const ADDRESS = main.dataset.address.replace(/\/u\/u0+$/, "/changes");
const list = document.getElementById("list");
const hooks = { stale: () => {} };
let number = main.dataset.number ?? "";
let talk = {};
let timer = 0;

// The same after a reload, so that nobody meets a ghost of the window.
function nameOfWindow() {
  const made = Math.random().toString(36).slice(2, 12).padEnd(4, "0");
  try {
    sessionStorage.recto ??= made;
    return sessionStorage.recto;
  } catch {
    return made;
  }
}

// What else shows these segments, and has to know that they are others.
export function attend(what) {
  Object.assign(hooks, what);
}

function isDirty(row) {
  if (editor.activeRow() === row && editor.typed() !== editor.saved()) return true;
  const draft = drafts.of(row);
  return Boolean(draft) && draft.target !== targetOf(row);
}

// Put a unit that the desk answered into its row, also while it is open and nothing was typed.
export function bring(row, unit) {
  const isOpen = editor.activeRow() === row;
  const caret = isOpen ? row.querySelector("textarea").selectionStart : 0;
  const focus = document.activeElement;
  const isElsewhere = isOpen && focus !== document.body && focus !== row.querySelector("textarea");
  if (isOpen) editor.close();
  update(row, unit);
  if (!isOpen) return;
  editor.open(row, caret);
  if (isElsewhere && focus.isConnected) focus.focus();
}

function take(unit) {
  const row = document.getElementById(unit.id);
  if (!row?.classList.contains("row") || isSaving(row)) return;
  const isNew = row.dataset.version !== unit.version;
  if (isNew && isDirty(row)) return meet(row, unit);
  if (isNew || unit.findings.length !== row.querySelectorAll(".target > .findings li").length) bring(row, unit);
}

// Both texts stay: a person decides.
function meet(row, unit) {
  const mine = editor.activeRow() === row ? editor.typed() : drafts.of(row).target;
  if (mine === unit.target) return bring(row, unit);
  const runs = [["del", unit.target], ["ins", mine]].filter(([, text]) => text);
  noteConflict(row, { theirs: unit, difference: runs, by: unit.by || _("The repository"), state: "reviewed" });
  remark(row, _("Changed meanwhile; both texts are kept."), { bad: true });
  return editor.onConflict(row);
}

function chip(name, ...content) {
  const made = document.createElement("span");
  made.className = name;
  made.append(...content);
  return made;
}

function showPresence(people) {
  for (const old of list.querySelectorAll(".here")) old.remove();
  for (const { unit, name, is_me: isMe } of people) {
    const who = document.createElement("bdi");
    who.textContent = name;
    const words = isMe ? [_("Open in another window of yours")] : name ? [who, ` ${_("is editing")}`] : [_("Somebody is editing")];
    document.getElementById(unit)?.querySelector(".status")?.append(chip("here", ...words));
  }
}

function showTalk(comments) {
  const changed = [...new Set([...Object.keys(comments), ...Object.keys(talk)])].filter((id) => comments[id] !== talk[id]);
  talk = comments;
  for (const old of list.querySelectorAll(".talk")) old.remove();
  for (const [unit, count] of Object.entries(comments)) {
    const words = count === 1 ? _("1 comment") : _("%(count)s comments", { count });
    document.getElementById(unit)?.querySelector(".status")?.append(chip("talk", words));
  }
  hooks.stale(changed);
}

function banner(words) {
  let line = document.getElementById("live");
  if (!line) {
    line = document.createElement("p");
    line.id = "live";
    line.className = "live";
    list.before(line);
  }
  const away = document.createElement("button");
  away.type = "button";
  away.className = "quiet";
  away.textContent = _("Close");
  away.addEventListener("click", () => line.remove());
  line.replaceChildren(words, " ", away);
  say(words);
}

async function apply(body) {
  if (body.gone.length || body.come) {
    await refresh();
    banner(_("The article was changed; the page is up to date again."));
  }
  // Those that a refresh brought have their version already.
  for (const unit of body.units) take(unit);
  hooks.stale(body.units.map((unit) => unit.id));
  showPresence(body.presence);
  showTalk(body.comments);
  if (body.banner) banner(body.banner);
}

// Ask once, now; then again after a while.
export async function poll() {
  clearTimeout(timer);
  let wait = document.hidden ? HIDDEN_MS : SEEN_MS;
  try {
    const unit = document.hidden ? "" : (editor.activeRow()?.id ?? "");
    const { status, body } = await ask("GET", `${ADDRESS}?since=${number}&page=${PAGE}&unit=${unit}`);
    if (status === 200) {
      await apply(body);
      number = body.number;
    } else if (status !== 204) wait = HIDDEN_MS;
  } catch {
    wait = HIDDEN_MS; // Without a connection nothing comes in; saving says so where it matters.
  }
  clearTimeout(timer);
  timer = setTimeout(poll, wait);
}

document.addEventListener("visibilitychange", poll);
document.addEventListener("rows", () => { const comments = talk; talk = {}; showTalk(comments); });
window.addEventListener("online", poll);
if (all().length) poll();
