/** The members of an RFC 9457 problem that Edgewatch's own routes use. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The query parameter at fault. */
  readonly parameter?: string;
}

/** Makes an RFC 9457 `application/problem+json` response. */
export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ type: "about:blank", ...problem }), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headers,
    },
  });
}
