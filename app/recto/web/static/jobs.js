// The page of jobs: shows how far they are without being loaded again. Buttons are forms, as without this.

import { _, say } from "./words.js";

const list = document.querySelector("[data-jobs]");
const EVERY_MS = 1000;
const HIDDEN_MS = 10000;
let failures = 0;

function show(card, job) {
  card.querySelector("[data-word]").textContent = job.is_stopping ? _("Stopping") : job.word;
  const bar = card.querySelector("progress");
  bar.max = job.total || 1;
  bar.value = job.done;
  for (const name of ["done", "total", "filled"]) card.querySelector(`[data-${name}]`).textContent = job[name];
  const lines = job.log.slice(-20).map((line) => Object.assign(document.createElement("li"), { textContent: line, dir: "auto" }));
  card.querySelector(".log").replaceChildren(...lines);
}

function isAtWork(element) {
  return element.closest("details[open], form") !== null;
}

async function look() {
  const answer = await fetch(list.dataset.jobs, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { jobs } = await answer.json();
  let isOther = false;
  for (const job of jobs) {
    const card = document.getElementById(job.id);
    if (!card) {
      isOther = isOther || !list.dataset.page;
      continue;
    }
    const was = card.dataset.state;
    show(card, job);
    if (was === job.state) continue;
    card.dataset.state = job.state;
    say(`${card.querySelector("h2").textContent}: ${job.word}`);
    // Another state has other buttons.
    isOther = isOther || was !== "queued" || job.state !== "running";
  }
  if (isOther && !isAtWork(document.activeElement)) location.reload();
  return jobs.some((job) => job.is_open);
}

async function again() {
  let isBusy = true;
  try {
    isBusy = await look();
    failures = 0;
  } catch {
    failures += 1;
  }
  const pause = document.hidden ? HIDDEN_MS : isBusy ? EVERY_MS * Math.min(2 ** failures, 30) : HIDDEN_MS;
  setTimeout(again, pause);
}

if (list) setTimeout(again, EVERY_MS);
