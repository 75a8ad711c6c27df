/** The hashes of the inline script and style of a page, as `sha256-…`. */
export interface InlineHashes {
  readonly scriptHash: string;
  readonly styleHash: string;
}

/**
 * Makes the headers of a page that runs what it carries and nothing else (Content Security Policy Level 3, Trusted Types).
 *
 * The referrer stays for this origin: without one, browsers send `Origin: null` with forms (Fetch, 2026-11).
 */
export function pageHeaders({ scriptHash, styleHash }: InlineHashes): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "connect-src 'self'",
    "img-src data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
    vary: "accept-encoding, accept-language, cookie",
  };
}
