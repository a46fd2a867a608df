// Rows: what one shows, and which comes next.

import * as drafts from "./drafts.js";
import { show, textOf, titlesOf } from "./codes.js";

export const main = document.getElementById("main");
const wanted = new Set((main.dataset.kinds ?? "").split(" "));

export function sourceOf(row) {
  return textOf(row.querySelector(".source .text"));
}

export function targetOf(row) {
  return textOf(row.querySelector(".target > .text"));
}

export function numberOf(row) {
  return row.querySelector(".number");
}

export function numeralOf(row) {
  return numberOf(row).textContent;
}

export function passes(row) {
  return main.dataset.show === "problems" ? Boolean(row.dataset.severity) : wanted.has(row.dataset.kind);
}

export function isOpen(row) {
  return row.dataset.kind !== "reviewed";
}

// The nearest row in a direction for which `good` holds.
export function beside(row, forward, good = () => true) {
  const step = forward ? "nextElementSibling" : "previousElementSibling";
  for (let each = row[step]; each; each = each[step]) {
    if (each.classList.contains("row") && good(each)) return each;
  }
  return null;
}

export function nextOf(row) {
  return beside(row, true, passes);
}

// Show a unit as the desk answered it.
export function update(row, unit) {
  recount(row.dataset.kind, unit.kind, row.dataset.severity, severity(unit.findings));
  recountWords(row, unit);
  row.dataset.version = unit.version;
  row.dataset.kind = unit.kind;
  show(row.querySelector(".target > .text"), unit.target, titlesOf(row.querySelector(".source .text")));
  const state = row.querySelector(".state");
  state.className = `state kind ${unit.kind}`;
  state.textContent = unit.word;
  if (unit.kind !== "changed") row.querySelector(".was")?.remove();
  showFindings(row, unit.findings);
  remark(row, null);
}

export function showFindings(row, findings) {
  const worst = severity(findings);
  if (worst) row.dataset.severity = worst;
  else delete row.dataset.severity;
  row.querySelector(".findings")?.remove();
  if (!findings.length) return;
  const list = document.createElement("ul");
  list.className = "findings";
  row.querySelector(".target").append(list);
  list.append(
    ...findings.map((finding) => {
      const line = document.createElement("li");
      line.className = finding.severity;
      line.textContent = `${finding.severity === "error" ? "▲" : "△"} ${finding.message}`;
      return line;
    }),
  );
}

function severity(findings) {
  const found = findings.map((finding) => finding.severity);
  return ["error", "warning"].find((each) => found.includes(each)) ?? "";
}

// A line below the state: unsaved text, saving, not saved. `answer` as for an alarm.
export function remark(row, words, { bad = false, answer = null } = {}) {
  row.querySelector(".remark")?.remove();
  if (!words) return;
  const line = document.createElement("span");
  line.className = bad ? "remark error" : "remark";
  line.append(words);
  if (answer) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = answer.word;
    button.addEventListener("click", answer.act);
    line.append(document.createElement("br"), button);
  }
  row.querySelector(".status").append(line);
}

export function remarkDraft(row) {
  remark(row, drafts.get(row.id) ? "• Unsaved text" : null);
}

const MEMBERS = {
  all: ["empty", "machine", "draft", "changed", "reviewed"],
  review: ["empty", "machine", "draft", "changed"],
  empty: ["empty"],
  drafts: ["machine", "draft"],
  changed: ["changed"],
};

function recount(before, after, oldSeverity, newSeverity) {
  for (const count of document.querySelectorAll("[data-filter]")) {
    const kinds = MEMBERS[count.dataset.filter];
    const change = kinds
      ? kinds.includes(after) - kinds.includes(before)
      : Boolean(newSeverity) - Boolean(oldSeverity);
    count.textContent = Number(count.textContent) + change;
  }
}

function recountWords(row, unit) {
  const change = (unit.kind === "reviewed") - (row.dataset.kind === "reviewed");
  const done = Number(main.dataset.done) + change * unit.words;
  main.dataset.done = done;
  const all = Number(main.dataset.words);
  document.querySelector("[data-percent]").textContent = all ? Math.floor((100 * done) / all) : 100;
}
