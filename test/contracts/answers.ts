import { expect, onTestFinished, test } from "vitest";
import { frameMs } from "../../src/core/frame.ts";
import { RandomIds } from "../../src/core/random-ids.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Store } from "../../src/core/store.ts";
import { MetricHandle } from "../../src/metrics/metric-handle.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { readSeries } from "../../src/query/series.ts";
import { parseSeriesQuery } from "../../src/query/series-query.ts";
import { readUsage } from "../../src/query/usage.ts";
import { parseUsageQuery } from "../../src/query/usage-query.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { observed } from "../fakes/observed.ts";
import { createRandom, pick } from "../fakes/random.ts";

const startMs = Date.UTC(2026, 5, 1, 9, 59, 30);
const settings = {
  apdex: { routes: { "/slow": 2_000 } },
  objective: undefined,
  ownLabels: ["plan"],
};

const duration = new MetricHandle({
  kind: "histogram",
  name: "http.client.request.duration",
  unit: "s",
  labels: [["server.address", "stock"]],
});

const questions = [
  "usage?from=-1h",
  "usage?from=-2h&by=route,status,consumer,plan&order=-p99,route,status,consumer,plan&limit=500",
  "usage?from=-45m&step=1m&by=status_class&order=time,status_class&limit=1000",
  "usage?from=-40m&by=consumer&status=5xx&compare=previous&order=consumer",
  "usage?from=-3h&by=&plan=pro",
  "usage?from=-30m&by=country,release&route=/orders&route=/slow&order=country",
  "series?from=-1h&by=route&measures=requests,errors,p50,p99_9,apdex,unique_consumers",
  "series?from=-20m&step=10s&by=plan&status=200",
];

/** What the answers to these questions hash to, in whatever store, on whatever runtime. */
const expectedDigest = "a123938be50f90bfab069422946d26cc3502e48590b2a5443ccdbcd4928938c7";

/** Every store gives the same JSON for the same question. */
export function describeAnswers(name: string, open: (clock: Clock) => Store): void {
  test(`${name} answers like every other store, on every runtime`, async () => {
    const answers = await ask(open);
    expect(answers).toEqual(await ask((clock) => memoryStore({ clock })));
    expect(await digestOf(answers)).toBe(expectedDigest);
  }, 60_000);
}

async function ask(open: (clock: Clock) => Store): Promise<string[]> {
  const clock = new FakeClock(startMs);
  const store = open(clock);
  onTestFinished(() => store.close?.());
  await send(store, clock);
  const answers: string[] = [];
  for (const question of questions) {
    const [what, search] = question.split("?");
    const parameters = new URLSearchParams(search);
    const answer =
      what === "usage"
        ? await readUsage(store, parseUsageQuery(parameters, clock.now(), settings))
        : await readSeries(store, parseSeriesQuery(parameters, clock.now(), settings));
    // Memory alone says that it covers but its source.
    answers.push(JSON.stringify({ ...answer, coverage: "" }));
  }
  return answers;
}

/** Two hours of five sources, some of whose batches come late. */
async function send(store: Store, clock: FakeClock): Promise<void> {
  const random = createRandom(21);
  const sources = Array.from({ length: 5 }, (_, index) => {
    const recorder = new Recorder();
    const origin = { service: "orders", release: index < 3 ? "v1" : "v2" };
    const ids = new RandomIds((bytes) => bytes.fill(index + 1));
    return {
      recorder,
      flusher: new Flusher({ origin, store, recorder, clock, ids, windowMs: 5_000 }),
    };
  });
  for (let turn = 0; turn < 720; turn++) {
    for (const { recorder, flusher } of sources) {
      for (let requests = Math.floor(random() * 4); requests > 0; requests--) {
        recorder.begin(clock.now());
        recorder.observe(clock.now(), requestOf(random));
        // What is measured beside requests is no request.
        recorder.record(clock.now(), duration, 0.5, { bytesIn: 1, bytesOut: 2 });
      }
      if (random() < 0.4) await flusher.flush();
    }
    clock.pass(frameMs);
  }
  for (const { flusher } of sources) await flusher.flush();
}

function requestOf(random: () => number): ReturnType<typeof observed> {
  const route = pick(random, ["/orders", "/orders/:id", "/slow"]);
  const durationMs = Math.round(random() * (route === "/slow" ? 4_000 : 40)) / 4;
  return observed(
    pick(random, ["GET", "POST"]),
    route,
    pick(random, [200, 200, 404, 500]),
    durationMs,
    {
      bytesIn: random() < 0.5 ? 0 : undefined,
      bytesOut: Math.floor(random() * 5_000),
      labels: {
        country: pick(random, ["DE", "FR", ""]),
        plan: pick(random, ["free", "pro"]),
        consumer: `c${Math.floor(random() * 12)}`,
      },
    },
  );
}

async function digestOf(answers: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(answers.join("\n"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
