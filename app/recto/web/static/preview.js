// The preview: it follows the segment at work, a click in it goes to the segment; also in a window of its own.

import { _ } from "./words.js";

const PAUSE_MS = 600;
const main = document.getElementById("main");
const link = document.getElementById("preview-link");
const place = location.pathname.replace(/\/preview$/, "");
const channel = new BroadcastChannel(`recto ${document.body.dataset.project} ${place}`);
const isAlone = !link;
let frame = document.querySelector("iframe.preview");
let dock = null;
let here = location.hash.slice(1);
let timer = 0;

function paint(of = frame) {
  const page = of?.contentDocument;
  if (!page) return;
  for (const old of page.querySelectorAll(".at")) old.classList.remove("at");
  const found = here ? page.querySelectorAll(`[data-unit="${CSS.escape(here)}"]`) : [];
  for (const one of found) one.classList.add("at");
  if (!found.length) return;
  const { top, bottom } = found[0].getBoundingClientRect();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (top < 0 || bottom > of.clientHeight) found[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

function follow(id) {
  here = id;
  paint();
}

// Scripts of the article never run; this listener is the page's own.
function listen(of) {
  of.contentDocument.addEventListener("click", (event) => {
    const segment = event.target.closest?.("[data-unit]");
    if (!segment || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(segment.dataset.unit);
  });
  paint(of);
}

async function go(id) {
  follow(id);
  if (isAlone) {
    channel.postMessage({ open: id });
    return;
  }
  const row = document.getElementById(id);
  if (row) (await import("./editor.js")).open(row);
  else location.assign(`${place}/u/${id}`);
}

// The new text is fetched out of sight, and takes the old one's place where that was.
function refresh() {
  if (!frame) return;
  const next = frame.cloneNode();
  next.classList.add("coming");
  next.addEventListener("load", () => {
    if (!next.isConnected) return;
    next.contentWindow.scrollTo(0, frame.contentWindow?.scrollY ?? 0);
    next.classList.remove("coming");
    frame.remove();
    frame = next;
    listen(frame);
  }, { once: true });
  for (const old of frame.parentNode.querySelectorAll(".coming")) old.remove();
  frame.after(next);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE_MS);
}

function attach(of) {
  frame = of;
  of.addEventListener("load", () => listen(of), { once: true });
  if (of.contentDocument?.readyState === "complete" && of.contentDocument.URL !== "about:blank") listen(of);
}

function made(name, given, ...content) {
  const one = Object.assign(document.createElement(name), given);
  one.append(...content);
  return one;
}

function open() {
  const words = link.textContent.trim();
  const of = made("iframe", { className: "preview", title: words, src: `${link.pathname}/text` });
  of.setAttribute("sandbox", "allow-same-origin allow-top-navigation-by-user-activation");
  const apart = made("button", { type: "button", className: "quiet" }, _("Own window"));
  apart.addEventListener("click", () => { window.open(link.href, "recto-preview", "popup,width=900,height=900"); shut(); });
  const away = made("button", { type: "button", className: "quiet" }, _("Close"));
  away.addEventListener("click", () => { shut(); link.focus(); });
  dock = made("section", { className: "preview-dock" }, made("div", { className: "tools" }, made("h2", {}, words), apart, away), of);
  dock.setAttribute("aria-label", words);
  main.append(dock);
  main.dataset.preview = "";
  attach(of);
  link.setAttribute("aria-expanded", "true");
}

function shut() {
  dock?.remove();
  dock = frame = null;
  delete main.dataset.preview;
  link.setAttribute("aria-expanded", "false");
}

// Show the preview beside the article, or take it away.
export function toggle() {
  if (dock) shut();
  else open();
}

// Which segment is at work, and what was saved or typed, stands in the rows.
function watch() {
  new MutationObserver((changes) => {
    const rows = changes.filter(({ target }) => target.classList.contains("row"));
    const at = rows.findLast(({ attributeName, target }) => attributeName === "aria-current" && target.hasAttribute("aria-current"));
    if (at) {
      follow(at.target.id);
      channel.postMessage({ at: at.target.id });
    }
    if (!rows.some(({ attributeName }) => attributeName !== "aria-current")) return;
    soon();
    channel.postMessage({ changed: true });
  }).observe(main, { subtree: true, attributes: true, attributeFilter: ["aria-current", "data-version", "data-draft"] });
}

channel.addEventListener("message", ({ data }) => {
  if (isAlone && data.who) channel.postMessage({ hello: true });
  if (isAlone && data.at) follow(data.at);
  if (isAlone && data.changed) soon();
  if (!isAlone && data.open) {
    go(data.open);
    window.focus();
  }
});
if (isAlone) {
  attach(frame);
  channel.postMessage({ hello: true });
} else {
  here = main.querySelector(".row[aria-current]")?.id ?? "";
  if (here) channel.postMessage({ at: here });
  watch();
}
