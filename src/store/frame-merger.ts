import type { GroupKey, GroupTally } from "../core/error-group.ts";
import type { Frame, SeriesValue } from "../core/frame.ts";
import type { SeriesKey } from "../core/labels.ts";
import { addTally, boundGroups } from "../metrics/add-tally.ts";
import { ConsumerSketch } from "../metrics/consumer-sketch.ts";
import { sumValues } from "../metrics/sum-values.ts";
import { boundSeries } from "./bound-series.ts";

type Pair = readonly [SeriesKey, SeriesValue];

interface Entry {
  readonly key: SeriesKey;
  /** What it came to when somebody last asked. */
  sum: SeriesValue;
  /** What has come since. */
  more: SeriesValue[] | undefined;
  /** The pair of key and sum as JSON; undefined once that has changed. */
  text: string | undefined;
}

/** Adds frames up into one; the order in which they are added does not matter. */
export class FrameMerger {
  readonly #startMs: number;
  readonly #dropped = new Map<string, number>();
  #series = new Map<SeriesKey, Entry>();
  readonly #groups = new Map<GroupKey, GroupTally>();
  #sketch: ConsumerSketch | undefined;
  #started = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  add(frame: Frame): void {
    this.#started += frame.started;
    for (const [reason, count] of frame.dropped) {
      this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
    }
    if (frame.otherConsumers !== undefined) this.#ownSketch().merge(frame.otherConsumers);
    for (const [key, tally] of frame.groups ?? []) addTally(this.#groups, key, tally);
    for (const [key, value] of frame.series) {
      const entry = this.#series.get(key);
      if (entry === undefined) {
        this.#series.set(key, entryOf(key, value));
      } else {
        if (entry.more === undefined) entry.more = [value];
        else entry.more.push(value);
        entry.text = undefined;
      }
    }
  }

  /** Gives names up until no more than so many series are left; every sum stays what it is. */
  bound(maxSeries: number): void {
    if (this.#series.size <= maxSeries) return;
    const { series, hidden } = boundSeries(this.toFrame().series, maxSeries);
    for (const consumer of hidden) this.#ownSketch().add(consumer);
    this.#series = new Map(series.map(([key, value]) => [key, entryOf(key, value)]));
  }

  /** Keeps the samples of no more than so many groups, those with the most failures. */
  boundSamples(maxGroups: number): void {
    const ranked = [...this.#groups].toSorted(([, a], [, b]) => b.count - a.count);
    for (const [key, tally] of ranked.slice(maxGroups)) {
      this.#groups.set(key, { ...tally, first: undefined, last: undefined });
    }
  }

  toFrame(): Frame {
    boundGroups(this.#groups);
    return {
      startMs: this.#startMs,
      started: this.#started,
      dropped: [...this.#dropped],
      series: Array.from(this.#series.values(), pairOf),
      ...(this.#sketch === undefined ? {} : { otherConsumers: this.#sketch.toText() }),
      ...(this.#groups.size === 0 ? {} : { groups: [...this.#groups] }),
    };
  }

  /** The frame's members as JSON, without braces; only what has changed since the last time is written anew. */
  toMembersText(): string {
    const { startMs, started, dropped, otherConsumers, groups } = this.toFrame();
    const series: string[] = [];
    for (const entry of this.#series.values()) {
      entry.text ??= JSON.stringify(pairOf(entry));
      series.push(entry.text);
    }
    const sketch = otherConsumers === undefined ? "" : `,"otherConsumers":"${otherConsumers}"`;
    const failures = groups === undefined ? "" : `,"groups":${JSON.stringify(groups)}`;
    return `"startMs":${startMs},"started":${started},"dropped":${JSON.stringify(dropped)},"series":[${series.join(",")}]${sketch}${failures}`;
  }

  #ownSketch(): ConsumerSketch {
    this.#sketch ??= new ConsumerSketch();
    return this.#sketch;
  }
}

function entryOf(key: SeriesKey, sum: SeriesValue): Entry {
  return { key, sum, more: undefined, text: undefined };
}

function pairOf(entry: Entry): Pair {
  if (entry.more !== undefined) {
    entry.more.push(entry.sum);
    entry.sum = sumValues(entry.more);
    entry.more = undefined;
  }
  return [entry.key, entry.sum];
}
