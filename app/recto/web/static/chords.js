// Keys: one table drives the handler, the dialog of keys, the tooltips and the labels of the buttons.

import { _ } from "./words.js";

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const OFF = "recto letters off";

// `where`: "editor" (caret in a target) or "list" (focus on the number of a row).
export const CHORDS = [
  { act: "confirm", where: "editor", key: "Enter", mod: true, says: _("Confirm and go to the next") },
  { act: "keep", where: "editor", key: "Enter", mod: true, shift: true, says: _("Keep as needs work and go to the next") },
  { act: "stay", where: "editor", key: "s", mod: true, says: _("Save the draft now, stay here") },
  { act: "next", where: "editor", key: "ArrowDown", alt: true, says: _("Next segment, the draft is kept") },
  { act: "previous", where: "editor", key: "ArrowUp", alt: true, says: _("Previous segment, the draft is kept") },
  { act: "palette", where: "editor", key: "k", mod: true, says: _("Commands; 1 to 9 insert a suggestion") },
  { act: "close", where: "editor", key: "Escape", says: _("Leave the text, nothing is lost") },
  { act: "hint", where: "editor", key: "Enter", says: "" },
  { act: "down", where: "list", key: "ArrowDown", says: _("Next row") },
  { act: "up", where: "list", key: "ArrowUp", says: _("Previous row") },
  { act: "down", where: "list", key: "j", says: _("Next row") },
  { act: "up", where: "list", key: "k", says: _("Previous row") },
  { act: "first", where: "list", key: "Home", says: _("First row") },
  { act: "last", where: "list", key: "End", says: _("Last row") },
  { act: "edit", where: "list", key: "Enter", says: _("Edit this segment") },
  { act: "edit", where: "list", key: "e", says: _("Edit this segment") },
  { act: "open", where: "list", key: "n", says: _("Next row that is not reviewed") },
  { act: "back", where: "list", key: "p", says: _("Previous row that is not reviewed") },
  { act: "accept", where: "list", key: "c", says: _("Confirm as it is") },
  { act: "reject", where: "list", key: "w", says: _("Needs work") },
  { act: "select", where: "list", key: "x", says: _("Select this row, or not") },
  { act: "extend-down", where: "list", key: "ArrowDown", shift: true, says: _("Select down to the next row") },
  { act: "extend-up", where: "list", key: "ArrowUp", shift: true, says: _("Select up to the previous row") },
  { act: "select-all", where: "list", key: "a", mod: true, says: _("Select all rows shown") },
  { act: "comment", where: "list", key: "m", says: _("Comment") },
  { act: "history", where: "list", key: "h", says: _("History") },
  { act: "find", where: "list", key: "/", any: true, says: _("Find in source and target") },
  { act: "go", where: "list", key: "g", says: _("Go to a number") },
  { act: "palette", where: "list", key: "k", mod: true, says: _("Commands") },
  { act: "help", where: "list", key: "?", any: true, says: _("These keys") },
];

// A composing input method and AltGr (which reports Ctrl+Alt) never reach a chord.
export function typing(event) {
  return event.isComposing || event.keyCode === 229 || event.getModifierState("AltGraph");
}

function matches(chord, event, mac) {
  if (event.key !== chord.key && !(chord.mod && event.key.toLowerCase() === chord.key)) return false;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (other || mod !== Boolean(chord.mod) || event.altKey !== Boolean(chord.alt)) return false;
  return chord.any || event.shiftKey === Boolean(chord.shift);
}

function isLetter(chord) {
  return chord.where === "list" && chord.key.length === 1 && !chord.mod;
}

// Keys of one letter can be switched off: speech input and shaking hands press them by mistake.
export function letters(on) {
  if (on === true) localStorage.removeItem(OFF);
  if (on === false) localStorage.setItem(OFF, "1");
  return document.body.dataset.shortcuts !== "off" && !localStorage.getItem(OFF);
}

export function find(event, where, mac = MAC) {
  if (typing(event)) return null;
  const chord = CHORDS.find((each) => each.where === where && matches(each, event, mac));
  return chord && (!isLetter(chord) || letters()) ? chord.act : null;
}

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

export function spell(chord, mac = MAC) {
  const parts = [];
  if (chord.mod) parts.push(mac ? "⌘" : "Ctrl");
  if (chord.alt) parts.push(mac ? "⌥" : "Alt");
  if (chord.shift) parts.push(mac ? "⇧" : "Shift");
  parts.push(NAMES[chord.key] ?? (chord.mod ? chord.key.replace(/^[a-z]$/, (key) => key.toUpperCase()) : chord.key));
  const said = parts.join(mac ? "" : "+");
  // From right to left, signs without a direction of their own would change places: an isolate keeps them.
  return document.dir === "rtl" ? `\u2066${said}\u2069` : said;
}

export function aria(chord, mac = MAC) {
  const mod = chord.mod ? [mac ? "Meta" : "Control"] : [];
  return [...mod, ...(chord.alt ? ["Alt"] : []), ...(chord.shift ? ["Shift"] : []), chord.key].join("+");
}

export function chordOf(act) {
  return CHORDS.find((chord) => chord.act === act && chord.says);
}

// Write its chord on each button that does what a chord does.
export function label(root) {
  for (const button of root.querySelectorAll("button[data-do]")) {
    const chord = chordOf(button.dataset.do);
    if (!chord) continue;
    const kbd = button.querySelector("kbd");
    if (kbd) kbd.textContent = spell(chord).replace("Enter", "↵");
    else button.title = [button.getAttribute("aria-label"), spell(chord)].filter(Boolean).join(", ");
    button.setAttribute("aria-keyshortcuts", aria(chord));
  }
}
