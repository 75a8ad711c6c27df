import { describe, expect, test } from "vitest";
import { effort } from "../fakes/effort.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { accounted, createRequest, FakeReceiver, setUp, type Answer } from "./http-fakes.ts";

const levels = ["info", "debug", "error", "fatal"] as const;

describe("httpSink() under random faults", () => {
  test("accounts for every record at every moment, and tells the truth about them", async () => {
    for (let seed = 1; seed <= effort(60, 3_000); seed++) await play(seed);
  });
});

/** A life of a sink: requests come and are cancelled, the receiver does what it likes, and recovers at the end. */
async function play(seed: number): Promise<void> {
  const random = createRandom(seed);
  let isHealthy = false;
  const receiver = new FakeReceiver(() => (isHealthy ? 200 : randomAnswer(random)));
  const { log, clock, sink } = setUp(receiver, {
    random,
    retries: Math.floor(random() * 5),
    maxBatchRecords: 1 + Math.floor(random() * 20),
    maxBatchBytes: 500 + Math.floor(random() * 5_000),
    queue: {
      maxRecords: 5 + Math.floor(random() * 100),
      maxBytes: 2_000 + Math.floor(random() * 20_000),
    },
    delayMs: Math.floor(random() * 5_000),
  });
  const isOnWorkers = random() < 0.7;
  let written = 0;
  for (let step = 0; step < 60; step++) {
    for (let left = random() < 0.1 ? 60 : random() * 5; left > 1; left--) {
      const size = random() < 0.05 ? 3_000 : random() * 200;
      const background = random() < 0.8 ? createRequest().background : undefined;
      log(
        `${++written} ${"é".repeat(size)}`,
        pick(random, levels),
        isOnWorkers ? background : undefined,
      );
    }
    if (isOnWorkers && random() < 0.1) clock.cancelDelays();
    if (random() < 0.05) void sink.flush();
    await clock.advance(random() < 0.2 ? random() * 20_000 : random() * 500);
    expect(accounted(sink), `seed ${seed}`).toBe(written);
  }
  isHealthy = true;
  const flushed = sink.flush();
  await clock.advance(600_000);
  await flushed;
  const { delivered, queued } = sink.counts();
  expect(queued, `seed ${seed}`).toBe(0);
  expect(accounted(sink), `seed ${seed}`).toBe(written);
  expectTruth(receiver, delivered);
}

function expectTruth(receiver: FakeReceiver, delivered: number): void {
  const byBatch = Map.groupBy(receiver.posts, ({ batch }) => batch);
  const taken: string[] = [];
  for (const posts of byBatch.values()) {
    const [first] = posts;
    for (const { messages } of posts) expect(messages).toEqual(first?.messages);
    if (posts.some(({ wasTaken }) => wasTaken)) taken.push(...(first?.messages ?? []));
  }
  const numbers = taken.map((message) => Number.parseInt(message, 10));
  // A receiver that dedupes by batch has each record once, in order, and all that the sink says to have delivered.
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  expect(numbers.length).toBeGreaterThanOrEqual(delivered);
}

function randomAnswer(random: () => number): Answer {
  const retryAfter = String(Math.floor(random() * 30));
  return pick<Answer>(random, [
    200,
    200,
    204,
    400,
    413,
    500,
    503,
    "reset",
    "hang",
    "taken, but hangs",
    "throws at once",
    new Response(null, { status: 429, headers: { "retry-after": retryAfter } }),
    new Response(null, { status: 307, headers: { location: "https://elsewhere.example/" } }),
  ]);
}
