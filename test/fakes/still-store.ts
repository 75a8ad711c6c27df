import type { Store } from "../../src/core/store.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { FakeClock } from "./fake-clock.ts";

/** A memory store for which no time passes, so that nothing is rolled up or forgotten. */
export function stillStore(): Store {
  return memoryStore({ clock: new FakeClock() });
}
