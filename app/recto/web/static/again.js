// Signing in again without leaving the page.

import { ask } from "./rows.js";
import { _ } from "./words.js";

const dialog = document.getElementById("again");
const form = dialog.querySelector("form");

function renew(csrf) {
  document.querySelector("meta[name=csrf-token]").content = csrf;
}

async function enter() {
  const { body } = await ask("GET", "/api/v1/session");
  renew(body.csrf);
  const { name, password } = form.elements;
  const answer = await ask("POST", "/api/v1/session", { name: name.value, password: password.value });
  if (answer.status === 200) renew(answer.body.csrf);
  // Somebody else sees their own page, with their own drafts and roles.
  if (answer.status === 200 && String(answer.body.id) !== document.body.dataset.reader) location.reload();
  return answer;
}

// Answers whether somebody is signed in again; "later" leaves the texts on this device.
export function signIn() {
  const problem = form.querySelector("[role=alert]");
  return new Promise((resolve) => {
    const done = (is) => { dialog.close(); resolve(is); };
    form.onsubmit = async (event) => {
      event.preventDefault();
      problem.textContent = "";
      try {
        const { status, body } = await enter();
        if (status === 200) done(true);
        else problem.textContent = body.problem;
      } catch {
        problem.textContent = _("The desk cannot be reached.");
      }
      form.elements.password.value = "";
    };
    form.querySelector("[data-do=later]").onclick = () => done(false);
    dialog.oncancel = () => resolve(false);
    form.elements.name.value ||= document.body.dataset.name ?? "";
    dialog.showModal();
    if (form.elements.name.value) form.elements.password.focus();
  });
}
