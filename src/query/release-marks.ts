import type { Frame } from "../core/frame.ts";
import { otherValue, parseSeriesKey, type SeriesKey } from "../core/labels.ts";
import { requestsOf } from "../metrics/requests-of.ts";
import type { ReleaseMark } from "./overview-answer.ts";

/** Requests by release, by service. */
type Requests = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A release that answered everything since a time. */
interface Reign {
  readonly release: string;
  readonly sinceMs: number;
  readonly requests: number;
}

/** Requests in a row by which a release has the service to itself: where two run side by side, few come to that by chance. */
const reignRequests = 20;

/**
 * Finds when services came to run another release, in frames from the oldest on: when one is seen for the first time, and
 * when one that was seen before has the service to itself again.
 */
export function releaseMarks(
  frames: readonly Frame[],
  isAsked: (service: string) => boolean,
): ReleaseMark[] {
  const services = new Map<string, ServiceReleases>();
  const marks: ReleaseMark[] = [];
  for (const [startMs, requests] of requestsByRelease(frames)) {
    for (const [service, counts] of requests) {
      if (!isAsked(service)) continue;
      const releases = services.get(service) ?? new ServiceReleases();
      services.set(service, releases);
      for (const { release, sinceMs } of releases.see(startMs, counts)) {
        if (release === "") continue;
        marks.push({ time: new Date(sinceMs).toISOString(), kind: "release", service, release });
      }
    }
  }
  return marks;
}

/** The releases that one service has been seen with. */
class ServiceReleases {
  readonly #known = new Set<string>();
  /** Those that came since one had the service to itself: their marks tell of it. */
  #arrived = new Set<string>();
  #settled: string | undefined;
  #reign: Reign | undefined;

  /** Returns what has come, and what has come back. */
  see(startMs: number, counts: ReadonlyMap<string, number>): Pick<Reign, "release" | "sinceMs">[] {
    const isFirst = this.#known.size === 0;
    const arrived = [...counts.keys()].filter((release) => !this.#known.has(release)).toSorted();
    for (const release of arrived) {
      this.#known.add(release);
      this.#arrived.add(release);
    }
    const came = isFirst ? [] : arrived.map((release) => ({ release, sinceMs: startMs }));
    const back = this.#settle(startMs, counts);
    return back === undefined ? came : [...came, back];
  }

  #settle(startMs: number, counts: ReadonlyMap<string, number>): Reign | undefined {
    const [one, another] = counts;
    if (one === undefined || another !== undefined) {
      this.#reign = undefined;
      return undefined;
    }
    const [release, count] = one;
    const before = this.#reign?.release === release ? this.#reign : undefined;
    const reign = {
      release,
      sinceMs: before?.sinceMs ?? startMs,
      requests: (before?.requests ?? 0) + count,
    };
    this.#reign = reign;
    if (reign.requests < reignRequests || release === this.#settled) return undefined;
    const isTold = this.#settled === undefined || this.#arrived.has(release);
    this.#settled = release;
    this.#arrived = new Set();
    return isTold ? undefined : reign;
  }
}

/** Keys come again in every frame: each is read once. */
function* requestsByRelease(frames: readonly Frame[]): Iterable<[startMs: number, Requests]> {
  const read = new Map<SeriesKey, { readonly service: string; readonly release: string }>();
  for (const { startMs, series } of frames) {
    const requests = new Map<string, Map<string, number>>();
    for (const [key, value] of series) {
      let labels = read.get(key);
      if (labels === undefined) {
        labels = parseSeriesKey(key);
        read.set(key, labels);
      }
      const { service, release } = labels;
      if (release === otherValue) continue;
      const counts = requests.get(service) ?? new Map<string, number>();
      requests.set(service, counts);
      counts.set(release, (counts.get(release) ?? 0) + requestsOf(value));
    }
    yield [startMs, requests];
  }
}
