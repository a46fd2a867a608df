// Asks whether what the page shows was made anew, and then loads it again.

const PAUSE_MS = 400;
const { mark, changes } = document.body.dataset;
const lost = document.querySelector(".lost");

async function look() {
  try {
    const answer = await fetch(changes, { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== mark) {
      location.reload();
      return;
    }
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  setTimeout(look, PAUSE_MS);
}

setTimeout(look, PAUSE_MS);
