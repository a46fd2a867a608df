// Keys: one table drives the handler, the dialog of keys and the labels of the buttons.

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

// `where`: "editor" (caret in a target) or "list" (focus on the number of a row).
export const CHORDS = [
  { act: "confirm", where: "editor", key: "Enter", mod: true, says: "Confirm and go to the next" },
  { act: "keep", where: "editor", key: "Enter", mod: true, shift: true, says: "Keep as needs work and go to the next" },
  { act: "stay", where: "editor", key: "s", mod: true, says: "Keep the text on this device, stay here" },
  { act: "next", where: "editor", key: "ArrowDown", alt: true, says: "Next segment, without saving" },
  { act: "previous", where: "editor", key: "ArrowUp", alt: true, says: "Previous segment, without saving" },
  { act: "close", where: "editor", key: "Escape", says: "Leave the text, nothing is lost" },
  { act: "hint", where: "editor", key: "Enter", says: "" },
  { act: "edit", where: "list", key: "Enter", says: "Edit this segment" },
  { act: "edit", where: "list", key: "e", says: "Edit this segment" },
  { act: "down", where: "list", key: "ArrowDown", says: "Next row" },
  { act: "up", where: "list", key: "ArrowUp", says: "Previous row" },
  { act: "down", where: "list", key: "j", says: "" },
  { act: "up", where: "list", key: "k", says: "" },
  { act: "open", where: "list", key: "n", says: "Next row that is not reviewed" },
  { act: "back", where: "list", key: "p", says: "Previous row that is not reviewed" },
  { act: "find", where: "list", key: "/", says: "Find in source and target" },
  { act: "help", where: "list", key: "?", any: true, says: "These keys" },
];

// A composing input method and AltGr (which reports Ctrl+Alt) never reach a chord.
function typing(event) {
  return event.isComposing || event.keyCode === 229 || event.getModifierState("AltGraph");
}

function matches(chord, event, mac) {
  if (event.key !== chord.key && !(chord.mod && event.key.toLowerCase() === chord.key)) return false;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (other || mod !== Boolean(chord.mod) || event.altKey !== Boolean(chord.alt)) return false;
  return chord.any || event.shiftKey === Boolean(chord.shift);
}

export function find(event, where, mac = MAC) {
  if (typing(event)) return null;
  const chord = CHORDS.find((each) => each.where === where && matches(each, event, mac));
  return chord ? chord.act : null;
}

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

export function spell(chord, mac = MAC) {
  const parts = [];
  if (chord.mod) parts.push(mac ? "⌘" : "Ctrl");
  if (chord.alt) parts.push(mac ? "⌥" : "Alt");
  if (chord.shift) parts.push(mac ? "⇧" : "Shift");
  parts.push(NAMES[chord.key] ?? (chord.mod ? chord.key.replace(/^[a-z]$/, (key) => key.toUpperCase()) : chord.key));
  return parts.join(mac ? "" : "+");
}

export function aria(chord, mac = MAC) {
  const mod = chord.mod ? [mac ? "Meta" : "Control"] : [];
  return [...mod, ...(chord.alt ? ["Alt"] : []), ...(chord.shift ? ["Shift"] : []), chord.key].join("+");
}

export function chordOf(act) {
  return CHORDS.find((chord) => chord.act === act && chord.says);
}
