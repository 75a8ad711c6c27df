import { edgewatch } from "../../src/index.ts";
import { parseSeriesKey, type Labels } from "../../src/core/labels.ts";
import { Series } from "../../src/metrics/series.ts";
import type { EdgewatchOptions } from "../../src/options.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { stillStore } from "../fakes/still-store.ts";

export interface CountedSeries {
  readonly labels: Labels;
  readonly requests: number;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
}

/** An app of one handler, and what was counted of its requests. */
export interface Used {
  readonly platform: FakePlatform;
  send(path: string, init?: RequestInit & { readonly cf?: object }): Promise<Response>;
  counted(): Promise<CountedSeries[]>;
}

export type Handler = (request: Request) => Response | Promise<Response>;

export function use(options: Partial<EdgewatchOptions> = {}, handler: Handler = hello): Used {
  const platform = createPlatform();
  const store = stillStore();
  const watch = edgewatch({ service: "shop", store, ...options }, platform);
  const app = watch.handler({ fetch: handler });
  return {
    platform,
    async send(path, { cf, ...init } = {}) {
      const request = new Request(`http://localhost${path}`, init);
      if (cf !== undefined) Object.defineProperty(request, "cf", { value: cf });
      return await app.fetch(request);
    },
    async counted() {
      await watch.flush();
      const { frames } = await store.totals();
      return frames.flatMap(({ series }) => series.map(([key, value]) => toCounted(key, value)));
    },
  };
}

function hello(): Response {
  return new Response("hello", { headers: { "content-type": "text/plain" } });
}

function toCounted(key: string, value: readonly number[]): CountedSeries {
  const series = new Series();
  series.merge(value);
  const { bytesIn, bytesOut } = series;
  const given = Object.entries(parseSeriesKey(key)).filter(([, text]) => text !== "");
  return {
    labels: Object.fromEntries(given),
    requests: series.durations.count,
    bytesIn,
    bytesOut,
  };
}
