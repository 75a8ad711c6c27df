import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "../start/reason.ts";
import { Tally } from "./tally.ts";

const askTimeoutMs = 10_000;

/** The part of a row of usage that is compared. */
interface UsageRow {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly requests: number;
}

/** Asks Edgewatch what it has counted since a point in time. */
export class UsageReader {
  readonly #url: URL;
  readonly #token: string;

  constructor(base: URL, token: string, sinceMs: number) {
    this.#url = new URL("/_edgewatch/api/usage", base);
    this.#url.search = new URLSearchParams({
      from: new Date(sinceMs).toISOString(),
      by: "route,method,status",
      limit: "1000",
    }).toString();
    this.#token = token;
  }

  async read(): Promise<Tally> {
    const response = await this.#ask().catch((error: unknown) => {
      throw new Error(`Cannot read the usage: ${reasonOf(error)}`, { cause: error });
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot read the usage: ${response.status} ${text}`);
    const { rows }: { rows: readonly UsageRow[] } = JSON.parse(text);
    const tally = new Tally();
    for (const { route, method, status, requests } of rows) {
      tally.add({ route, method, status: String(status), requests });
    }
    return tally;
  }

  /** Reads until `expected` requests have been counted since `before`, or until the deadline. */
  async readUntil(expected: number, before: Tally, deadlineMs: number): Promise<Tally> {
    const end = performance.now() + deadlineMs;
    for (;;) {
      const counted = (await this.read()).minus(before);
      if (counted.total >= expected || performance.now() > end) return counted;
      await delay(200);
    }
  }

  #ask(): Promise<Response> {
    return fetch(this.#url, {
      headers: { authorization: `Bearer ${this.#token}`, accept: "application/json" },
      signal: AbortSignal.timeout(askTimeoutMs),
    });
  }
}
