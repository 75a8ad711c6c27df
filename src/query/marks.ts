import type { Frame } from "../core/frame.ts";
import { parseMetricKey } from "../core/metric.ts";
import { healthStatuses, type HealthStatus } from "../health/check.ts";
import { checkChanges } from "../metrics/check-counter.ts";
import type { Mark } from "./overview-answer.ts";
import { releaseMarks } from "./release-marks.ts";

/** What to look for marks in. */
export interface MarkedRange {
  /** What happened before it is known, and is not told. */
  readonly fromMs: number;
  /** Tells whether a service was asked for. */
  readonly isAsked: (service: string) => boolean;
}

/** Finds when services came to run another release and checks changed their status, in frames from the oldest on. */
export function findMarks(frames: readonly Frame[], range: MarkedRange): Mark[] {
  const { fromMs, isAsked } = range;
  const releases = releaseMarks(frames, isAsked).filter(({ time }) => Date.parse(time) >= fromMs);
  const marks = [...releases, ...healthMarks(frames, range)];
  return marks.toSorted((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
}

function* healthMarks(frames: readonly Frame[], { fromMs, isAsked }: MarkedRange): Iterable<Mark> {
  const lasts = new Map<string, HealthStatus>();
  for (const { startMs, metrics = [] } of frames) {
    const time = new Date(startMs).toISOString();
    for (const [name, found] of changesIn(metrics)) {
      const [service = "", check = ""]: string[] = JSON.parse(name);
      if (!isAsked(service)) continue;
      for (const status of inOrder(found, lasts.get(name))) {
        // Each isolate tells what it finds: that one passes is news only where it had not.
        const isNews = status !== (lasts.get(name) ?? "pass");
        lasts.set(name, status);
        if (isNews && startMs >= fromMs) yield { time, kind: "health", service, check, status };
      }
    }
  }
}

/** The statuses that checks have changed to, by service and check. */
function changesIn(metrics: NonNullable<Frame["metrics"]>): Map<string, Set<HealthStatus>> {
  const changes = new Map<string, Set<HealthStatus>>();
  for (const [key] of metrics) {
    if (!key.includes(checkChanges)) continue;
    const { kind, name, service, labels: pairs } = parseMetricKey(key);
    const labels = new Map(pairs);
    const status = healthStatuses.find((one) => one === labels.get("status"));
    if (kind !== "counter" || name !== checkChanges || status === undefined) continue;
    setOf(changes, JSON.stringify([service, labels.get("check") ?? ""])).add(status);
  }
  return changes;
}

/** In a step their order is not known, so the worst comes first; what it was before comes last: it has been something else in between. */
function inOrder(found: ReadonlySet<HealthStatus>, last: HealthStatus | undefined): HealthStatus[] {
  const others = healthStatuses.filter((status) => found.has(status) && status !== last);
  return last !== undefined && found.has(last) ? [...others, last] : others;
}

function setOf<T>(sets: Map<string, Set<T>>, key: string): Set<T> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const made = new Set<T>();
  sets.set(key, made);
  return made;
}
