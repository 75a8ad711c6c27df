/** The headers of an answer that goes on for as long as somebody listens. */
export const eventStreamHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // Proxies such as nginx would keep events back until a buffer is full.
  "x-accel-buffering": "no",
};

/** Writes a server-sent event (WHATWG HTML § 9.2); JSON has no line breaks that would end it early. */
export function formatServerEvent(name: string, data: object, id: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes a comment, which browsers leave out; the text is one line. */
export function formatComment(text: string = ""): string {
  return `: ${text}\n\n`;
}

/** Tells browsers how long to wait before they connect again. */
export function formatRetry(retryMs: number): string {
  return `retry: ${retryMs}\n\n`;
}
