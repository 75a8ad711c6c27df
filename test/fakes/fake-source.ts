import { RandomIds } from "../../src/core/random-ids.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { FakeClock } from "./fake-clock.ts";
import { observed } from "./observed.ts";
import { FaultyStore, type Fault } from "./faulty-store.ts";

/** The window of every source. */
export const windowMs = 5_000;

/** A recorder and its flusher, in front of a store to which things happen. */
export interface Source {
  readonly clock: FakeClock;
  readonly ids: RandomIds;
  readonly store: FaultyStore;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  /** One request, begun and answered now. */
  readonly observe: (route?: string, status?: number) => void;
}

export function createSource(
  nextFault: () => Fault | undefined = () => undefined,
  ids: RandomIds = new RandomIds(),
): Source {
  const clock = new FakeClock();
  const store = new FaultyStore(nextFault);
  const recorder = new Recorder();
  const flusher = new Flusher({
    origin: { service: "orders" },
    store,
    recorder,
    clock,
    ids,
    windowMs,
  });
  function observe(route = "/orders", status = 200): void {
    recorder.begin(clock.now());
    recorder.observe(clock.now(), observed("GET", route, status));
    flusher.touch(clock.now(), undefined);
  }
  return { clock, ids, store, recorder, flusher, observe };
}

/** Requests in what was sent last. */
export function countSent(store: FaultyStore): number {
  const frames = store.sent.at(-1)?.frames ?? [];
  return frames.reduce((sum, { started }) => sum + started, 0);
}
