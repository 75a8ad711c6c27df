import { finest, resolutions } from "./resolution.ts";
import type { Progress } from "./rollup.ts";

/** Lets resolutions that a store was not written with begin at the oldest whole bucket that can still be made for them. */
export function adoptResolutions(progress: Progress): Progress {
  if (resolutions.every(({ name }) => name === finest.name || name in progress.rolledTo)) {
    return progress;
  }
  const rolledTo = { ...progress.rolledTo };
  const keptFrom = { ...progress.keptFrom };
  let madeOf = finest;
  for (const resolution of resolutions.slice(1)) {
    const { name, stepMs } = resolution;
    if (rolledTo[name] === undefined) {
      const fromMs = Math.ceil((keptFrom[madeOf.name] ?? 0) / stepMs) * stepMs;
      rolledTo[name] = fromMs;
      keptFrom[name] = fromMs;
    }
    madeOf = resolution;
  }
  return { ...progress, rolledTo, keptFrom };
}
