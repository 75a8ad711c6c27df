import type { Clock } from "../core/clock.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Cells } from "../core/store.ts";
import {
  cookieText,
  isByTls,
  sessionCookies,
  type CookieOwner,
  type SentCookie,
} from "./session-cookie.ts";
import { SessionEndings } from "./session-endings.ts";
import { isSigned, signSession } from "./session-key.ts";

/** A browser that has logged in. */
export interface Session {
  readonly id: string;
  readonly expiresMs: number;
  /** Whether its cookie must not go without TLS. */
  readonly isSecure: boolean;
}

export interface SessionsParts extends CookieOwner {
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly cells: Cells | undefined;
}

/** How long a session lasts after it was last renewed. */
const sessionMs = 12 * 3_600_000;

/**
 * Makes and reads session cookies. What one says is signed by the token, so that every isolate can read it, and nobody has to
 * keep it; that one was ended before its time is agreed upon in the store.
 */
export class Sessions {
  readonly #clock: Clock;
  readonly #ids: RandomIds;
  readonly #owner: CookieOwner;
  readonly #endings: SessionEndings;

  constructor({ clock, ids, cells, service, base }: SessionsParts) {
    this.#clock = clock;
    this.#ids = ids;
    this.#owner = { service, base };
    this.#endings = new SessionEndings(clock, cells);
  }

  /** Begins a session; returns its cookie. */
  async begin(request: Request, token: string): Promise<string> {
    return await this.#cookie({ id: this.#ids.next(16), isSecure: isByTls(request) }, token);
  }

  /** Finds the session of a request; undefined where there is none, or it is over. */
  async find(request: Request, token: string): Promise<Session | undefined> {
    for (const sent of sessionCookies(request, this.#owner)) {
      const session = await this.#read(sent, token);
      if (session !== undefined) return session;
    }
    return undefined;
  }

  /** Makes the cookie by which a session goes on; undefined where it lasts for a while yet. */
  async renewal(session: Session, token: string): Promise<string | undefined> {
    const leftMs = session.expiresMs - this.#clock.now();
    return leftMs > sessionMs / 2 ? undefined : await this.#cookie(session, token);
  }

  /** Ends all sessions of a request, everywhere; returns what takes their cookies away. */
  async end(request: Request, token: string): Promise<string[]> {
    const cookies: string[] = [];
    for (const sent of sessionCookies(request, this.#owner)) {
      const session = await this.#read(sent, token);
      if (session === undefined) continue;
      await this.#endings.end(session.id, sessionMs);
      cookies.push(cookieText(this.#owner, { ...sent, value: "" }, 0));
    }
    return cookies;
  }

  async #read({ value, isSecure }: SentCookie, token: string): Promise<Session | undefined> {
    const [expires = "", id = "", signature = ""] = value.split(".");
    const expiresMs = Number(expires);
    if (!(expiresMs > this.#clock.now()) || id === "") return undefined;
    if (!(await isSigned(`${expires}.${id}`, signature, token))) return undefined;
    return (await this.#endings.isOver(id)) ? undefined : { id, expiresMs, isSecure };
  }

  async #cookie(
    { id, isSecure }: Pick<Session, "id" | "isSecure">,
    token: string,
  ): Promise<string> {
    const text = `${this.#clock.now() + sessionMs}.${id}`;
    const value = `${text}.${await signSession(text, token)}`;
    return cookieText(this.#owner, { value, isSecure }, sessionMs);
  }
}
