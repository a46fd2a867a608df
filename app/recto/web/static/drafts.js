// Text that is not in the catalog yet, kept on this device until it is.

const PREFIX = `recto ${location.pathname} `;

export function keep(id, draft) {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(draft));
    return true;
  } catch {
    return false; // No room, or not allowed: the text is still in the page.
  }
}

export function get(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
}

export function drop(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // Nothing could be kept, so nothing has to go.
  }
}
