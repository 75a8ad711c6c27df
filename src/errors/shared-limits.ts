import { RandomIds } from "../core/random-ids.ts";
import type { LimitStore } from "./sentry-limits.ts";
import { SharedCells } from "./shared-cells.ts";
import type { SharedState } from "./shared-state.ts";

const dayMs = 86_400_000;

/** Keeps the receiver's limits in a cell, so that the others stop as well. */
export function sharedLimits({ cells, name }: SharedState): LimitStore {
  const shared = new SharedCells(cells, new RandomIds(), dayMs);
  const cell = `limits/${name}`;
  return {
    get: async () => await shared.read<number>(cell, 0),
    set: async (untilMs: number) =>
      await shared.change<number, undefined>(cell, (knownMs = 0) => ({
        value: untilMs > knownMs ? untilMs : undefined,
        answer: undefined,
      })),
  };
}
