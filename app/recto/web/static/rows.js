// Rows: what one shows, which comes next, and bringing the page up to date without losing what is typed.

import * as drafts from "./drafts.js";
import { show, textOf, titlesOf } from "./codes.js";
import { _ } from "./words.js";

export const main = document.getElementById("main");

export function sourceOf(row) {
  return textOf(row.querySelector(".source > .text"));
}

export function targetOf(row) {
  return textOf(row.querySelector(".target > .text"));
}

export function numberOf(row) {
  return row.querySelector(".number");
}

// The number alone, without the words around it that are only spoken.
export function numeralOf(row) {
  return Array.from(numberOf(row).childNodes).find((node) => node.nodeType === Node.TEXT_NODE).data;
}

export function addressOf(row, part = "") {
  return main.dataset.address.replace("u000000000000", row.id) + part;
}

export function token() {
  return document.querySelector("meta[name=csrf-token]").content;
}

// Ask the desk; answers { status, body, headers }. Throws without a connection.
export async function ask(method, address, body = null, { version = "", signal = AbortSignal.timeout(10_000) } = {}) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (version) headers["If-Match"] = `"${version}"`;
  const response = await fetch(address, { method, headers, body: body && JSON.stringify(body), signal });
  return { status: response.status, headers: response.headers, body: response.status === 204 ? {} : await response.json() };
}

export function passes(row) {
  if (row.classList.contains("near")) return false;
  if (main.dataset.show === "problems") return Boolean(row.dataset.severity);
  return (main.dataset.kinds ?? "").split(" ").includes(row.dataset.kind);
}

export function isOpen(row) {
  return row.dataset.kind !== "reviewed";
}

export function all() {
  return Array.from(main.querySelectorAll(".row"));
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
  show(row.querySelector(".target > .text"), unit.target, titlesOf(row.querySelector(".source > .text")));
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
  list.id = `${row.id}-findings`;
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
  remark(row, drafts.of(row) ? `• ${_("Unsaved text")}` : null);
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
  const words = Number(main.dataset.words);
  document.querySelector(".overall [data-done]").textContent = done;
  document.querySelector("[data-percent]").textContent = words ? Math.floor((100 * done) / words) : 100;
}

// A page as the server writes it. Unlike DOMParser, this reads HTML without a sink that the policy forbids.
function fetchPage(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => resolve(request.response);
    request.onerror = () => reject(new Error("no connection"));
    request.send();
  });
}

// Bring the page to what the server has now, or to another filter; rows with unsaved text stay as they are.
export async function refresh(address = location.href) {
  const page = await fetchPage(address);
  const list = page?.getElementById("list");
  if (!list) return location.assign(address);
  const now = document.getElementById("list");
  const [olds, news] = [now.querySelector(".rows"), list.querySelector(".rows")];
  if (olds && news) {
    reconcile(olds, news);
    now.querySelector(".filtered")?.remove();
    const hint = list.querySelector(".filtered");
    if (hint) olds.before(document.adoptNode(hint));
  } else now.replaceWith(document.adoptNode(list));
  for (const part of ["#overall", "#filters", ".layouts", ".search"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  const fresh = page.getElementById("main");
  for (const name of ["show", "kinds", "total", "words", "done"]) main.dataset[name] = fresh.dataset[name];
  main.className = fresh.className;
  document.dispatchEvent(new Event("rows"));
  return undefined;
}

// Take the new rows, but keep each old one that is the same or in which somebody writes; none is moved in vain.
function reconcile(olds, news) {
  const known = new Map(Array.from(olds.querySelectorAll(".row"), (row) => [row.id, row]));
  const wanted = Array.from(news.children).map((fresh) => {
    const old = known.get(fresh.id);
    const isBusy = old?.classList.contains("active") || old?.querySelector(".remark.error");
    if (!old || !(isBusy || old.dataset.version === fresh.dataset.version)) return document.adoptNode(fresh);
    numberOf(old).replaceWith(document.adoptNode(numberOf(fresh)));
    for (const name of ["near", "starts"]) old.classList.toggle(name, fresh.classList.contains(name));
    return old;
  });
  // The row at work stays although its source was edited: saving it leads to what came of it.
  const open = olds.querySelector(".row.active");
  if (open && !wanted.includes(open)) wanted.splice(wanted.indexOf(open.previousElementSibling) + 1, 0, open);
  const stays = new Set(wanted);
  for (const child of Array.from(olds.children)) if (!stays.has(child)) child.remove();
  let at = olds.firstElementChild;
  for (const row of wanted) {
    if (row === at) at = at.nextElementSibling;
    else olds.insertBefore(row, at);
  }
}
