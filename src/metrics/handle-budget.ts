import type { MetricHandles } from "./metric-handles.ts";

/** About 1 MB: combinations of labels that are remembered, of all metrics. */
const maxHandles = 2_000;

/** Bounds the handles that the metrics of an instance keep. */
export class HandleBudget {
  readonly #all: MetricHandles[] = [];
  #left = maxHandles;

  join(handles: MetricHandles): void {
    this.#all.push(handles);
  }

  /** Makes room for one more. Starting anew when full heals by itself: what is in use comes back with its next value. */
  spend(): void {
    if (this.#left === 0) {
      for (const handles of this.#all) handles.forget();
      this.#left = maxHandles;
    }
    this.#left--;
  }
}
