import type { Store } from "../../src/core/store.ts";
import { edgewatch, memoryStore, type Edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import { GroupMemory } from "../../src/query/group-memory.ts";
import { createLiveRoute, type LiveContext } from "../../src/serve/live-route.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { settle, type FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { EventReader } from "./event-reader.ts";

/** Whatever an event may hold. */
export interface LiveData {
  readonly requests?: number;
  readonly errors?: number;
  readonly routes?: readonly {
    readonly service: string;
    readonly method: string;
    readonly route: string;
    readonly requests: number;
    readonly errors: number;
  }[];
  readonly other?: { readonly requests: number; readonly errors: number };
  readonly [name: string]: unknown;
}

export type LiveReader = EventReader<LiveData>;

/** An app that is watched, on a clock that stands still. */
export interface Live {
  readonly watch: Edgewatch;
  readonly app: Asked;
  readonly clock: FakeClock;
  /** How often totals were read. */
  readonly reads: () => number;
  /** Opens a stream without reading from it. */
  readonly open: (lastId?: string) => Promise<Response>;
  readonly view: (lastId?: string) => Promise<LiveReader>;
  /** Sends requests to `/<status>/<name>`. */
  readonly send: (path: string, count?: number) => Promise<void>;
  readonly advance: (ms: number) => Promise<void>;
}

export interface LiveOptions extends Partial<EdgewatchOptions> {
  readonly isTrusted?: LiveContext["isTrusted"];
  /** Put before the store. */
  readonly inFront?: (store: Store) => Store;
}

export function createLive(options: LiveOptions = {}): Live {
  const { isTrusted = () => Promise.resolve(true), inFront, ...others } = options;
  const platform = createPlatform();
  const { clock } = platform;
  const inner = others.store ?? memoryStore({ clock });
  const counted = countReads(inFront?.(inner) ?? inner);
  const watch = edgewatch(
    {
      ...{ service: "orders", token, route: (request) => new URL(request.url).pathname },
      ...others,
      store: counted.store,
      dashboard: {
        attach(context) {
          const memory = new GroupMemory();
          const live = createLiveRoute({ ...context, memory, isTrusted });
          return {
            find: (path) => (path === `${context.base}/api/live` ? live : undefined),
            letIn: () => Promise.resolve(undefined),
            instead: () => undefined,
            recall: (maxAgeMs) => memory.recall(maxAgeMs),
            forgetNotes: () => memory.forgetNotes(),
            close: () => live.close(),
          };
        },
      },
    },
    platform,
  );
  const app = watch.handler({
    fetch(request: Request) {
      const [, status] = new URL(request.url).pathname.split("/");
      if (status === "throw") throw new Error("no way");
      return new Response("hi", { status: Number(status) });
    },
  });
  async function open(lastId?: string): Promise<Response> {
    const headers: Record<string, string> = lastId === undefined ? {} : { "last-event-id": lastId };
    return await ask(app, "/_edgewatch/api/live", { headers });
  }
  return {
    ...{ watch, app, clock, open },
    reads: counted.reads,
    async view(lastId) {
      const reader = new EventReader<LiveData>(await open(lastId));
      await settle();
      return reader;
    },
    async send(path, count = 1) {
      for (let n = 0; n < count; n++) await ask(app, path);
    },
    async advance(ms) {
      await clock.advance(ms);
      await settle();
    },
  };
}

function countReads(inner: Store): { readonly store: Store; readonly reads: () => number } {
  let reads = 0;
  const { coverage, notes, cells } = inner;
  const store: Store = {
    ...{ coverage, notes, cells },
    apply: (batch) => inner.apply(batch),
    read: (range, stepMs) => inner.read(range, stepMs),
    totals() {
      reads++;
      return inner.totals();
    },
  };
  return { store, reads: () => reads };
}

/** Adds up what the events of a viewer say that routes have counted since it came. */
export function sumOf(reader: LiveReader): Record<string, readonly [number, number]> {
  const sums: Record<string, readonly [number, number]> = {};
  for (const { routes = [], other } of reader.named("routes")) {
    const rest = other === undefined ? [] : [{ ...other, route: "other" }];
    for (const { route, requests, errors } of [...routes, ...rest]) {
      const [before = 0, failed = 0] = sums[route] ?? [];
      sums[route] = [before + requests, failed + errors];
    }
  }
  return sums;
}
