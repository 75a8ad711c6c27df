import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, memoryStore } from "../../src/server.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import type { SeriesValue } from "../../src/core/frame.ts";
import { Histogram } from "../../src/metrics/histogram.ts";
import { token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { createRandom } from "../fakes/random.ts";
import { durationsOf, seriesOf } from "../fakes/series.ts";
import type { Demo } from "./demo.ts";

export interface MonthOptions {
  readonly routes: number;
  readonly hours: number;
}

const hourMs = 3_600_000;

/** A system with many routes that has been watched for a long time, one batch an hour. */
export async function createMonth({ routes, hours }: MonthOptions): Promise<Demo> {
  const platform = createPlatform({ name: "node" });
  const { clock } = platform;
  const store = memoryStore({ clock });
  const random = createRandom(7);
  const names = Array.from(
    { length: routes },
    (_, at) => [`service-${at % 5}`, `/things/${at}/:id`] as const,
  );

  function value(): SeriesValue {
    const durations = new Histogram();
    for (let at = 0; at < 6; at++) durations.record(5 * Math.exp(3 * random()));
    return seriesOf(durationsOf(durations));
  }

  for (let hour = 0; hour <= hours; hour++) {
    const startMs = clock.now() - (clock.now() % 10_000);
    const series = names.flatMap(([service, route], at) =>
      ["200", ...(at % 20 === 0 ? ["500"] : [])].map(
        (status) => [formatSeriesKey({ service, route, method: "GET", status }), value()] as const,
      ),
    );
    await store.apply({
      source: "month",
      sequence: hour + 1,
      frames: [{ startMs, started: series.length * 6, dropped: [], series }],
    });
    if (hour < hours) await clock.advance(hourMs);
  }
  const watch = edgewatch({ service: "service-0", token, store, dashboard: dashboard() }, platform);
  const { fetch } = watch.handler({ fetch: () => new Response("hi") });
  return {
    clock,
    fetch,
    visit() {
      fetch(new Request("https://shop.example/"));
      return Promise.resolve();
    },
    close: () => watch.close(),
  };
}
