import { expect, test } from "vitest";
import { sentryForwarder } from "../../src/errors/sentry-forwarder.ts";
import { edgewatch, memoryStore } from "../../src/index.ts";
import { startReceiver } from "../log/http-receiver.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { countOccurrences, readEvent } from "./envelopes.ts";

const sourceCount = 50;
const failures = 10_000;
const rareCount = 20;
const maxTurns = 1_000_000;

test("50 sources that fail 10,000 times in a minute send a receiver few events, which stand for all, and every rare error", async () => {
  const { url, received, close } = await startReceiver((response) => {
    response.writeHead(200).end("{}");
  });
  const clock = new FakeClock();
  const store = memoryStore({ clock });
  const random = createRandom(5);
  const dsn = `http://publickey@${new URL(url).host}/42`;
  const sources = Array.from({ length: sourceCount }, () => {
    const sentry = sentryForwarder({ dsn, clock, random, timeoutMs: 600_000 });
    const platform = { ...createPlatform(), clock };
    const watch = edgewatch(
      { service: "orders", store, sinks: [], errorSinks: [sentry] },
      platform,
    );
    const { fetch } = watch.handler({
      async fetch(request: Request): Promise<Response> {
        throw new Error(`Cannot ${new URL(request.url).pathname.slice(1)}`);
      },
    });
    return {
      watch,
      sentry,
      fail: async (what: string) => await fetch(new Request(`http://localhost/${what}`)),
    };
  });
  for (let failed = 0; failed < failures; failed++) {
    await pick(random, sources).fail("sell");
    if (failed % (failures / rareCount) === 0) {
      await pick(random, sources).fail(
        `rare-${"abcdefghijklmnopqrst".charAt((failed * rareCount) / failures)}`,
      );
    }
    if (failed % 100 === 0) await clock.advance(600);
  }
  async function flushAll(): Promise<void> {
    let isOver = false;
    const over = (async () => {
      for (const { sentry } of sources) await sentry.flush(60_000);
      for (const { watch } of sources) await watch.flush();
    })().finally(() => {
      isOver = true;
    });
    // The receiver answers in its own time, and who waits for another one's post does so by the clock.
    for (let turn = 0; turn < maxTurns; turn++) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (isOver) break;
      await clock.advance(2);
    }
    await over;
  }
  await flushAll();
  // What is left of the group after its last event is whoever's who flushes a minute later.
  await clock.advance(60_000);
  await flushAll();

  const events = received.map(({ body }) => readEvent(new TextDecoder().decode(body)));
  const flood = events.filter(({ tags }) => tags["route"] === "/sell");
  expect(flood.length).toBeLessThanOrEqual(30);
  expect(countOccurrences(flood)).toBe(failures);
  const rare = events.filter((event) => !flood.includes(event));
  expect(new Set(rare.map(({ tags }) => tags["route"])).size).toBe(rareCount);
  expect(countOccurrences(rare)).toBe(rareCount);
  const [totals] = (await store.totals()).frames;
  const counted = totals?.groups?.reduce((sum, [, { count }]) => sum + count, 0);
  expect(counted).toBe(failures + rareCount);
  await close();
}, 60_000);
