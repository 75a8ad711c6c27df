import type { SeriesValue } from "../core/frame.ts";
import { otherValue } from "../core/labels.ts";
import { formatMetricKey, type MetricKey } from "../core/metric.ts";
import { isRecordable, MetricCell } from "./metric-cell.ts";
import { MetricHandle, type CountedMetric, type DropReason } from "./metric-handle.ts";

/** Combinations of labels that are told apart. */
const maxCombinations = 500;
/** What a frame may hold, but for its own count; those that come on top of it have no labels that are not given up. */
const maxMetrics = 999;

/** The sizes of a call of another service, where they are known. */
export interface CallBytes {
  readonly bytesIn?: number | undefined;
  readonly bytesOut?: number | undefined;
}

/** Counts the metrics of one source in one time bucket; allocates nothing for one that it knows. */
export class MetricRecorder {
  readonly #token = {};
  readonly #cells = new Map<
    string,
    { readonly metric: CountedMetric; readonly cell: MetricCell }
  >();
  #recorded = 0;

  /** Combinations of labels so far. */
  get size(): number {
    return this.#cells.size;
  }

  /** Values counted so far. */
  get recorded(): number {
    return this.#recorded;
  }

  /** Counts a value; returns what had to be given up for it, if anything. */
  record(handle: MetricHandle, value: number, bytes?: CallBytes): DropReason | undefined {
    if (!isRecordable(handle.metric.kind, value)) return "metric_value";
    if (handle.token !== this.#token) this.#attach(handle);
    const { cell } = handle;
    if (cell !== undefined) {
      this.#recorded++;
      cell.record(value);
      if (bytes !== undefined) cell.recordBytes(bytes.bytesIn, bytes.bytesOut);
    }
    return handle.reason;
  }

  /** Returns what was counted; the recorder must not be used any more. */
  toPairs(service: string): (readonly [MetricKey, SeriesValue])[] {
    return Array.from(
      this.#cells.values(),
      ({ metric, cell }) => [formatMetricKey({ ...metric, service }), cell.toValue()] as const,
    );
  }

  #attach(handle: MetricHandle): void {
    const { id, metric } = handle;
    const { labels } = metric;
    const room = labels.length === 0 ? maxMetrics : maxCombinations;
    const own = this.#find(id, metric, room);
    handle.token = this.#token;
    handle.cell = own ?? this.#findOther(metric);
    handle.reason = own === undefined ? "metric_labels" : undefined;
  }

  #findOther(metric: CountedMetric): MetricCell | undefined {
    const labels = metric.labels.map(([name]) => [name, otherValue] as const);
    const other = new MetricHandle({ ...metric, labels });
    return this.#find(other.id, other.metric, maxMetrics);
  }

  /** Undefined where it is not there, and there is no room for it. */
  #find(id: string, metric: CountedMetric, room: number): MetricCell | undefined {
    const known = this.#cells.get(id);
    if (known !== undefined || this.#cells.size >= room) return known?.cell;
    const cell = new MetricCell(metric.kind);
    this.#cells.set(id, { metric, cell });
    return cell;
  }
}
