// What is known about the segment at work: problems and their fixes, matches, terms, comments, history.

import { show as showText, showDifference } from "./codes.js";
import * as editor from "./editor.js";
import { attend, bring } from "./live.js";
import { addressOf, ask, main, numberOf } from "./rows.js";
import { _, say, warn } from "./words.js";

const aside = document.getElementById("panel");
const NARROW = matchMedia("(max-width: 64rem)");
const KEPT = 40;
const TABS = { matches: () => _("Suggestions"), comments: () => _("Comments"), history: () => _("History"), info: () => _("More") };
const cache = new Map();
let at = null;
let tab = "matches";

function el(name, given = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (key === "class") made.className = value;
    else if (key in made && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...content.filter((one) => one !== null && one !== undefined));
  return made;
}

function button(words, act, given = {}) {
  const made = el("button", { type: "button", ...given }, words);
  made.addEventListener("click", act);
  return made;
}

function target(text) {
  const made = el("p", { class: "text", lang: main.dataset.lang, dir: main.dataset.dir });
  showText(made, text);
  return made;
}

function difference(runs, of = main.dataset) {
  const made = el("p", { class: "difference", lang: of.lang, dir: of.dir || "auto" });
  showDifference(made, runs);
  return made;
}

function time(at) {
  const words = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return el("time", { datetime: at }, words);
}

function key(row) {
  return `${row.id} ${row.dataset.version}`;
}

function fetchPanel(row) {
  const name = key(row);
  if (!cache.has(name)) {
    const found = ask("GET", addressOf(row, "/panel")).then(({ status, body }) => (status === 200 ? body : null), () => null);
    cache.set(name, found);
    found.then((panel) => { if (!panel) cache.delete(name); });
    if (cache.size > KEPT) cache.delete(cache.keys().next().value);
  }
  return cache.get(name);
}

// Get a row's panel before anybody asks for it.
export function prefetch(row) {
  fetchPanel(row);
}

// Something was said or done about these segments elsewhere: ask again when they are shown.
export function stale(ids) {
  for (const name of cache.keys()) if (ids.includes(name.split(" ")[0])) cache.delete(name);
  if (at && ids.includes(at.id) && !aside.contains(document.activeElement)) show(at);
}

// Show what is known about a row; `wanted` is the part to open, which then takes the focus.
export async function show(row, wanted = "") {
  at = row;
  if (wanted) tab = wanted;
  const found = await fetchPanel(row);
  if (at !== row) return;
  aside.hidden = !found;
  if (!found) {
    main.removeAttribute("data-panel");
    return;
  }
  // Where there is no room at the side it stands below the segment itself.
  (NARROW.matches ? row : main).append(aside);
  // For the style: rules with :has() would have each key look at every row.
  main.toggleAttribute("data-panel", !NARROW.matches);
  draw(row, found);
  if (wanted) (aside.querySelector("[role=tabpanel]:not([hidden]) textarea") ?? aside.querySelector("[role=tab][aria-selected=true]")).focus();
}

function draw(row, found) {
  const counts = { matches: found.matches.length + found.terms.length, comments: found.comments.filter((one) => one.is_open).length, history: found.history.length, info: found.others.length };
  const parts = { matches: matches(row, found), comments: comments(row, found), history: history(row, found), info: info(found) };
  const tabs = Object.entries(TABS).map(([name, word]) =>
    button(`${word()}${counts[name] ? ` ${counts[name]}` : ""}`, () => choose(name), { role: "tab", id: `tab-${name}`, "aria-controls": `part-${name}` }));
  const list = el("div", { role: "tablist", class: "tabs", "aria-label": _("About the segment") }, ...tabs);
  list.addEventListener("keydown", (event) => turn(event, tabs));
  const shown = Object.entries(parts).map(([name, part]) => el("div", { role: "tabpanel", id: `part-${name}`, "aria-labelledby": `tab-${name}` }, ...part));
  aside.replaceChildren(el("h2", { class: "unspoken" }, _("About the segment")), ...problems(row, found), list, ...shown);
  for (const old of main.querySelectorAll("[data-told]")) old.removeAttribute("data-told");
  row.toggleAttribute("data-told", NARROW.matches && Boolean(aside.querySelector(".problems")));
  choose(tab);
}

function choose(name) {
  tab = name;
  for (const each of Object.keys(TABS)) {
    const head = document.getElementById(`tab-${each}`);
    head.setAttribute("aria-selected", String(each === name));
    head.tabIndex = each === name ? 0 : -1;
    document.getElementById(`part-${each}`).hidden = each !== name;
  }
}

function turn(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length }[event.key];
  if (!step) return;
  event.preventDefault();
  const way = getComputedStyle(aside).direction === "rtl" && Math.abs(step) === 1 ? -step : step;
  const now = tabs.indexOf(document.activeElement) + way;
  const next = tabs[Math.abs(step) === 1 ? (now + tabs.length) % tabs.length : Math.min(Math.max(now, 0), tabs.length - 1)];
  next.click();
  next.focus();
}

// The text of the editor, where it is not the saved one.
function unsaved(row) {
  return editor.activeRow() === row && editor.typed() !== editor.saved() ? editor.typed() : null;
}

function take(row, text) {
  if (editor.activeRow() !== row) editor.open(row);
  editor.replaceText(text);
}

async function post(row, part, body) {
  try {
    const { status, body: answer } = await ask("POST", addressOf(row, part), body, { version: row.dataset.version, signal: AbortSignal.timeout(60_000) });
    if (status < 300) return answer;
    warn(answer.problem);
  } catch {
    warn(_("The desk cannot be reached. Your texts are kept on this device."));
  }
  return null;
}

function answered(row, unit) {
  if (!unit) return;
  bring(row, unit);
  cache.set(key(row), Promise.resolve(unit.panel));
  if (at === row) draw(row, unit.panel);
}

// --- problems --------------------------------------------------------------------------------------------

function problems(row, found) {
  const lines = found.findings.map((one) => el("li", { class: one.severity },
    el("p", {}, `${one.severity === "error" ? "▲" : "△"} ${one.message}`),
    el("div", { class: "tools" },
      ...one.fixes.map((fix) => button(fix.title, () => take(row, fix.target), { title: fix.target })),
      one.dismissible ? button(_("Ignore…"), () => dismiss(row, one), { class: "quiet" }) : null)));
  const silent = found.ignored.map((one) => el("li", { class: "muted" },
    el("p", {}, _("Not looked at here: %(title)s", { title: `\u2068${one.title}\u2069` })), el("p", { dir: "auto" }, one.reason),
    button(_("Show again"), async () => answered(row, await post(row, "/heed", { check: one.check })), { class: "quiet" })));
  if (!lines.length && !silent.length) return [];
  return [el("section", { class: "problems", "aria-label": _("Problems") }, el("ul", { class: "faults" }, ...lines, ...silent))];
}

async function dismiss(row, finding) {
  const given = await askFor(_("Ignore this?"), finding.message, { reason: { word: _("Why"), max: 200 } }, _("Ignore"));
  if (!given) return;
  const typed = unsaved(row);
  answered(row, await post(row, "/dismiss", { check: finding.check, reason: given.reason, ...(typed === null ? {} : { target: typed }) }));
  // The button that was pressed is gone.
  if (document.activeElement === document.body) (row.querySelector(".editor textarea") ?? numberOf(row)).focus();
}

// A dialog with a line for each field; answers what was typed, or null.
function askFor(title, about, fields, yes) {
  const inputs = Object.entries(fields).map(([name, { word, value = "", max = 1000, lang, dir = "auto", options, required = true }]) => {
    const input = options
      ? el("select", { name }, ...options.map(([code, said]) => el("option", { value: code }, said)))
      : el("input", { name, value, maxlength: String(max), lang, dir, autocomplete: "off", required });
    return el("label", {}, word, " ", input);
  });
  const form = el("form", { method: "dialog" }, el("h2", { id: "asked" }, title), about ? el("p", { dir: "auto" }, about) : null, ...inputs,
    el("div", { class: "tools" }, el("button", { class: "primary", value: "yes" }, yes), button(_("Cancel"), () => dialog.close(), { class: "quiet" })));
  const dialog = el("dialog", { class: "asking", "aria-labelledby": "asked" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? Object.fromEntries(new FormData(form)) : null);
    });
  });
}

// --- suggestions -----------------------------------------------------------------------------------------

function matches(row, found) {
  const source = row.querySelector(".source > .text");
  const lines = found.matches.map((match) => el("li", {},
    el("p", { class: "muted small" }, el("b", {}, String(match.number)), ` · ${match.score} % · ${match.word} · `, el("bdi", {}, match.article), match.origin ? ` · ${match.origin}` : ""),
    match.kind === "fuzzy" ? difference(match.source_difference, source) : null,
    target(match.target),
    el("div", { class: "tools" }, button(_("Use"), () => take(row, match.inserted), { "aria-label": _("Use suggestion %(number)s", { number: match.number }) }))));
  const machine = el("div", { class: "machine-said" });
  const asking = button(_("Ask a machine"), () => suggest(row, asking, machine));
  return [
    lines.length ? el("ol", { class: "history" }, ...lines) : el("p", { class: "muted" }, _("No earlier translation is like this.")),
    found.can_suggest ? el("div", { class: "tools" }, asking) : null, machine,
    ...terms(row, found), concordance(row),
  ];
}

async function suggest(row, asking, place) {
  asking.disabled = true;
  say(_("Asking…"));
  const answer = await post(row, "/suggest", {});
  asking.disabled = false;
  if (!answer) return;
  if (!answer.target) {
    place.replaceChildren(el("p", {}, _("No machine had anything to say.")), ...answer.reasons.map((reason) => el("p", { class: "muted small", dir: "auto" }, reason)));
    return;
  }
  place.replaceChildren(el("p", { class: "muted small" }, answer.origin), target(answer.target), el("div", { class: "tools" }, button(_("Use"), () => take(row, answer.inserted))));
  say(_("A machine's suggestion is here."));
}

function terms(row, found) {
  const lines = found.terms.map((term) => el("li", {}, el("span", { class: "role", dir: "auto" }, term.term), " ",
    ...term.translations.flatMap((one) => [
      one.status === "forbidden" ? el("del", { dir: "auto" }, one.translation)
        : button(one.translation, () => { if (editor.activeRow() !== row) editor.open(row); editor.insert(one.translation); }, { class: "quiet", lang: main.dataset.lang, dir: "auto", title: _("Insert") }),
      el("span", { class: "muted" }, [one.status === "preferred" ? "" : one.status, one.note].filter(Boolean).join(" · ")), " "])));
  return [el("h3", {}, _("Terms")), lines.length ? el("ul", { class: "said-terms" }, ...lines) : el("p", { class: "muted" }, _("None in this segment.")),
    main.dataset.write === undefined ? null : el("div", { class: "tools" }, button(_("Add a term…"), () => addTerm(row), { id: "add-term" }))];
}

// What is marked in the source, and in the editor or the target.
function marked(row) {
  const chosen = getSelection();
  const text = chosen.toString().trim();
  const inSource = chosen.anchorNode && row.querySelector(".source").contains(chosen.anchorNode) ? text : "";
  const area = row.querySelector("textarea");
  const inTarget = area ? area.value.slice(area.selectionStart, area.selectionEnd).trim() : "";
  return [inSource, inTarget];
}

async function addTerm(row) {
  const [term, translation] = marked(row);
  const source = row.querySelector(".source > .text");
  const given = await askFor(_("Add a term"), "", {
    term: { word: _("Term"), value: term, lang: source.lang },
    translation: { word: main.dataset.language, value: translation, lang: main.dataset.lang, dir: main.dataset.dir, required: false },
    status: { word: _("How it is to be used"), options: [["preferred", _("preferred")], ["allowed", _("allowed")], ["forbidden", _("forbidden")], ["do not translate", _("do not translate")]] },
    note: { word: _("Note"), required: false },
  }, _("Add"));
  if (!given) return;
  try {
    const { status, body } = await ask("POST", `/api/v1/glossary/${main.dataset.lang}`, given);
    if (status !== 201) { warn(body.problem); return; }
    say(body.is_suggestion ? _("Suggested; an editor decides about it.") : _("The term is in the glossary."));
    cache.delete(key(row));
    if (at !== row) return;
    await show(row);
    document.getElementById("add-term")?.focus();
  } catch {
    warn(_("The desk cannot be reached. Your texts are kept on this device."));
  }
}

function concordance(row) {
  const input = el("input", { type: "search", "aria-label": _("Words in earlier translations"), placeholder: _("Words in earlier translations"), dir: "auto", autocomplete: "off" });
  const list = el("ol", { class: "history" });
  const form = el("form", { class: "concordance", role: "search" }, input, el("button", {}, _("Find")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!input.value.trim()) return;
    const answer = await ask("GET", `/api/v1/concordance/${main.dataset.lang}?q=${encodeURIComponent(input.value)}`).catch(() => null);
    if (answer?.status !== 200) return;
    const { units } = answer.body;
    list.replaceChildren(...units.slice(0, 20).map((unit) => el("li", {}, el("p", { class: "small", dir: "auto" }, unit.source), target(unit.target),
      el("p", { class: "muted small" }, el("bdi", {}, unit.article)), el("div", { class: "tools" }, button(_("Use"), () => take(row, unit.target))))));
    say(units.length ? _("%(count)s found.", { count: units.length }) : _("Nothing like this was translated yet."));
  });
  return el("div", {}, el("h3", {}, _("Concordance")), form, list);
}

// --- comments, history, more -----------------------------------------------------------------------------

function comments(row, found) {
  const after = (answer) => {
    if (!answer) return;
    Object.assign(found, answer);
    draw(row, found);
    choose("comments");
    document.getElementById("tab-comments").focus();
  };
  const lines = found.comments.map((one) => {
    const text = one.text.split("\n").map((line) => { const made = el("p", { dir: "auto" }); showText(made, line); return made; });
    const about = [one.about_source ? _("about the source") : "", one.is_open ? "" : _("resolved by %(name)s", { name: one.resolved_by })].filter(Boolean).join(" · ");
    return el("li", { class: one.is_open ? "" : "resolved" }, el("p", { class: "muted small" }, el("bdi", {}, one.person), " · ", time(one.made_at), about ? ` · ${about}` : ""), ...text,
      main.dataset.write === undefined ? null : button(one.is_open ? _("Resolve") : _("Open again"), async () => after(await post(row, `/comments/${one.id}/${one.is_open ? "resolve" : "open"}`, {})), { class: "quiet" }));
  });
  if (main.dataset.write === undefined) return [el("ol", { class: "history" }, ...lines)];
  const area = el("textarea", { rows: "3", dir: "auto", spellcheck: "true", maxlength: "5000", "aria-label": _("Comment"), placeholder: _("@name tells somebody") });
  const source = el("input", { type: "checkbox" });
  const people = el("div", { class: "tools" }, ...found.names.slice(0, 12).map((name) => button(`@${name}`, () => { area.focus(); document.execCommand("insertText", false, `@${name} `); }, { class: "quiet", "aria-label": _("Mention %(name)s", { name }) })));
  const form = el("form", {}, area, people, el("label", { class: "small" }, source, ` ${_("About the source: shown in all languages")}`), el("div", { class: "tools" }, el("button", {}, _("Say it"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    after(await post(row, "/comments", { text: area.value, about_source: source.checked }));
  });
  return [lines.length ? el("ol", { class: "history" }, ...lines) : null, form];
}

function history(row, found) {
  const back = (past) => async () => {
    if (unsaved(row) !== null) { take(row, past.target); return; }
    const unit = await post(row, "/revert", { activity: past.id });
    answered(row, unit);
    if (unit) say(_("The earlier text stands again."));
  };
  const lines = found.history.map((past) => el("li", {},
    el("p", { class: "muted small" }, time(past.made_at), past.person ? " · " : "", el("bdi", {}, past.person), past.stage ? ` · ${past.stage}` : ""),
    past.difference.length ? difference(past.difference) : null,
    past.can_revert && main.dataset.write !== undefined ? button(_("Go back to this text"), back(past), { class: "quiet" }) : null));
  if (found.first) lines.push(el("li", {}, el("p", { class: "muted small" }, _("Before that")), target(found.first), main.dataset.write === undefined ? null : button(_("Go back to this text"), back({ id: 0, target: found.first }), { class: "quiet" })));
  return [lines.length ? el("ol", { class: "history" }, ...lines) : el("p", { class: "muted" }, _("Nobody has changed it at this desk."))];
}

function info(found) {
  const others = found.others.map((one) => el("li", {}, el("p", { class: "muted small" }, `${one.language} · ${one.state}`), el("p", { lang: one.locale, dir: one.direction }, one.target)));
  const { context, hints, references, file } = found.info;
  return [el("h3", {}, _("Other languages")), others.length ? el("ul", { class: "history" }, ...others) : el("p", { class: "muted" }, _("None has it yet.")),
    el("h3", {}, _("About it")), el("ul", { class: "hints" }, ...[context, ...hints, ...references, file].map((line) => el("li", { dir: "auto" }, line)))];
}

attend({ stale });
