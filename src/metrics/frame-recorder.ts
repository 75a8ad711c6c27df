import type { GroupKey, GroupTally } from "../core/error-group.ts";
import { frameStart, type Frame } from "../core/frame.ts";
import { formatSeriesKey, otherValue, type Labels } from "../core/labels.ts";
import type { Observation } from "../core/observation.ts";
import { addTally, boundGroups } from "./add-tally.ts";
import { ConsumerSketch } from "./consumer-sketch.ts";
import type { MetricHandle } from "./metric-handle.ts";
import { MetricRecorder, type CallBytes } from "./metric-recorder.ts";
import { RouteTable } from "./route-table.ts";
import type { Series } from "./series.ts";
import { SpaceSaving } from "./space-saving.ts";

const maxRoutes = 200;
const maxConsumers = 200;
/** Keeps a bucket below the 2 MB of a row in a Durable Object. */
const maxSeries = 2_000;
/** What may come on top of it without labels, before routes are given up as well. */
const maxOverflow = 500;
/** The route label of requests that matched no route. */
export const unmatchedRoute = "(unmatched)";

/** The series of one consumer, by its other labels. */
type Places = Map<string, { readonly labels: Labels; readonly table: RouteTable }>;

/** Counts the requests of one source in one time bucket; allocates nothing for one without labels once its series exist. */
export class FrameRecorder {
  readonly startMs: number;
  readonly #plain = new RouteTable();
  readonly #consumers = new SpaceSaving<Places>(maxConsumers);
  readonly #others: Places = new Map();
  readonly #routes = new Set<string>();
  readonly #dropped = new Map<string, number>();
  readonly #groups = new Map<GroupKey, GroupTally>();
  readonly #metrics = new MetricRecorder();
  #sketch: ConsumerSketch | undefined;
  #started = 0;
  #finished = 0;
  #seriesCount = 0;

  constructor(timeMs: number) {
    this.startMs = frameStart(timeMs);
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  /** Series and metrics so far. */
  get size(): number {
    return this.#seriesCount + this.#metrics.size;
  }

  /** Values of metrics counted so far. */
  get recorded(): number {
    return this.#metrics.recorded;
  }

  /** Requests that began so far. */
  get started(): number {
    return this.#started;
  }

  /** Requests observed so far. */
  get finished(): number {
    return this.#finished;
  }

  /** What was given up, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  begin(count: number = 1): void {
    this.#started += count;
  }

  /** Counts a failure under its group. */
  fail(key: GroupKey, failure: GroupTally): void {
    addTally(this.#groups, key, failure);
    boundGroups(this.#groups);
  }

  drop(reason: string, count: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  /** Counts a value of a metric. */
  record(handle: MetricHandle, value: number, bytes: CallBytes | undefined): void {
    const reason = this.#metrics.record(handle, value, bytes);
    if (reason !== undefined) this.drop(reason, 1);
  }

  observe(observation: Observation): void {
    this.#finished++;
    const { labels, route = unmatchedRoute, method, status } = observation;
    const table = labels === undefined ? this.#plain : this.#tableOf(labels);
    const series = table?.find(route, method, status) ?? this.#newSeries(table, observation);
    series.record(observation);
  }

  /** Names as much as there is room for: the consumer and the labels go first, then the route, never method or status. */
  #newSeries(table: RouteTable | undefined, observation: Observation): Series {
    const { labels, route = unmatchedRoute, method, status } = observation;
    const isFull = table === undefined || this.#seriesCount >= maxSeries;
    const place = isFull ? this.#overflowOf(labels) : table;
    const hasRoom = this.#seriesCount < maxSeries + maxOverflow;
    const label = hasRoom && this.#hasRoute(route) ? route : otherValue;
    return place.find(label, method, status) ?? this.#add(place, label, method, status);
  }

  #add(table: RouteTable, route: string, method: string, status: number): Series {
    this.#seriesCount++;
    return table.add(route, method, status);
  }

  #hasRoute(route: string): boolean {
    if (this.#routes.size < maxRoutes) this.#routes.add(route);
    return this.#routes.has(route);
  }

  /** Undefined where there is no room for labels like these. */
  #tableOf(labels: Labels): RouteTable | undefined {
    const { consumer = "" } = labels;
    const isFull = this.#seriesCount >= maxSeries;
    let places = this.#consumers.get(consumer);
    if (places === undefined && !isFull) {
      places = new Map();
      const leaving = this.#consumers.admit(consumer, places);
      if (leaving !== undefined) this.#moveToOthers(...leaving);
    }
    return isFull || places === undefined
      ? places?.get(placeKey(labels))?.table
      : placeIn(places, labels);
  }

  #overflowOf(labels: Labels | undefined): RouteTable {
    if (labels === undefined) return this.#plain;
    this.#sketchOf(labels["consumer"]);
    return placeIn(
      this.#others,
      withOther(labels, () => true),
    );
  }

  /** Keeps what the consumer has counted, without its name. */
  #moveToOthers(consumer: string, places: Places): void {
    this.#sketchOf(consumer);
    for (const { labels, table } of places.values()) {
      const target = placeIn(
        this.#others,
        withOther(labels, (name) => name === "consumer"),
      );
      for (const [route, method, status, series] of table) {
        this.#seriesCount--;
        const known = target.find(route, method, status);
        (known ?? this.#add(target, route, method, status)).merge(series.toValue());
      }
    }
  }

  #sketchOf(consumer: string | undefined): void {
    if (consumer === undefined || consumer === "") return;
    this.#sketch ??= new ConsumerSketch();
    this.#sketch.add(consumer);
  }

  *#places(): Iterable<{ readonly labels: Labels; readonly table: RouteTable }> {
    yield { labels: {}, table: this.#plain };
    for (const [, places] of this.#consumers) yield* places.values();
    yield* this.#others.values();
  }

  /** Returns what was counted; the recorder must not be used any more. */
  toFrame(service: string, release = ""): Frame {
    const series: [string, readonly number[]][] = [];
    for (const { labels, table } of this.#places()) {
      for (const [route, method, status, counted] of table) {
        const own = { ...labels, service, method, route, status: String(status), release };
        series.push([formatSeriesKey(own), counted.toValue()]);
      }
    }
    return {
      startMs: this.startMs,
      started: this.#started,
      dropped: [...this.#dropped],
      series,
      ...(this.#sketch === undefined ? {} : { otherConsumers: this.#sketch.toText() }),
      ...(this.#groups.size === 0 ? {} : { groups: [...this.#groups] }),
      ...(this.#metrics.size === 0 ? {} : { metrics: this.#metrics.toPairs(service) }),
    };
  }
}

function placeIn(places: Places, labels: Labels): RouteTable {
  const key = placeKey(labels);
  let place = places.get(key);
  if (place === undefined) {
    place = { labels, table: new RouteTable() };
    places.set(key, place);
  }
  return place.table;
}

/** The labels with some of their values given up. */
function withOther(labels: Labels, isGivenUp: (name: string) => boolean): Labels {
  const entries = Object.keys(labels).map(
    (name) => [name, isGivenUp(name) ? otherValue : (labels[name] ?? "")] as const,
  );
  return Object.fromEntries(entries);
}

/** The labels of one source are always the same ones in the same order; lengths keep their values apart. */
function placeKey(labels: Labels): string {
  let key = "";
  for (const name of Object.keys(labels)) {
    const value = labels[name] ?? "";
    if (name !== "consumer") key += `${value.length}:${value}`;
  }
  return key;
}
