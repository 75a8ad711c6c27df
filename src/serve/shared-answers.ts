import type { Clock } from "../core/clock.ts";

/** An answer that was read to its end. */
interface Answer {
  /** When it was begun to be made: nothing in it is older. */
  readonly begunMs: number;
  readonly status: number;
  readonly headers: readonly [name: string, value: string][];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** An answer that somebody is making. It is believed in for a while, for the request that makes it may be cancelled. */
interface Flight {
  readonly begunMs: number;
  outcome: { readonly answer: Answer } | { readonly error: unknown } | undefined;
}

const maxAnswers = 64;
const maxBytes = 8 * 1_024 * 1_024;
/** On Workers nothing takes away the flight of a request that was cancelled (2026-11). */
const maxFlights = 64;
const maxAgeLimitSeconds = 60;
/** How long others wait for an answer that somebody is making; then one of them makes it. */
const patienceMs = 3_000;
const pollMs = 20;
const secondMs = 1_000;

/**
 * Shares answers among those who say how old one may be, by `Cache-Control: max-age` of 1 to 60 s.
 *
 * Values are shared, never promises: on Workers a promise of a request that has ended never settles (2026-11).
 */
export class SharedAnswers {
  readonly #clock: Clock;
  /** The one made first comes first. */
  readonly #answers = new Map<string, Answer>();
  #flights = new Map<string, Flight>();
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Answers with what another asker was told not long ago, where this one takes that; else makes an answer.
   *
   * @param make is told how old what it answers may be; 0 where nothing may be shared
   */
  async answer(request: Request, make: (maxAgeMs: number) => Promise<Response>): Promise<Response> {
    const maxAgeMs = maxAgeOf(request);
    if (maxAgeMs === 0) return await make(0);
    return await this.#share(keyOf(request), maxAgeMs, () => make(maxAgeMs));
  }

  /** Forgets everything: what is being made by now is not kept either. */
  clear(): void {
    this.#answers.clear();
    this.#flights = new Map();
    this.#bytes = 0;
  }

  async #share(key: string, maxAgeMs: number, make: () => Promise<Response>): Promise<Response> {
    const flight = this.#flights.get(key);
    const waitMs = Math.min(patienceMs, maxAgeMs);
    for (;;) {
      const nowMs = this.#clock.monotonicMs();
      const kept = this.#answers.get(key);
      if (kept !== undefined && nowMs - kept.begunMs <= maxAgeMs) return toResponse(kept, nowMs);
      const outcome = flight?.outcome;
      if (outcome !== undefined) {
        if ("error" in outcome) throw outcome.error;
        return toResponse(outcome.answer, nowMs);
      }
      if (flight === undefined || nowMs - flight.begunMs >= waitMs) break;
      await this.#clock.delay(pollMs);
    }
    // Its request was cancelled, or its store is slow; another one may have taken over by now.
    const isFree = flight === this.#flights.get(key);
    return isFree ? await this.#fly(key, make) : await this.#share(key, maxAgeMs, make);
  }

  async #fly(key: string, make: () => Promise<Response>): Promise<Response> {
    const flights = this.#flights;
    const flight: Flight = { begunMs: this.#clock.monotonicMs(), outcome: undefined };
    const [oldest] = flights.keys();
    if (flights.size >= maxFlights && oldest !== undefined) flights.delete(oldest);
    flights.set(key, flight);
    try {
      const answer = await readWhole(await make(), flight.begunMs);
      flight.outcome = { answer };
      if (flights === this.#flights && answer.status === 200) this.#keep(key, answer);
      return toResponse(answer, flight.begunMs);
    } catch (error) {
      flight.outcome = { error };
      throw error;
    } finally {
      if (flights.get(key) === flight) flights.delete(key);
    }
  }

  #keep(key: string, answer: Answer): void {
    // Whoever took over from this one may have been faster.
    if ((this.#answers.get(key)?.begunMs ?? 0) > answer.begunMs) return;
    this.#forget(key);
    if (answer.body.length > maxBytes) return;
    this.#answers.set(key, answer);
    this.#bytes += answer.body.length;
    for (const [oldest, { begunMs }] of this.#answers) {
      const isOld = answer.begunMs - begunMs > maxAgeLimitSeconds * secondMs;
      if (!isOld && this.#answers.size <= maxAnswers && this.#bytes <= maxBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#answers.get(key)?.body.length ?? 0;
    this.#answers.delete(key);
  }
}

async function readWhole(response: Response, begunMs: number): Promise<Answer> {
  const body = new Uint8Array(await response.arrayBuffer());
  return { begunMs, status: response.status, headers: [...response.headers], body };
}

function toResponse({ status, headers, body, begunMs }: Answer, nowMs: number): Response {
  const age = String(Math.floor(Math.max(0, nowMs - begunMs) / secondMs));
  return new Response(body, { status, headers: [...headers, ["age", age]] });
}

/**
 * What was asked, and in which form it is wanted.
 *
 * Relative times stay as they are: an answer to `-1h` tells its own bounds, and these are no older than the asker allows.
 */
function keyOf(request: Request): string {
  const { pathname, search } = new URL(request.url);
  return `${request.headers.get("accept") ?? ""} ${pathname}${search}`;
}

/** How old an answer may be; 0 where nothing is said, or something else. */
function maxAgeOf(request: Request): number {
  const [, seconds] =
    /^\s*max-age=(\d{1,9})\s*$/i.exec(request.headers.get("cache-control") ?? "") ?? [];
  return Math.min(Number(seconds ?? 0), maxAgeLimitSeconds) * secondMs;
}
