import { fnv1a } from "../core/hash.ts";

/** A session cookie as a browser sends it back. */
export interface SentCookie {
  readonly value: string;
  /** Whether it was set where TLS was known to be in use, and must not go without it. */
  readonly isSecure: boolean;
}

/** Whose cookie it is: services on one host, which cookies do not tell apart by port, do not log each other out. */
export interface CookieOwner {
  readonly service: string;
  readonly base: string;
}

const maxCookiesLength = 16_384;
/** To check one takes a while, and anybody can send many. */
const maxCookies = 8;
/** What browsers take over TLS only, and let nobody overwrite without it (RFC 6265bis § 4.1.3.1). */
const securePrefix = "__Secure-";

/** Reads all session cookies of a request: another path of the host may have set one too. */
export function sessionCookies(request: Request, owner: CookieOwner): SentCookie[] {
  const name = nameOf(owner);
  const header = (request.headers.get("cookie") ?? "").slice(0, maxCookiesLength);
  const sent = header.split(";").flatMap((pair) => {
    const text = pair.trim();
    const isSecure = text.startsWith(securePrefix);
    const plain = isSecure ? text.slice(securePrefix.length) : text;
    return plain.startsWith(`${name}=`) ? [{ value: plain.slice(name.length + 1), isSecure }] : [];
  });
  return sent.slice(0, maxCookies);
}

/** Writes a cookie that a browser sends to the dashboard and its API only, and never for another site. */
export function cookieText(
  owner: CookieOwner,
  { value, isSecure }: SentCookie,
  maxAgeMs: number,
): string {
  const name = (isSecure ? securePrefix : "") + nameOf(owner);
  const attributes = `Path=${owner.base}; Max-Age=${maxAgeMs / 1_000}; HttpOnly; SameSite=Strict`;
  return `${name}=${value}; ${attributes}${isSecure ? "; Secure" : ""}`;
}

/** Tells whether a browser has sent a request by TLS, as far as can be told where a proxy has ended it. */
export function isByTls({ url, headers }: Request): boolean {
  const [first = ""] = (headers.get("x-forwarded-proto") ?? "").split(",");
  return (
    [url, headers.get("origin") ?? ""].some((address) => address.startsWith("https:")) ||
    first.trim().toLowerCase() === "https"
  );
}

function nameOf({ service }: CookieOwner): string {
  return `edgewatch_session_${(fnv1a(service) >>> 0).toString(36)}`;
}
