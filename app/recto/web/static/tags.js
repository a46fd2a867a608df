// The list of codes that opens where "<" or "{" is typed. The caret stays in the text.

import { _ } from "./words.js";

let state = null;

export function open(area, codes, titles, insert) {
  shut();
  const list = document.createElement("ul");
  list.className = "tags";
  list.id = "tags";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", _("Codes of the source"));
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  state = { area, list, all: Array.from(new Set(codes)), titles, insert, start: area.selectionStart, at: 0, shown: [] };
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) choose(Number(option.dataset.at));
  });
  changed();
}

export function shut() {
  if (!state) return;
  state.list.remove();
  state.area.removeAttribute("aria-controls");
  state.area.removeAttribute("aria-activedescendant");
  state = null;
}

// What was typed since the sign narrows the list; a blank, or nothing left, ends it.
export function changed() {
  if (!state) return;
  const { area, start, all } = state;
  const text = area.value.slice(start, area.selectionStart);
  state.shown = all.filter((code) => code.slice(1).startsWith(text));
  if (area.selectionStart < start || !state.shown.length || /\s|>/.test(text)) { shut(); return; }
  state.at = Math.min(state.at, state.shown.length - 1);
  show();
}

function show() {
  const { area, list, shown, titles, at } = state;
  list.replaceChildren(
    ...shown.map((code, index) => {
      const option = document.createElement("li");
      option.id = `tag-${index}`;
      option.dataset.at = index;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(index === at));
      const name = document.createElement("code");
      name.dir = "ltr";
      name.textContent = code;
      option.append(name, ` ${titles.get(code) ?? ""}`);
      return option;
    }),
  );
  area.setAttribute("aria-activedescendant", `tag-${at}`);
  list.children[at].scrollIntoView({ block: "nearest" });
}

function choose(index) {
  const { area, shown, insert, start } = state;
  const before = area.selectionStart - start + 1;
  shut();
  insert(shown[index], before);
}

export function onKey(event) {
  if (!state || event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    state.at = (state.at + step + state.shown.length) % state.shown.length;
    show();
  } else if (event.key === "Enter" || event.key === "Tab") choose(state.at);
  else if (event.key === "Escape") shut();
  else return false;
  event.preventDefault();
  return true;
}
