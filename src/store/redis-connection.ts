/** The part of a client of `@upstash/redis` that the store uses. */
export interface RedisClient {
  eval(script: string, keys: string[], args: string[]): Promise<unknown>;
  mget(...keys: string[]): Promise<unknown>;
}

const maxReasonLength = 300;

/** Calls a client under one prefix, and tells failures without what was sent. */
export class RedisConnection {
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #secret: string | undefined;

  constructor(client: RedisClient, prefix: string, secret?: string) {
    this.#client = client;
    this.#prefix = prefix;
    this.#secret = secret;
  }

  /** Runs a script that answers a text like `pattern`. */
  async write(
    script: string,
    keys: readonly string[],
    args: readonly string[],
    pattern: RegExp,
  ): Promise<string> {
    const answer = await this.#asking("write to", () =>
      this.#client.eval(script, this.#named(keys), [...args]),
    );
    // A client whose signal has ended answers "Aborted".
    if (typeof answer === "string" && pattern.test(answer)) return answer;
    throw new Error("Cannot write to Redis: the answer is none of the script's; check the address");
  }

  /** Reads values from where writes go, by a script that is an MGET. */
  async readByScript(
    script: string,
    keys: readonly string[],
  ): Promise<readonly (string | undefined)[]> {
    const values = await this.#asking("read from", () =>
      this.#client.eval(script, this.#named(keys), []),
    );
    return checkedValues(values, keys.length);
  }

  /** Reads values, maybe from a replica. */
  async read(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    const values = await this.#asking("read from", () => this.#client.mget(...this.#named(keys)));
    return checkedValues(values, keys.length);
  }

  #named(keys: readonly string[]): string[] {
    return keys.map((key) => `${this.#prefix}:${key}`);
  }

  async #asking(what: string, ask: () => Promise<unknown>): Promise<unknown> {
    try {
      return await ask();
    } catch (error) {
      throw this.#failure(what, error);
    }
  }

  /** The client puts the whole command into its messages, which holds every name that was counted. */
  #failure(what: string, error: unknown): Error {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const [reason = ""] = message.split(", command was:");
    const told = this.#secret === undefined ? reason : reason.replaceAll(this.#secret, "…");
    const cause = new Error(told.replaceAll(/\s+/g, " ").slice(0, maxReasonLength));
    cause.name = name;
    return new Error(`Cannot ${what} Redis: ${cause.message}`, { cause });
  }
}

function checkedValues(values: unknown, count: number): readonly (string | undefined)[] {
  if (!Array.isArray(values) || values.length !== count) {
    throw new Error("Cannot read from Redis: the answer is no list of values; check the address");
  }
  const list: readonly unknown[] = values;
  return list.map((value) => (typeof value === "string" ? value : undefined));
}
