import type { Clock } from "../core/clock.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Cells } from "../core/store.ts";
import { SessionEndings } from "./session-endings.ts";
import { isSigned, signSession } from "./session-key.ts";

/** A browser that has logged in. */
export interface Session {
  readonly id: string;
  readonly expiresMs: number;
}

export interface SessionsParts {
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly cells: Cells | undefined;
}

/** How long a session lasts after it was last renewed. */
export const sessionMs: number = 12 * 3_600_000;
const cookieName = "edgewatch_session";
const maxCookiesLength = 16_384;
/** To check one takes a while, and anybody can send many. */
const maxCookies = 8;

/**
 * Makes and reads session cookies. What one says is signed by the token, so that every isolate can read it, and nobody has to
 * keep it; that one was ended before its time is agreed upon in the store.
 */
export class Sessions {
  readonly #clock: Clock;
  readonly #ids: RandomIds;
  readonly #endings: SessionEndings;

  constructor({ clock, ids, cells }: SessionsParts) {
    this.#clock = clock;
    this.#ids = ids;
    this.#endings = new SessionEndings(clock, cells);
  }

  /** Makes the cookie of a new session, or of one that goes on. */
  async cookie(request: Request, token: string, base: string, id?: string): Promise<string> {
    const text = `${this.#clock.now() + sessionMs}.${id ?? this.#ids.next(16)}`;
    const value = `${text}.${await signSession(text, token)}`;
    return cookieText(request, base, value, sessionMs / 1_000);
  }

  /** Finds the session of a request; undefined where there is none, or it is over. */
  async find(request: Request, token: string): Promise<Session | undefined> {
    for (const value of cookiesOf(request)) {
      const [expires = "", id = "", signature = ""] = value.split(".");
      const expiresMs = Number(expires);
      if (!(expiresMs > this.#clock.now()) || id === "") continue;
      if (!(await isSigned(`${expires}.${id}`, signature, token))) continue;
      if (await this.#endings.isOver(id)) continue;
      return { id, expiresMs };
    }
    return undefined;
  }

  /** Ends a session everywhere; returns what takes the cookie away. */
  async end(request: Request, { id }: Session, base: string): Promise<string> {
    await this.#endings.end(id, sessionMs);
    return cookieText(request, base, "", 0);
  }
}

/** All of that name: another path of this host may have set one too. */
function cookiesOf(request: Request): string[] {
  const header = (request.headers.get("cookie") ?? "").slice(0, maxCookiesLength);
  const values = header.split(";").flatMap((pair) => {
    const text = pair.trim();
    return text.startsWith(`${cookieName}=`) ? [text.slice(cookieName.length + 1)] : [];
  });
  return values.slice(0, maxCookies);
}

function cookieText(request: Request, base: string, value: string, maxAge: number): string {
  // Where a proxy has ended TLS, the browser's Origin still tells of it with a form, and the proxy's own header otherwise.
  const isSecure =
    [request.url, request.headers.get("origin") ?? ""].some((url) => url.startsWith("https:")) ||
    request.headers.get("x-forwarded-proto") === "https";
  const attributes = `Path=${base}; Max-Age=${maxAge}; HttpOnly; SameSite=Strict`;
  return `${cookieName}=${value}; ${attributes}${isSecure ? "; Secure" : ""}`;
}
