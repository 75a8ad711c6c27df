/**
 * Tells whether a browser sent a request for a page of this origin. Whoever sends neither `Sec-Fetch-Site` nor `Origin`
 * is no browser of today, or hides it: false.
 *
 * The scheme does not count, for a proxy may have ended TLS (OWASP CSRF Prevention Cheat Sheet, 2026-11).
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  return (
    origin !== null && URL.canParse(origin) && new URL(origin).host === new URL(request.url).host
  );
}
