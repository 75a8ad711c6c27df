/** Completes an answer of Edgewatch's own: nobody guesses what it is, or shows it on another site; HEAD has no body. */
export function finishAnswer({ method }: Request, response: Response): Response {
  const { headers, status } = response;
  headers.set("x-content-type-options", "nosniff");
  headers.set("cross-origin-resource-policy", "same-origin");
  return method === "HEAD" ? new Response(null, { status, headers }) : response;
}
