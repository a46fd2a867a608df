// On the page of one segment: a click puts an earlier text into the editor, where it can be undone.

const area = document.getElementById("target");

document.getElementById("main").addEventListener("click", (event) => {
  const button = event.target.closest("[data-use]");
  if (!button) return;
  event.preventDefault();
  area.focus();
  area.select();
  // The only way that the browser's own undo gives back what was typed.
  if (!document.execCommand("insertText", false, button.dataset.use)) {
    area.value = button.dataset.use;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
