import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { fnv1a } from "../core/hash.ts";
import { keepNewest } from "../core/keep-newest.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Cells } from "../core/store.ts";
import { SharedCells } from "../errors/shared-cells.ts";

/** Attempts that failed since a moment, or may yet fail. */
interface Attempts {
  readonly count: number;
  readonly sinceMs: number;
}

export interface LoginLimitParts {
  readonly clock: Clock;
  readonly ids: RandomIds;
  /** Where there are none, each isolate counts for itself. */
  readonly cells: Cells | undefined;
}

const windowMs = 10 * 60_000;
const maxAttempts = 10;
/** Where the client's address is not known, all share one count, and nobody shall lock out the rest that easily. */
const maxAttemptsOfAll = 100;
const timeoutMs = 2_000;
const maxAddresses = 1_000;

/** Bounds how often somebody may guess the token: attempts count before they are judged, so that many at once gain nothing. */
export class LoginLimit {
  readonly #clock: Clock;
  readonly #shared: SharedCells | undefined;
  readonly #own = new Map<string, Attempts>();

  constructor({ clock, ids, cells }: LoginLimitParts) {
    this.#clock = clock;
    this.#shared = cells === undefined ? undefined : new SharedCells(cells, ids, windowMs);
  }

  /** Counts an attempt; returns how long to wait before another where there were too many, and 0 otherwise. */
  async take(address: string | undefined): Promise<number> {
    const name = nameOf(address);
    const max = address === undefined ? maxAttemptsOfAll : maxAttempts;
    const known = this.#next(this.#own.get(name));
    keepNewest(this.#own, name, known, maxAddresses);
    // Who is refused anyway shall not cost the store anything.
    const shared = known.count > max ? known : await this.#share(name).catch(() => known);
    const { count, sinceMs } = shared.count > known.count ? shared : known;
    return count > max ? Math.max(1, sinceMs + windowMs - this.#clock.now()) : 0;
  }

  /** Forgets the attempts of one who knew the token. */
  async forget(address: string | undefined): Promise<void> {
    const name = nameOf(address);
    this.#own.delete(name);
    const nobody = { value: { count: 0, sinceMs: this.#clock.now() }, answer: undefined };
    await this.#within(this.#shared?.change<Attempts, void>(name, () => nobody)).catch(() => {});
  }

  async #share(name: string): Promise<Attempts> {
    const change = this.#shared?.change<Attempts, Attempts>(name, (before) => {
      const value = this.#next(before);
      return { value, answer: value };
    });
    return (await this.#within(change)) ?? this.#next(undefined);
  }

  #next(before: Attempts | undefined): Attempts {
    const nowMs = this.#clock.now();
    if (before === undefined || nowMs - before.sinceMs >= windowMs) {
      return { count: 1, sinceMs: nowMs };
    }
    return { count: before.count + 1, sinceMs: before.sinceMs };
  }

  async #within<T>(work: Promise<T> | undefined): Promise<T | undefined> {
    if (work === undefined) return undefined;
    return await withDeadline(work, "count an attempt to log in", timeoutMs, this.#clock);
  }
}

/** Addresses are long, and nobody else's business. */
function nameOf(address: string | undefined): string {
  if (address === undefined) return "login";
  const network = networkOf(address);
  return `login:${fnv1a(network).toString(16)}:${fnv1a(network, 1).toString(16)}`;
}

/** Whoever has one address of IPv6 has the 2^64 that begin alike (RFC 6177). */
function networkOf(address: string): string {
  if (!address.includes(":") || !URL.canParse(`http://[${address}]/`)) return address;
  const [before = "", after] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const head = before === "" ? [] : before.split(":");
  const tail = after === undefined || after === "" ? [] : after.split(":");
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].slice(0, 4).join(":");
}
