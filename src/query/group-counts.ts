import { parseGroupKey } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import { stepStart } from "./step-span.ts";
import { stepTimes, type SteppedRange } from "./steps.ts";

/** Counts how often groups failed in each step of a range, by their ids; those that never did are left out. */
export function countsByStep(
  frames: readonly Frame[],
  stepped: SteppedRange,
  ids: ReadonlySet<string>,
): Map<string, number[]> {
  const { range, step } = stepped;
  const times = stepTimes(stepped);
  const [firstMs = 0] = times;
  const counts = new Map<string, number[]>();
  for (const { startMs, groups = [] } of frames) {
    const at = Math.floor((stepStart(startMs, range, step.ms) - firstMs) / step.ms);
    for (const [key, { count }] of groups) {
      const { id } = parseGroupKey(key);
      if (!ids.has(id)) continue;
      const values = counts.get(id) ?? times.map(() => 0);
      counts.set(id, values);
      values[at] = (values[at] ?? 0) + count;
    }
  }
  return counts;
}
