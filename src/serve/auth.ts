/**
 * Tells whether a request carries `Authorization: Bearer <token>`; false for every request where no token is set.
 *
 * The comparison takes the same time wherever the two differ.
 */
export function isAuthorized(request: Request, token: string | undefined): boolean {
  if (token === undefined || token === "") return false;
  const header = request.headers.get("authorization") ?? "";
  const scheme = header.slice(0, 7).toLowerCase();
  return isSameText(header.slice(7), token) && scheme === "bearer ";
}

/** Tells whether a request carries the ingest secret, as bearer or in the header that Logpush can set. */
export function isIngestAuthorized(request: Request, secret: string | undefined): boolean {
  if (secret === undefined || secret === "") return false;
  const header = request.headers.get("x-cf-secret");
  return header === null ? isAuthorized(request, secret) : isSameText(header, secret);
}

/** Compares in a time that depends on the length of `given` only, which its sender knows anyway. */
export function isSameText(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < given.length; i++) {
    difference |= given.charCodeAt(i) ^ expected.charCodeAt(i % expected.length);
  }
  return difference === 0;
}
