import type { Frame } from "../core/frame.ts";
import { otherValue } from "../core/labels.ts";
import { ConsumerSketch } from "../metrics/consumer-sketch.ts";
import type { UsageFigures } from "./answer.ts";
import type { GroupLabels, SeriesIndex } from "./series-index.ts";
import { UsageGroup, type Scale } from "./usage-group.ts";

/** One group of one step. */
export interface Cell {
  /** Start of the step, or 0 where there are none. */
  readonly timeMs: number;
  readonly groupKey: string;
  readonly labels: GroupLabels;
  readonly group: UsageGroup;
}

/** What was read, told apart by step and group. */
export class Grouped {
  readonly #cells = new Map<number, Map<string, Cell>>();
  readonly #sketches: string[] = [];

  /** `timeOf` tells in which step a frame belongs. */
  constructor(frames: readonly Frame[], index: SeriesIndex, timeOf: (frame: Frame) => number) {
    for (const frame of frames) this.#add(frame, index, timeOf(frame));
  }

  *cells(): Iterable<Cell> {
    for (const step of this.#cells.values()) yield* step.values();
  }

  find(timeMs: number, groupKey: string): Cell | undefined {
    return this.#cells.get(timeMs)?.get(groupKey);
  }

  /**
   * The figures of all groups together; consumers without names are estimated where they were not filtered.
   *
   * What has been added up for a group by then need not be added up again.
   *
   * @param groups what all of them come to, where they have been added up otherwise
   */
  totalFigures(
    scale: Scale,
    isFiltered: boolean,
    groups: Iterable<UsageGroup> = this.#groups(),
  ): UsageFigures {
    const total = new UsageGroup();
    for (const group of groups) total.addAll(group);
    const figures = total.figures(scale);
    if (figures.unique_consumers !== null || isFiltered) return figures;
    return { ...figures, unique_consumers: this.#estimateConsumers(total) };
  }

  *#groups(): Iterable<UsageGroup> {
    for (const { group } of this.cells()) yield group;
  }

  #add(frame: Frame, index: SeriesIndex, timeMs: number): void {
    if (frame.otherConsumers !== undefined) this.#sketches.push(frame.otherConsumers);
    let step = this.#cells.get(timeMs);
    if (step === undefined) {
      step = new Map();
      this.#cells.set(timeMs, step);
    }
    for (const [key, value] of frame.series) {
      const facts = index.find(key);
      if (facts === undefined) continue;
      const { groupKey, labels } = facts;
      let cell = step.get(groupKey);
      if (cell === undefined) {
        cell = { timeMs, groupKey, labels, group: new UsageGroup() };
        step.set(groupKey, cell);
      }
      cell.group.add(facts, value);
    }
  }

  #estimateConsumers(total: UsageGroup): number {
    const sketch = new ConsumerSketch();
    for (const text of this.#sketches) sketch.merge(text);
    for (const name of total.consumers) if (name !== otherValue) sketch.add(name);
    return sketch.count();
  }
}
