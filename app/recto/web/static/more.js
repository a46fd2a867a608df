// What is asked for now and then: selecting many rows, joining and splitting, the same text elsewhere.

import * as editor from "./editor.js";
import { addressOf, all, ask, beside, main, numberOf, numeralOf, passes, refresh, sourceOf, update } from "./rows.js";
import { _, offer, say, warn } from "./words.js";

const selected = new Set();
const bar = document.getElementById("bulk");

export function run(name, row, button) {
  return acts[name]?.(row, button);
}

const acts = {
  select: (row) => mark(row, !selected.has(row)),
  "extend-down": (row) => extend(row, true),
  "extend-up": (row) => extend(row, false),
  "select-all": () => all().filter(passes).forEach((row) => mark(row, true)),
  unselect: () => Array.from(selected).forEach((row) => mark(row, false)),
  "bulk-confirm": () => bulk("confirm"),
  "bulk-needs-work": () => bulk("needs-work"),
  join: (row) => recut(row, "join", {}),
  split: (row) => showPlaces(row),
  repeats: (row) => offerRepeats(row, true),
};

// --- many rows at once

function mark(row, is) {
  if (main.dataset.edit === undefined) { say(_("Only editors change many segments at once.")); return; }
  if (is) selected.add(row);
  else selected.delete(row);
  row.classList.toggle("selected", is);
  const number = numberOf(row);
  if (is) number.setAttribute("aria-label", `${number.textContent}, ${_("selected")}`);
  else number.removeAttribute("aria-label");
  bar.hidden = !selected.size;
  bar.querySelector("[data-count]").textContent = _("%(count)s selected", { count: selected.size });
  say(_("%(count)s selected", { count: selected.size }), { soft: true });
}

function extend(row, forward) {
  mark(row, true);
  const next = beside(row, forward);
  if (!next) return;
  mark(next, true);
  numberOf(next).focus();
}

async function bulk(action) {
  editor.close();
  const units = Array.from(selected, (row) => ({ id: row.id, version: row.dataset.version }));
  const address = `${main.dataset.address.slice(0, main.dataset.address.indexOf("/u/u000000000000"))}/bulk`;
  try {
    const { status, body } = await ask("POST", address, { units, verb: action }, { signal: AbortSignal.timeout(120_000) });
    if (status >= 300) { warn(body.problem); return; }
    acts.unselect();
    await refresh();
    const words = _("%(done)s of %(all)s segments changed.", { done: body.done.length, all: units.length });
    if (body.action) offer(words, [{ word: _("Undo"), act: () => undo(body.action) }]);
    else say(words);
  } catch {
    warn(_("The desk cannot be reached; nothing was changed."));
  }
}

async function undo(action) {
  try {
    const { status, body } = await ask("POST", `/api/v1/actions/${action}/undo`, {}, { signal: AbortSignal.timeout(120_000) });
    if (status >= 300) { warn(body.problem); return; }
    await refresh();
    say(_("All is as it was before."));
  } catch {
    warn(_("The desk cannot be reached; nothing was changed."));
  }
}

// --- where the text is cut

// What was typed is saved first, as needing work: the cut takes it along.
async function recut(row, way, body) {
  const typed = editor.activeRow() === row ? editor.typed() : null;
  try {
    let version = row.dataset.version;
    if (typed !== null && typed !== editor.saved()) {
      const kept = await ask("PUT", addressOf(row), { target: typed, state: "draft" }, { version });
      if (kept.status !== 200) { warn(kept.body.problem); return; }
      version = kept.body.version;
      update(row, kept.body);
      editor.settled();
    }
    const { status, body: answer } = await ask("POST", addressOf(row, `/${way}`), body, { version });
    if (status !== 200) { warn(answer.problem); return; }
    editor.close();
    await refresh();
    const first = document.getElementById(answer.units[0].id);
    if (first) editor.open(first);
    say(way === "join" ? _("Joined. Undo it by splitting again.") : _("Split. Undo it by joining again."));
  } catch {
    warn(_("The desk cannot be reached; nothing was changed."));
  }
}

// Code points, as the desk counts, of the places between words and outside of pairs.
function places(source) {
  const out = [];
  let [depth, point, before] = [0, 0, ""];
  for (const part of source.split(/(<\/?[0-9]+\/?>)/)) {
    const isCode = /^<\/?[0-9]+\/?>$/.test(part);
    if (isCode) {
      if (!depth && /\s$/.test(before)) out.push(point);
      if (!part.endsWith("/>")) depth += part.startsWith("</") ? -1 : 1;
      point += part.length;
      before += part;
      continue;
    }
    for (const char of part) {
      if (!depth && point && !/\s/.test(char) && /[\s。！？；，、]$/.test(before)) out.push(point);
      point += 1;
      before += char;
    }
  }
  return Array.from(new Set(out)).filter((at) => at > 0 && at < point);
}

// The source with a button at each place where it may be cut; where the caret stands in it, it is cut at once.
function showPlaces(row) {
  const source = sourceOf(row);
  const found = places(source);
  if (!found.length) { say(_("There is no place to split this.")); return; }
  // The menu it was asked from would lie over the text.
  row.querySelector("details.more[open]")?.removeAttribute("open");
  const chars = Array.from(source);
  const box = document.createElement("div");
  box.className = "places";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", _("Split where?"));
  const text = row.querySelector(".source > .text");
  box.lang = text.lang;
  box.dir = text.dir;
  let from = 0;
  for (const at of found) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "|";
    button.setAttribute("aria-label", _("Split before “%(words)s”", { words: chars.slice(at, at + 24).join("") }));
    button.addEventListener("click", () => recut(row, "split", { at }));
    box.append(chars.slice(from, at).join(""), button);
    from = at;
  }
  box.append(chars.slice(from).join(""));
  row.querySelector(".places")?.remove();
  text.after(box);
  box.querySelector("button").focus();
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = Array.from(box.querySelectorAll("button"));
    if (step) buttons[buttons.indexOf(document.activeElement) + step]?.focus();
    else if (event.key === "Escape") { box.remove(); row.querySelector("textarea")?.focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// --- the same text elsewhere

export async function offerRepeats(row, isAsked = false) {
  let found;
  try {
    const { status, body } = await ask("GET", addressOf(row, "/repeats"));
    if (status !== 200) return;
    found = body;
  } catch {
    return; // Only an offer: it comes again with the next confirmation.
  }
  const units = (where) => found[where].map(({ article, id, version }) => ({ article, id, version }));
  const answers = [];
  if (found.here.length) answers.push({ word: _("Apply here"), act: () => carry(row, units("here")) });
  if (found.elsewhere.length) answers.push({ word: found.here.length ? _("Apply everywhere") : _("Apply"), act: () => carry(row, [...units("here"), ...units("elsewhere")]) });
  if (answers.length) offer(told(row, found), answers);
  else if (isAsked) say(_("Nobody has to translate this text elsewhere."));
}

function told(row, { here, elsewhere }) {
  const values = { number: numeralOf(row), here: here.length, elsewhere: elsewhere.length };
  if (!elsewhere.length) return _("Segment %(number)s stands unreviewed in %(here)s other places of this article.", values);
  if (!here.length) return _("Segment %(number)s stands unreviewed in %(elsewhere)s places of other articles.", values);
  return _("Segment %(number)s stands unreviewed in %(here)s other places here and %(elsewhere)s in other articles.", values);
}

async function carry(row, units) {
  try {
    const { status, body } = await ask("POST", addressOf(row, "/repeats"), { units }, { signal: AbortSignal.timeout(120_000) });
    if (status !== 200) { warn(body.problem); return; }
    for (const unit of body.done) {
      const other = unit.article === main.dataset.article && document.getElementById(unit.id);
      if (other && other !== editor.activeRow()) update(other, unit);
    }
    const told = [_("%(count)s segments confirmed with this text.", { count: body.done.length })];
    if (body.refused.length) told.push(_("%(count)s were left as they are.", { count: body.refused.length }));
    say(told.join(" "));
  } catch {
    warn(_("The desk cannot be reached; nothing was changed."));
  }
}
