/**
 * Sets a header on a response of whatever origin; returns the response to use from now on.
 *
 * Redirects, cached and fetched responses have immutable headers and are wrapped with their body untouched.
 * WebSocket upgrades, network errors and anything that is no response pass as they are.
 */
export function withHeader(response: Response, name: string, value: string): Response {
  const { status } = response;
  if (status === 101 || status === 0) return response;
  try {
    response.headers.set(name, value);
    return response;
  } catch {
    return rewrapped(response, name, value);
  }
}

function rewrapped(response: Response, name: string, value: string): Response {
  try {
    const copy = new Response(response.body, response);
    copy.headers.set(name, value);
    return copy;
  } catch {
    return response;
  }
}

/** Tells a response, of whatever origin, from anything else that a handler may return. */
export function isResponse(value: unknown): value is Response {
  return typeof value === "object" && value !== null && "status" in value && "headers" in value;
}
