import type { HonoContext } from "./hono-middleware.ts";

/** Adds what `c.header` has set to a response that Hono has not made; the response's own headers go first. */
export function withPreparedHeaders(c: HonoContext, response: Response): Response {
  try {
    const { headers } = response;
    for (const [name, value] of c.newResponse(null).headers) {
      if (name === "set-cookie") headers.append(name, value);
      else if (!headers.has(name)) headers.set(name, value);
    }
  } catch {
    // Headers of fetched responses do not change, and other frameworks prepare none.
  }
  return response;
}
