import { Pool } from "pg";
import {
  breakerCheck,
  qdrantCheck,
  queryCheck,
  redisTcpCheck,
  upstashCheck,
  type Check,
  type CircuitState,
} from "../../src/checks.ts";
import type { Dependency } from "../../src/dependency.ts";
import { edgewatch } from "../../src/index.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/core/store.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import type { LogLine } from "../fakes/fake-platform.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";
import { freePort } from "../services/free-port.ts";
import { PostgresServer } from "../services/postgres-server.ts";
import { QdrantDouble } from "../services/qdrant-double.ts";

const hostname = "127.0.0.1";
const often = { ttlMs: 60, timeoutMs: 600, failureThreshold: 2, successThreshold: 2 };
const queryTimeoutMs = 500;
const deadlineMs = 12_000;
const pauseMs = 10;

/** One of two instances of a service that share a store, as two processes do. */
export interface StoryInstance {
  readonly app: Asked;
  readonly lines: readonly LogLine[];
  readonly vectors: Dependency;
}

interface Component {
  readonly status: string;
  readonly output?: string;
  readonly observedValue?: unknown;
  readonly passive?: true;
  readonly standing: string;
  readonly history: readonly {
    readonly time: string;
    readonly from: string;
    readonly to: string;
    readonly output?: string;
  }[];
}

interface Document {
  readonly status: string;
  readonly checks: Readonly<Record<string, readonly [Component]>>;
}

/** What one instance says of itself. */
export interface Look {
  readonly health: string;
  readonly ready: number;
  readonly checks: Readonly<Record<string, Component>>;
}

interface Services {
  readonly redis: RedisServer;
  readonly redisPort: number;
  readonly proxy: UpstashProxy;
  readonly postgres: PostgresServer;
  readonly pool: Pool;
  readonly qdrant: QdrantDouble;
}

/** A service with real dependencies, and what it says of them while they fail and come back. */
export class Story {
  readonly services: Services;
  readonly instances: readonly [StoryInstance, StoryInstance];
  /** What the first instance has said since the chapter began, whenever it changed. */
  readonly told: string[] = [];
  /** Who has tried to bring Redis back since then, and which attempt it was. */
  readonly attempts: { readonly instance: number; readonly attempt: number }[] = [];
  /** What an attempt to bring Redis back does. */
  repair: (attempt: number) => unknown = () => {};
  /** What there was to see when the chapter began. */
  #first: Look | undefined;
  #firstLines = 0;

  private constructor(services: Services) {
    this.services = services;
    const store = memoryStore();
    this.instances = [this.#createInstance(0, store), this.#createInstance(1, store)];
  }

  /** Starts all; `cleanUp` is told how to end each, also where another one does not start. */
  static async begin(cleanUp: (end: () => Promise<void>) => void): Promise<Story> {
    const redisPort = await freePort();
    const redis = await RedisServer.start("--port", String(redisPort), "--bind", hostname);
    cleanUp(() => redis.stop());
    const postgres = await PostgresServer.start();
    cleanUp(() => postgres.remove());
    const qdrant = await QdrantDouble.start();
    cleanUp(() => qdrant.stop());
    const proxy = await UpstashProxy.start(redis);
    cleanUp(() => proxy.stop());
    const pool = new Pool({
      connectionString: postgres.url,
      max: 4,
      connectionTimeoutMillis: queryTimeoutMs,
      query_timeout: queryTimeoutMs,
    });
    // A session that is cut off while nobody uses it.
    pool.on("error", () => {});
    cleanUp(() => pool.end());
    return new Story({ redis, redisPort, proxy, postgres, pool, qdrant });
  }

  /** Forgets what was told before. */
  async beginChapter(): Promise<void> {
    this.#first = await this.until("all to be well", isWell);
    this.told.length = 0;
    this.attempts.length = 0;
    this.#firstLines = this.instances[0].lines.length;
  }

  /** Asks both instances until it holds in as many of them; returns what the first one says then. */
  async until(what: string, holds: (look: Look) => boolean, { of = 2 } = {}): Promise<Look> {
    const endMs = performance.now() + deadlineMs;
    for (;;) {
      const [first, second] = await Promise.all([
        lookAt(this.instances[0].app),
        lookAt(this.instances[1].app),
      ]);
      this.#note(`health ${first.health}`);
      this.#note(`ready ${first.ready}`);
      if ([first, second].slice(0, of).every((look) => holds(look))) return first;
      if (performance.now() > endMs) {
        throw new Error(`Waited in vain: ${what}; ${JSON.stringify(this.told)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** How the first instance has seen a check change in this chapter. */
  historyOf({ checks }: Look, name: string): string[] {
    const history = checks[name]?.history ?? [];
    // Not by time: a change has that of the look that found it, which may have begun in the chapter before.
    const known = new Set(
      this.#first?.checks[name]?.history.map(({ time, to }) => `${time} ${to}`),
    );
    return history
      .filter(({ time, to }) => !known.has(`${time} ${to}`))
      .map(({ from, to, output }) =>
        [from, to, ...(output === undefined ? [] : [output])].join(" "),
      );
  }

  /** What the log of the first instance has said of a check in this chapter. */
  linesOf(name: string): string[] {
    return this.instances[0].lines
      .slice(this.#firstLines)
      .filter((line) => line["check.name"] === name && !("recovery.attempt" in line))
      .map(({ level, message }) => `${String(level)}: ${String(message)}`);
  }

  #note(text: string): void {
    const [kind] = text.split(" ");
    const before = this.told.findLast((told) => told.startsWith(`${kind} `));
    const isFirstAndWell = before === undefined && /pass 200$|ready 200$/.test(text);
    if (text !== before && !isFirstAndWell) this.told.push(text);
  }

  #createInstance(instance: number, store: Store): StoryInstance {
    const { qdrant } = this.services;
    const lines: LogLine[] = [];
    const circuit = {
      name: "vectors",
      get state(): CircuitState {
        return vectors.state;
      },
    };
    const checks = [
      ...this.#checks(instance),
      breakerCheck(circuit, { ...often, critical: false }),
    ];
    const watch = edgewatch(
      { service: "orders", token, store, checks },
      { write: (line) => void lines.push(JSON.parse(line) as LogLine) },
    );
    const vectors: Dependency = watch.dependency("vectors", {
      timeoutMs: deadlineMs,
      breaker: { minCalls: 5, openMs: 400, tryTimeoutMs: deadlineMs },
    });
    const { apiKey, collection } = qdrant.address;
    const target = `${qdrant.url}/collections/${collection}`;
    const app = watch.handler({
      async fetch(_request: Request) {
        const found = await vectors.fetch(target, { headers: { "api-key": apiKey } });
        return new Response(await found.text(), { status: found.status });
      },
    });
    return { app, lines, vectors };
  }

  #checks(instance: number): readonly Check[] {
    const { redisPort, proxy, pool, qdrant } = this.services;
    const recover = {
      ...{ after: 2, cooldownMs: 50, timeoutMs: 2_000 },
      run: async ({ attempt }: { readonly attempt: number }) => {
        this.attempts.push({ instance, attempt });
        await this.repair(attempt);
      },
    };
    return [
      redisTcpCheck("redis", { hostname, port: redisPort }, { ...often, recover }),
      upstashCheck("redis-rest", proxy.address, { ...often, degradedAfterMs: 250 }),
      queryCheck("db", () => pool.query("SELECT 1"), { ...often, critical: false }),
      qdrantCheck("vectors", qdrant.address, { ...often, critical: false }),
    ];
  }
}

export function isWell({ health, ready }: Look): boolean {
  return health === "pass 200" && ready === 200;
}

async function lookAt(app: Asked): Promise<Look> {
  const response = await ask(app, "/health");
  const { status, checks }: Document = await response.json();
  const ready = await ask(app, "/readyz", { headers: { authorization: "" } });
  const components = Object.entries(checks).map(
    ([name, [component]]) => [name, component] as const,
  );
  return {
    health: `${status} ${response.status}`,
    ready: ready.status,
    checks: Object.fromEntries(components),
  };
}
