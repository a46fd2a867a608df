// Saving: one request at a time for each row, repeated until it is answered, never forgotten.

import * as drafts from "./drafts.js";
import { addressOf, ask, main, numeralOf, refresh, remark, showFindings, sourceOf, update } from "./rows.js";
import { _, now, say, warn } from "./words.js";

const SLOW_MS = 300;
const FIRST_MS = 2000;
const SLOWEST_MS = 60_000;
const PAUSE_MS = 700;
const jobs = new Map();
const conflicts = new Map();
const pauses = new Map();
const listeners = { conflict: () => {}, refusal: () => {}, open: () => {}, saved: () => {}, gone: () => {} };

export function listen(what) {
  Object.assign(listeners, what);
}

export function conflictOf(row) {
  return conflicts.get(row.id) ?? null;
}

export function noteConflict(row, conflict) {
  if (conflict) conflicts.set(row.id, conflict);
  else conflicts.delete(row.id);
}

export function isSaving(row) {
  return jobs.has(row.id);
}

// Save a row's text. The answer is "saved", "conflict", "refused", "stopped" or "later".
export function save(row, target, state, version = row.dataset.version) {
  const before = jobs.get(row.id);
  const job = { row, target, state, version, wait: FIRST_MS, timer: 0 };
  drafts.keep(row.id, { target, state, version, source: sourceOf(row) });
  clearTimeout(pauses.get(row.id));
  clearTimeout(before?.timer);
  jobs.set(row.id, job);
  // A row saved twice in a row waits for the first answer: it brings the version.
  job.done = (before?.done ?? Promise.resolve()).then((earlier) => {
    if (earlier === "saved") job.version = row.dataset.version;
    return send(job);
  });
  return job.done;
}

async function send(job) {
  const { row } = job;
  const slow = setTimeout(() => remark(row, _("Saving…")), SLOW_MS);
  let answer;
  try {
    answer = await ask("PUT", addressOf(row), { target: job.target, state: job.state }, { version: job.version });
  } catch {
    return later(job);
  } finally {
    clearTimeout(slow);
  }
  return settle(job, answer);
}

function settle(job, { status, body, headers }) {
  const { row } = job;
  if (status === 401) {
    remark(row, _("Not saved yet; sign in again."), { bad: true });
    again();
    return "later";
  }
  if (status === 429) return later(job, body.problem, Number(headers.get("Retry-After")) || 10);
  if (status >= 500) return later(job, body.problem);
  const latest = jobs.get(row.id) === job;
  if (latest) jobs.delete(row.id);
  const back = { word: _("Go to segment %(number)s", { number: numeralOf(row) }), act: () => listeners.open(row) };
  if (status === 200) return saved(job, body, latest);
  if (status === 412) {
    noteConflict(row, { ...body, state: job.state });
    remark(row, _("Changed meanwhile; both texts are kept."), { bad: true });
    if (!listeners.conflict(row)) warn(_("Segment %(number)s was changed meanwhile. Both texts are kept.", { number: numeralOf(row) }), back);
    return "conflict";
  }
  if (status === 422) {
    showFindings(row, body.findings ?? []);
    remark(row, _("Not confirmed; your text is kept."), { bad: true });
    if (!listeners.refusal(row)) warn(_("Segment %(number)s is not confirmed: %(problem)s", { number: numeralOf(row), problem: body.problem }), back);
    return "refused";
  }
  if (status === 404) return gone(job, body);
  if (status === 403) {
    const copy = { word: _("Copy"), act: () => navigator.clipboard.writeText(job.target) };
    row.dataset.locked = "";
    remark(row, _("You may not write here any more; your text is kept on this device."), { bad: true, answer: copy });
  } else remark(row, _("Not saved; your text is kept on this device."), { bad: true });
  warn(_("Segment %(number)s is not saved. %(problem)s", { number: numeralOf(row), problem: body.problem ?? "" }), back);
  return "stopped";
}

function saved(job, unit, latest) {
  const { row } = job;
  update(row, unit);
  noteConflict(row, null);
  const draft = drafts.get(row.id);
  // Typed on since: what was saved is now what that text was made from.
  if (latest && (!draft || draft.target === job.target)) forget(row);
  else if (draft?.version === job.version) drafts.keep(row.id, { ...draft, version: unit.version });
  if (latest) {
    sayConfirmed(row, unit);
    listeners.saved(row, unit);
  }
  return "saved";
}

// The source was edited meanwhile. Its successor takes the text, in place; without one the page has to be opened again.
function gone(job, { successor }) {
  const { row, target } = job;
  const number = numeralOf(row);
  if (successor) {
    drafts.keep(successor.id, { target, version: successor.version });
    drafts.drop(row.id);
    listeners.gone(row);
    refresh().then(() => {
      const next = document.getElementById(successor.id);
      const words = _("The source of segment %(number)s was edited while you wrote. Your text is at its new form: correct it, or confirm that it still holds.", { number });
      warn(words, next && { word: _("Go there"), act: () => listeners.open(next) });
    });
    return "stopped";
  }
  const reload = { word: _("Open the article again"), act: () => location.reload() };
  remark(row, _("Its source was edited; your text is kept on this device."), { bad: true, answer: reload });
  warn(_("Segment %(number)s is no longer in the article. Your text is kept, and shown when the article is open again.", { number }), reload);
  return "stopped";
}

function sayConfirmed(row, unit) {
  const number = numeralOf(row);
  const said = {
    reviewed: _("Segment %(number)s confirmed", { number }),
    empty: _("Segment %(number)s has no translation", { number }),
  }[unit.kind] ?? _("Segment %(number)s kept as needing work", { number });
  const active = document.activeElement?.closest?.(".row");
  const where = active && active !== row ? _(", segment %(number)s of %(total)s", { number: numeralOf(active), total: main.dataset.total }) : "";
  say(`${said}${where}.`);
}

function later(job, problem = "", seconds = 0) {
  const { row } = job;
  if (jobs.get(row.id) !== job) return "later";
  const retry = () => {
    clearTimeout(job.timer);
    if (jobs.get(row.id) === job) job.done = send(job);
  };
  const answer = { word: _("Try again"), act: retry };
  const tell = (left) => remark(row, left ? _("Not saved yet; again in %(left)s s.", { left }) : _("Not saved yet; kept on this device."), { bad: true, answer });
  tell(seconds);
  if (job.wait === FIRST_MS) warn(_("Segment %(number)s is not saved yet; it is kept on this device. %(problem)s", { number: numeralOf(row), problem: problem ?? "" }));
  if (seconds) {
    const tick = (left) => {
      if (jobs.get(row.id) !== job) return;
      if (left <= 0) { retry(); return; }
      tell(left);
      job.timer = setTimeout(() => tick(left - 1), 1000);
    };
    tick(seconds);
  } else job.timer = setTimeout(retry, job.wait);
  job.wait = Math.min(2 * job.wait, SLOWEST_MS);
  job.again = retry;
  return "later";
}

// Send all that waits: the connection is back, somebody signed in again or came back to the window.
export function retry() {
  jobs.forEach((job) => job.again?.());
}

// The session ended: sign in without leaving the page, then go on.
let asking = false;
export async function again() {
  if (asking) return;
  asking = true;
  const { signIn } = await import("./again.js");
  const isBack = await signIn();
  asking = false;
  jobs.forEach((job) => { if (isBack) job.done = send(job); else later(job); });
}

// Private drafts: on this device with every key, at the desk on every pause.

export function keepDraft(row, draft, soon = PAUSE_MS) {
  drafts.keep(row.id, { ...draft, sent: false });
  clearTimeout(pauses.get(row.id));
  pauses.set(row.id, setTimeout(() => pushDraft(row), soon));
}

async function pushDraft(row) {
  const draft = drafts.get(row.id);
  if (!draft || draft.state || draft.sent) return;
  try {
    const { status } = await ask("PUT", addressOf(row, "/draft"), { target: draft.target, version: draft.version });
    if (status === 401) { again(); return; }
    if (status >= 300 || drafts.get(row.id)?.target !== draft.target) return;
  } catch {
    remark(row, `• ${_("Unsaved text, kept on this device")}`);
    return;
  }
  drafts.keep(row.id, { ...draft, sent: true });
  row.dataset.draft = draft.target;
  row.dataset.draftVersion = draft.version;
  const told = _("Draft saved %(time)s", { time: now() });
  remark(row, `• ${told}`);
  say(_("Saved %(time)s", { time: now() }), { soft: true });
}

// Nothing is left to save: the draft goes here and at the desk.
export function forget(row) {
  clearTimeout(pauses.get(row.id));
  drafts.drop(row.id);
  if (row.dataset.draft === undefined) return;
  delete row.dataset.draft;
  delete row.dataset.draftVersion;
  // Without a connection it stays there, and is offered again: nothing is lost by that.
  ask("DELETE", addressOf(row, "/draft")).catch(() => {});
}

window.addEventListener("online", retry);
window.addEventListener("focus", retry);
window.addEventListener("beforeunload", (event) => { if (jobs.size) event.preventDefault(); });
