/** Says that the process runs, and nothing else: no check, no I/O. */
export function liveResponse(requestId: string = ""): Response {
  const headers: Record<string, string> = {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  };
  if (requestId !== "") headers["x-request-id"] = requestId;
  return new Response("ok\n", { headers });
}
