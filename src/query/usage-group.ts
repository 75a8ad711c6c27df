import type { SeriesValue } from "../core/frame.ts";
import { otherValue } from "../core/labels.ts";
import { roundedMs } from "../core/rounded-ms.ts";
import type { Series } from "../metrics/series.ts";
import type { Durations, UsageFigures } from "./answer.ts";
import type { ApdexBounds } from "./apdex.ts";
import type { Measure } from "../core/measures.ts";
import { quantiles } from "./measure.ts";
import type { SeriesFacts } from "./series-index.ts";
import { SeriesSum } from "./series-sum.ts";

const secondMs = 1_000;

/** What figures depend on beside what was counted. */
export interface Scale {
  /** How long the group was counted. */
  readonly lengthMs: number;
  /** The share of requests that may fail. */
  readonly budget: number;
}

/** Requests that were answered, and have one threshold. */
class AnsweredSum extends SeriesSum {
  readonly apdex: ApdexBounds;

  constructor(apdex: ApdexBounds) {
    super();
    this.apdex = apdex;
  }
}

/** Series whose figures are asked for together. A chart has one a point, so that most of them must be small. */
export class UsageGroup {
  /** Nobody is satisfied by these, however fast. */
  #failed: SeriesSum | undefined;
  #answered: AnsweredSum | undefined;
  /** Where routes have thresholds of their own. */
  #others: AnsweredSum[] | undefined;
  #consumers: Set<string> | undefined;
  #all: SeriesSum | undefined;

  get requests(): number {
    let requests = this.#errors + (this.#answered?.requests ?? 0);
    if (this.#others !== undefined) for (const sum of this.#others) requests += sum.requests;
    return requests;
  }

  /** The consumers that are named in it. */
  get consumers(): ReadonlySet<string> {
    return (this.#consumers ??= new Set());
  }

  add({ isError, apdex, consumer }: SeriesFacts, value: SeriesValue): void {
    if (consumer !== "") (this.#consumers ??= new Set()).add(consumer);
    this.#all = undefined;
    (isError ? (this.#failed ??= new SeriesSum()) : this.#sumOf(apdex)).add(value);
  }

  addAll(group: UsageGroup): void {
    if (group.#consumers !== undefined) {
      const consumers = (this.#consumers ??= new Set());
      for (const consumer of group.#consumers) consumers.add(consumer);
    }
    this.#all = undefined;
    if (group.#failed !== undefined) (this.#failed ??= new SeriesSum()).addAll(group.#failed);
    if (group.#answered !== undefined) this.#sumOf(group.#answered.apdex).addAll(group.#answered);
    for (const sum of group.#others ?? []) this.#sumOf(sum.apdex).addAll(sum);
  }

  #sumOf(apdex: ApdexBounds): AnsweredSum {
    const known = (this.#answered ??= new AnsweredSum(apdex));
    if (known.apdex.satisfiedTo === apdex.satisfiedTo) return known;
    const others = (this.#others ??= []);
    let sum = others.find((other) => other.apdex.satisfiedTo === apdex.satisfiedTo);
    if (sum === undefined) {
      sum = new AnsweredSum(apdex);
      others.push(sum);
    }
    return sum;
  }

  #allAnswered(): readonly AnsweredSum[] {
    return this.#answered === undefined ? [] : [this.#answered, ...(this.#others ?? [])];
  }

  /** What was counted, in the form in which it is stored. */
  toValue(): SeriesValue {
    return this.#sum().toValue();
  }

  figures(scale: Scale): UsageFigures {
    return {
      requests: this.requests,
      errors: this.#errors,
      error_rate: this.#errorRate(),
      rate_per_second: this.#rate(scale),
      availability: this.#availability(),
      burn_rate: this.#errorRate() / scale.budget,
      apdex: this.#apdex(),
      duration_ms: this.#durations(),
      bytes_in: this.#series().bytesIn ?? null,
      bytes_out: this.#series().bytesOut ?? null,
      cpu_ms: this.#cpuMs(),
      unique_consumers: this.#uniqueConsumers(),
    };
  }

  /** One figure alone, for less than all of them. */
  measure(name: Measure, scale: Scale): number | null {
    switch (name) {
      case "requests":
        return this.requests;
      case "errors":
        return this.#errors;
      case "error_rate":
        return this.#errorRate();
      case "rate_per_second":
        return this.#rate(scale);
      case "availability":
        return this.#availability();
      case "burn_rate":
        return this.#errorRate() / scale.budget;
      case "apdex":
        return this.#apdex();
      case "avg":
        return this.#averageMs();
      case "bytes_in":
        return this.#series().bytesIn ?? null;
      case "bytes_out":
        return this.#series().bytesOut ?? null;
      case "cpu_ms":
        return this.#cpuMs();
      case "unique_consumers":
        return this.#uniqueConsumers();
      case "p50":
      case "p90":
      case "p95":
      case "p99":
      case "p99_9":
        return this.requests === 0 ? null : this.#quantileMs(quantiles[name]);
    }
  }

  get #errors(): number {
    return this.#failed?.requests ?? 0;
  }

  #errorRate(): number {
    return this.requests === 0 ? 0 : this.#errors / this.requests;
  }

  #rate({ lengthMs }: Scale): number {
    return this.requests / (lengthMs / secondMs);
  }

  #availability(): number | null {
    return this.requests === 0 ? null : (this.requests - this.#errors) / this.requests;
  }

  #apdex(): number | null {
    if (this.requests === 0) return null;
    let halves = 0;
    for (const sum of this.#allAnswered()) {
      const { durations } = sum.toSeries();
      const { apdex } = sum;
      halves += durations.countUpTo(apdex.satisfiedTo) + durations.countUpTo(apdex.toleratedTo);
    }
    return halves / 2 / this.requests;
  }

  #durations(): Durations | null {
    const avg = this.#averageMs();
    if (avg === null) return null;
    return {
      avg,
      p50: this.#quantileMs(quantiles.p50),
      p90: this.#quantileMs(quantiles.p90),
      p95: this.#quantileMs(quantiles.p95),
      p99: this.#quantileMs(quantiles.p99),
      p99_9: this.#quantileMs(quantiles.p99_9),
    };
  }

  #averageMs(): number | null {
    if (this.requests === 0) return null;
    return roundedMs(this.#series().durations.sumUs / secondMs / this.requests);
  }

  #quantileMs(q: number): number {
    return roundedMs((this.#series().durations.quantile(q) ?? 0) * secondMs);
  }

  #cpuMs(): number | null {
    const { cpuMs } = this.#series();
    return cpuMs === undefined ? null : roundedMs(cpuMs);
  }

  /** Null where some of them are not named any more. */
  #uniqueConsumers(): number | null {
    return this.consumers.has(otherValue) ? null : this.consumers.size;
  }

  #series(): Series {
    return this.#sum().toSeries();
  }

  #sum(): SeriesSum {
    if (this.#all === undefined) {
      const answered = this.#allAnswered();
      const [only, another] = answered;
      if (this.#failed === undefined && only !== undefined && another === undefined) return only;
      this.#all = new SeriesSum();
      for (const sum of [this.#failed, ...answered]) if (sum !== undefined) this.#all.addAll(sum);
    }
    return this.#all;
  }
}
