/** Answers with JSON; `Response.json` adds a charset to the type on Bun (1.4). */
export function jsonResponse(body: unknown): Response {
  return new Response(JSON.stringify(body), {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
