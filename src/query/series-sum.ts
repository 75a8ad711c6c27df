import type { SeriesValue } from "../core/frame.ts";
import { requestsOf } from "../metrics/requests-of.ts";
import { Series } from "../metrics/series.ts";
import { sumValues } from "../metrics/sum-values.ts";

/** Stored series, which are added up when somebody asks what they come to. */
export class SeriesSum {
  #values: SeriesValue[] = [];
  #requests = 0;
  #series: Series | undefined;

  get requests(): number {
    return this.#requests;
  }

  add(value: SeriesValue): void {
    // To push the first would make room for 17 of them, and most sums of a chart have one.
    if (this.#values.length === 0) this.#values = [value];
    else this.#values.push(value);
    this.#requests += requestsOf(value);
    this.#series = undefined;
  }

  /** Adds what another one has added, summed up already or not. */
  addAll(sum: SeriesSum): void {
    for (const value of sum.#values) this.#values.push(value);
    this.#requests += sum.#requests;
    this.#series = undefined;
  }

  toValue(): SeriesValue {
    const value = sumValues(this.#values);
    this.#values = [value];
    return value;
  }

  toSeries(): Series {
    if (this.#series === undefined) {
      this.#series = new Series();
      if (this.#requests > 0) this.#series.merge(this.toValue());
    }
    return this.#series;
  }
}
