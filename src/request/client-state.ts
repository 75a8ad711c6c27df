/** Whether a client still waits for its answer. */
export type ClientState = "gone" | "there" | "unknown";

/** Tells whether the client has gone; what stands in for a request may have no signal. */
export function clientState(request: Request | undefined): ClientState {
  // What is no request has no client that could go.
  if (request === undefined) return "there";
  try {
    const { aborted } = request.signal;
    return aborted ? "gone" : "there";
  } catch {
    return "unknown";
  }
}

/** Tells whether something was thrown because the client has gone: the reason itself, of whatever kind. */
export function isAbortReason(request: Request | undefined, thrown: unknown): boolean {
  try {
    return request?.signal.aborted === true && request.signal.reason === thrown;
  } catch {
    return false;
  }
}
