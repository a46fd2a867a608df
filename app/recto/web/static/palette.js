// The palette: commands, suggestions by their number, codes, terms, segment numbers.

import { chordOf, spell } from "./chords.js";
import { codes, titlesOf } from "./codes.js";
import { addressOf, all, ask, numeralOf, sourceOf } from "./rows.js";
import { _ } from "./words.js";

const dialog = document.getElementById("palette");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const MOST = 30;
let state = null;

// `row`: the one at work, or null; `run(name)`: do a command; `insert`, `replaceText`: type; `go(row)`: go to a row.
export function open(row, doing) {
  state = { row, ...doing, at: 0, shown: [], suggestions: null };
  fill();
  if (row) suggest(row);
}

// Do what would stand first for these words; tell whether there is something.
export function pick(words, row, doing) {
  const before = state;
  state = { row, ...doing, at: 0, shown: [], suggestions: null };
  const [first] = wanted(words);
  first?.act();
  state = before;
  return Boolean(first);
}

async function suggest(row) {
  let found = [];
  try {
    const panel = await ask("GET", addressOf(row, "/panel"));
    const { status, body } = panel.status === 404 ? await ask("GET", addressOf(row, "/matches")) : panel;
    found = status === 200 ? body.matches : [];
  } catch {
    // Without a connection there are no suggestions; the commands are there.
  }
  if (state?.row !== row) return;
  state.suggestions = found.slice(0, 9);
  fill();
}

const COMMANDS = () => [
  ["confirm", _("Confirm and go to the next"), true], ["keep", _("Keep as needs work and go to the next"), true],
  ["stay", _("Save the draft now, stay here"), true], ["copy", _("Copy source"), true],
  ["leave-out", _("Leave empty on purpose"), true], ["join", _("Join with the next segment"), true],
  ["split", _("Split…"), true], ["repeats", _("Take this text to the same segment elsewhere"), true],
  ["page", _("Page of this segment: history, one occurrence alone"), true], ["discard", _("Discard my text"), true],
  ["no-break", _("Insert a no-break space"), true], ["turn", _("Turn the direction of writing"), true],
  ["comment", _("Comment"), true], ["history", _("History"), true],
  ["next", _("Next segment, the draft is kept"), true], ["previous", _("Previous segment, the draft is kept"), true],
  ["close", _("Leave the text, nothing is lost"), true], ["select", _("Select this row, or not"), true],
  ["select-all", _("Select all rows shown")], ["find", _("Find in source and target")],
  ["layout-side", _("Layout: side by side")], ["layout-stacked", _("Layout: stacked")], ["layout-article", _("Layout: article")],
  ["refresh", _("Bring the page up to date")], ["help", _("Keys")],
].filter(([, , needsRow]) => state.row || !needsRow);

function option(words, act, more = "") {
  return { words, act, more };
}

function commands(query) {
  const wanted = query.toLocaleLowerCase();
  return COMMANDS()
    .filter(([, words]) => words.toLocaleLowerCase().includes(wanted))
    .map(([name, words]) => option(words, () => state.run(name), chordOf(name) ? spell(chordOf(name)) : ""));
}

function suggestions() {
  return (state.suggestions ?? []).map((match, index) =>
    option(match.target, () => state.replaceText(match.target), `${index + 1} · ${match.score ? `${match.score} %` : (match.kind ?? "")}`));
}

function wanted(typed) {
  const query = typed.trimStart();
  const { row } = state;
  const rest = query.slice(1).toLocaleLowerCase();
  const has = (text) => text.toLocaleLowerCase().includes(rest);
  if (query[0] === "<" && row) {
    const titles = titlesOf(row.querySelector(".source > .text"));
    return codes(sourceOf(row)).map((code) => option(code, () => state.insert(code), titles.get(code) ?? "")).filter(({ words, more }) => has(words + more));
  }
  if (query[0] === "@" && row) {
    return Array.from(row.querySelectorAll(".terms button"), (button) => option(button.textContent, () => state.insert(button.textContent), button.parentElement.querySelector(".role").textContent))
      .filter(({ words, more }) => has(words + more));
  }
  if (query[0] === ":") {
    return all().filter((each) => numeralOf(each).startsWith(rest)).slice(0, MOST)
      .map((each) => option(`${numeralOf(each)} ${sourceOf(each).slice(0, 80)}`, () => state.go(each)));
  }
  return query ? commands(query) : [...suggestions(), ...commands("")];
}

function fill() {
  state.shown = wanted(input.value);
  state.at = Math.min(state.at, Math.max(state.shown.length - 1, 0));
  list.replaceChildren(
    ...state.shown.map(({ words, more }, index) => {
      const line = document.createElement("li");
      line.id = `palette-${index}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(index === state.at));
      const [said, aside] = [document.createElement("bdi"), document.createElement("span")];
      said.textContent = words;
      aside.textContent = more;
      aside.className = "muted";
      line.append(said, " ", aside);
      return line;
    }),
  );
  if (state.shown.length) input.setAttribute("aria-activedescendant", `palette-${state.at}`);
  else input.removeAttribute("aria-activedescendant");
  list.children[state.at]?.scrollIntoView({ block: "nearest" });
}

// The caret goes back to the text before anything is typed there.
export function choose(index) {
  const chosen = state.shown[index];
  if (!chosen) return;
  dialog.close();
  chosen.act();
}

input.addEventListener("input", () => { state.at = 0; fill(); });
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const digit = !input.value && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (step && state.shown.length) {
    state.at = (state.at + step + state.shown.length) % state.shown.length;
    fill();
  } else if (event.key === "Enter") choose(state.at);
  else if (digit && state.row) { if (state.suggestions?.[event.key - 1]) choose(event.key - 1); }
  else return;
  event.preventDefault();
});
list.addEventListener("click", (event) => {
  const line = event.target.closest("[role=option]");
  if (line) choose(Array.from(list.children).indexOf(line));
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
