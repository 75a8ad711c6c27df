import type { Frame, SeriesValue } from "../core/frame.ts";
import type { SeriesKey } from "../core/labels.ts";
import { ConsumerSketch } from "../metrics/consumer-sketch.ts";
import { Series } from "../metrics/series.ts";
import { boundSeries } from "./bound-series.ts";

type Pair = readonly [SeriesKey, SeriesValue];

interface Entry {
  readonly series: Series;
  /** What it came to when somebody last asked; undefined once it has changed. */
  pair: Pair | undefined;
  text: string | undefined;
}

/** Adds frames up into one; the order in which they are added does not matter. */
export class FrameMerger {
  readonly #startMs: number;
  readonly #dropped = new Map<string, number>();
  #series = new Map<SeriesKey, Entry>();
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
    for (const pair of frame.series) {
      const entry = this.#series.get(pair[0]);
      if (entry === undefined) this.#series.set(pair[0], entryOf(pair));
      else {
        entry.series.merge(pair[1]);
        entry.pair = undefined;
        entry.text = undefined;
      }
    }
  }

  /** Gives names up until no more than so many series are left; every sum stays what it is. */
  bound(maxSeries: number): void {
    if (this.#series.size <= maxSeries) return;
    const pairs = this.toFrame().series;
    const { series, hidden } = boundSeries(pairs, maxSeries);
    for (const consumer of hidden) this.#ownSketch().add(consumer);
    this.#series = new Map();
    for (const [key, counted] of series) {
      this.#series.set(key, { series: counted, pair: undefined, text: undefined });
    }
  }

  toFrame(): Frame {
    const series: Pair[] = [];
    for (const [key, entry] of this.#series) {
      entry.pair ??= [key, entry.series.toValue()];
      series.push(entry.pair);
    }
    return {
      startMs: this.#startMs,
      started: this.#started,
      dropped: [...this.#dropped],
      series,
      ...(this.#sketch === undefined ? {} : { otherConsumers: this.#sketch.toText() }),
    };
  }

  /** The frame's members as JSON, without braces; only what has changed since the last time is written anew. */
  toMembersText(): string {
    const { startMs, started, dropped, otherConsumers } = this.toFrame();
    const series: string[] = [];
    for (const entry of this.#series.values()) {
      entry.text ??= JSON.stringify(entry.pair);
      series.push(entry.text);
    }
    const sketch = otherConsumers === undefined ? "" : `,"otherConsumers":"${otherConsumers}"`;
    return `"startMs":${startMs},"started":${started},"dropped":${JSON.stringify(dropped)},"series":[${series.join(",")}]${sketch}`;
  }

  #ownSketch(): ConsumerSketch {
    this.#sketch ??= new ConsumerSketch();
    return this.#sketch;
  }
}

function entryOf(pair: Pair): Entry {
  const series = new Series();
  series.merge(pair[1]);
  return { series, pair: undefined, text: undefined };
}
