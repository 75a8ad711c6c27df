import type { FakeClock } from "../fakes/fake-clock.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { createCapture } from "./captured.ts";
import type { ReceivedEvent } from "./envelopes.ts";
import { flush, type Forwarding } from "./receiver.ts";

export const floodCount = 10_000;
export const rareCount = 20;

export interface Flood {
  /** What the receivers took of the group that flooded. */
  readonly flood: readonly ReceivedEvent[];
  /** What else they took. */
  readonly others: readonly ReceivedEvent[];
  readonly rareIds: ReadonlySet<string>;
}

/**
 * Lets sources fail 10,000 times in a minute by one group, and at 20 moments each by another, and flushes them twice.
 *
 * @param restMs what passes between the flushes: what the first one has left over is told by the second
 */
export async function floodFrom(
  sources: readonly Forwarding[],
  clock: FakeClock,
  restMs: number,
): Promise<Flood> {
  const capture = createCapture();
  const random = createRandom(50);
  const rare = Array.from({ length: rareCount }, (_, index) => ({
    atIndex: Math.floor(random() * floodCount),
    error: capture({ thrown: new RangeError("rare"), place: { route: `/rare/${index}` } }),
  }));
  const flooding = capture().group.id;
  for (let index = 0; index < floodCount; index++) {
    pick(random, sources).sentry.forward(capture());
    for (const { atIndex, error } of rare) {
      if (atIndex === index) pick(random, sources).sentry.forward(error);
    }
    if (index % 100 === 0) await clock.advance(600);
  }
  for (const source of sources) await flush(source);
  await clock.advance(restMs);
  for (const source of sources) await flush(source);

  const events = sources.flatMap(({ receiver }) => receiver.events);
  return {
    flood: events.filter(({ fingerprint: [group] }) => group === flooding),
    others: events.filter(({ fingerprint: [group] }) => group !== flooding),
    rareIds: new Set(rare.map(({ error }) => error.errorId)),
  };
}
