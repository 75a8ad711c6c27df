import type { GroupKey, GroupTally } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import { addTally, boundGroups } from "../metrics/add-tally.ts";
import { ConsumerSketch } from "../metrics/consumer-sketch.ts";
import { boundMetrics } from "./bound-metrics.ts";
import { boundSeries } from "./bound-series.ts";
import { PairSums } from "./pair-sums.ts";

/** Adds frames up into one; the order in which they are added does not matter. */
export class FrameMerger {
  readonly #startMs: number;
  readonly #dropped = new Map<string, number>();
  readonly #series = new PairSums();
  readonly #metrics = new PairSums();
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
    this.#series.add(frame.series);
    if (frame.metrics !== undefined) this.#metrics.add(frame.metrics);
  }

  /** Gives names up until no more than so many series are left; every sum stays what it is. */
  bound(maxSeries: number): void {
    if (this.#series.size <= maxSeries) return;
    const { series, hidden } = boundSeries(this.#series.toPairs(), maxSeries);
    for (const consumer of hidden) this.#ownSketch().add(consumer);
    this.#series.replace(series);
  }

  /** Gives names up until no more than so many metrics are left; every sum stays what it is. */
  boundMetrics(maxMetrics: number): void {
    if (this.#metrics.size <= maxMetrics) return;
    this.#metrics.replace(boundMetrics(this.#metrics.toPairs(), maxMetrics));
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
      series: this.#series.toPairs(),
      ...(this.#sketch === undefined ? {} : { otherConsumers: this.#sketch.toText() }),
      ...(this.#groups.size === 0 ? {} : { groups: [...this.#groups] }),
      ...(this.#metrics.size === 0 ? {} : { metrics: this.#metrics.toPairs() }),
    };
  }

  /** The frame's members as JSON, without braces; only what has changed since the last time is written anew. */
  toMembersText(): string {
    const { startMs, started, dropped, otherConsumers, groups } = this.toFrame();
    const sketch = otherConsumers === undefined ? "" : `,"otherConsumers":"${otherConsumers}"`;
    const failures = groups === undefined ? "" : `,"groups":${JSON.stringify(groups)}`;
    const metrics = this.#metrics.size === 0 ? "" : `,"metrics":${this.#metrics.toText()}`;
    return `"startMs":${startMs},"started":${started},"dropped":${JSON.stringify(dropped)},"series":${this.#series.toText()}${sketch}${failures}${metrics}`;
  }

  #ownSketch(): ConsumerSketch {
    this.#sketch ??= new ConsumerSketch();
    return this.#sketch;
  }
}
