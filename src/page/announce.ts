/** Carries a text to the page's live region. */
export const announceEvent = "edgewatch:announce";

/** Lets screen readers say something, once they have said what they are saying. */
export function announce(text: string): void {
  dispatchEvent(new CustomEvent(announceEvent, { detail: text }));
}
