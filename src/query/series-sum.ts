import type { SeriesValue } from "../core/frame.ts";
import { requestsOf } from "../metrics/requests-of.ts";
import { Series } from "../metrics/series.ts";
import { sumValues } from "../metrics/sum-values.ts";

/** Stored series, which are added up when somebody asks what they come to. A chart has one a point, and most of one series. */
export class SeriesSum {
  #first: SeriesValue | undefined;
  #others: SeriesValue[] | undefined;
  #requests = 0;
  #series: Series | undefined;

  get requests(): number {
    return this.#requests;
  }

  add(value: SeriesValue): void {
    this.#keep(value);
    this.#requests += requestsOf(value);
    this.#series = undefined;
  }

  /** Adds what another one has added, summed up already or not. */
  addAll(sum: SeriesSum): void {
    if (sum.#first !== undefined) this.#keep(sum.#first);
    for (const value of sum.#others ?? []) this.#keep(value);
    this.#requests += sum.#requests;
    this.#series = undefined;
  }

  toValue(): SeriesValue {
    const value = sumValues([this.#first ?? [], ...(this.#others ?? [])]);
    this.#first = value;
    this.#others = undefined;
    return value;
  }

  toSeries(): Series {
    if (this.#series === undefined) {
      this.#series = new Series();
      if (this.#requests > 0) this.#series.merge(this.toValue());
    }
    return this.#series;
  }

  #keep(value: SeriesValue): void {
    if (this.#first === undefined) this.#first = value;
    else if (this.#others === undefined) this.#others = [value];
    else this.#others.push(value);
  }
}
