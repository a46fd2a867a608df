// Saving: one request at a time for each row, repeated until it is answered, never forgotten.

import * as drafts from "./drafts.js";
import { main, numeralOf, remark, showFindings, sourceOf, update } from "./rows.js";
import { say, warn } from "./speech.js";

const TIMEOUT_MS = 10_000;
const SLOWEST_MS = 60_000;
const jobs = new Map();
const conflicts = new Map();
const listeners = { conflict: () => {}, refusal: () => {}, open: () => {} };

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
  const job = { row, target, state, version, wait: 2000, timer: 0 };
  drafts.keep(row.id, { target, state, version, source: sourceOf(row) });
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
  const slow = setTimeout(() => remark(row, "Saving…"), 300);
  try {
    const response = await fetch(main.dataset.address.replace("u000000000000", row.id), {
      method: "PUT",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
        "If-Match": `"${job.version}"`,
      },
      body: JSON.stringify({ target: job.target, state: job.state }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = await response.json();
    clearTimeout(slow);
    return settle(job, response.status, answer);
  } catch {
    clearTimeout(slow);
    return later(job);
  }
}

function settle(job, status, answer) {
  const { row } = job;
  if (status >= 500 || status === 429) return later(job, answer.problem);
  const latest = jobs.get(row.id) === job;
  if (latest) jobs.delete(row.id);
  if (status === 200) {
    update(row, answer);
    noteConflict(row, null);
    const draft = drafts.get(row.id);
    // Typed on since: what was saved is now what that text was made from.
    if (latest && draft?.target === job.target) drafts.drop(row.id);
    else if (draft?.version === job.version) drafts.keep(row.id, { ...draft, version: answer.version });
    if (latest) sayConfirmed(row, answer);
    return "saved";
  }
  const back = { word: `Go to segment ${numeralOf(row)}`, act: () => listeners.open(row) };
  if (status === 412) {
    noteConflict(row, { theirs: answer.theirs, difference: answer.difference, state: job.state });
    remark(row, "Changed meanwhile; both texts are kept.", { bad: true });
    if (!listeners.conflict(row)) warn(`Segment ${numeralOf(row)} was changed meanwhile. Both texts are kept.`, back);
    return "conflict";
  }
  if (status === 422) {
    showFindings(row, answer.findings);
    remark(row, "Not confirmed; your text is kept.", { bad: true });
    if (!listeners.refusal(row)) warn(`Segment ${numeralOf(row)} is not confirmed: ${answer.problem}`, back);
    return "refused";
  }
  if (status === 404) {
    const again = { word: "Open the article again", act: () => location.reload() };
    remark(row, "Its source was edited; your text is kept on this device.", { bad: true, answer: again });
    warn(`Segment ${numeralOf(row)} is no longer in the article. Your text is kept, and shown when the article is open again.`, again);
    return "stopped";
  }
  remark(row, "Not saved; your text is kept on this device.", { bad: true });
  warn(`Segment ${numeralOf(row)} is not saved. ${answer.problem ?? ""}`, back);
  return "stopped";
}

function sayConfirmed(row, unit) {
  const what = { reviewed: "confirmed", empty: "has no translation" }[unit.kind] ?? "kept as needing work";
  const active = document.activeElement?.closest?.(".row");
  const where = active && active !== row ? `, segment ${numeralOf(active)} of ${main.dataset.total}` : "";
  say(`Segment ${numeralOf(row)} ${what}${where}.`);
}

function later(job, problem = "") {
  const { row } = job;
  if (jobs.get(row.id) !== job) return "later";
  const again = () => {
    clearTimeout(job.timer);
    if (jobs.get(row.id) === job) job.done = send(job);
  };
  remark(row, "Not saved yet; kept on this device.", { bad: true, answer: { word: "Try again", act: again } });
  if (job.wait === 2000) warn(`Segment ${numeralOf(row)} is not saved yet; it is kept on this device. ${problem}`);
  job.timer = setTimeout(again, job.wait);
  job.wait = Math.min(2 * job.wait, SLOWEST_MS);
  job.again = again;
  return "later";
}

window.addEventListener("online", () => jobs.forEach((job) => job.again?.()));
window.addEventListener("beforeunload", (event) => { if (jobs.size) event.preventDefault(); });
