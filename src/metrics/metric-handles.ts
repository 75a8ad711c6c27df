import type { HandleBudget } from "./handle-budget.ts";
import { MetricHandle, type CountedMetric } from "./metric-handle.ts";

/** Longer values may come from anywhere; handles of them are made anew each time. */
const maxKeptLength = 256;

/** Label values as a caller gives them; a label without a value is left out. */
export type MetricLabels = Readonly<Record<string, string | number | boolean | undefined>>;

/** Handles by the values of labels in turn: maps in maps, so that finding one makes no key. */
interface Node {
  readonly next: Map<string, Node>;
  handle: MetricHandle | undefined;
}

/** The combinations of labels that a metric has been used with. */
export class MetricHandles {
  readonly #metric: CountedMetric;
  readonly #names: readonly string[];
  readonly #clean: (value: string) => string;
  readonly #budget: HandleBudget;
  readonly #bare: MetricHandle;
  #root = createNode();

  /**
   * @param names of the labels, in the order in which they are mostly given
   * @param clean makes what may be stored of a value
   */
  constructor(
    metric: CountedMetric,
    names: readonly string[],
    clean: (value: string) => string,
    budget: HandleBudget,
  ) {
    this.#metric = metric;
    this.#names = names;
    this.#clean = clean;
    this.#budget = budget;
    this.#bare = new MetricHandle(metric);
  }

  /** The handle of labels that are all known, given in the order in which they were declared; one pass over them. */
  find(labels: MetricLabels | undefined): MetricHandle | undefined {
    if (labels === undefined) return this.#bare;
    const names = this.#names;
    let node: Node | undefined = this.#root;
    let at = 0;
    for (const name in labels) {
      const value = labels[name];
      if (name !== names[at] || typeof value !== "string") return undefined;
      node = node.next.get(value);
      if (node === undefined) return undefined;
      at++;
    }
    return at === names.length ? node.handle : undefined;
  }

  /** Finds or makes the handle of any labels; those that are not known do not count. */
  resolve(labels: MetricLabels | undefined): MetricHandle {
    const values = this.#names.map((name) => textOf(labels?.[name]));
    let node: Node | undefined = this.#root;
    for (const value of values) {
      node = node.next.get(value);
      if (node === undefined) break;
    }
    return node?.handle ?? this.#make(values);
  }

  /** How many of the labels given cannot be counted: they have another name, or a value that is no text. */
  countUnknown(labels: MetricLabels | undefined): number {
    let unknown = 0;
    for (const name in labels) if (!this.#isKnown(name, labels?.[name])) unknown++;
    return unknown;
  }

  /** Forgets all handles; those in use are made anew. */
  forget(): void {
    this.#root = createNode();
  }

  #isKnown(name: string, value: unknown): boolean {
    return this.#names.includes(name) && (value === undefined || isText(value));
  }

  #make(values: readonly string[]): MetricHandle {
    const labels = this.#names.map((name, index) => {
      const value = values[index] ?? "";
      return [name, value === "" ? "" : this.#clean(value)] as const;
    });
    const handle = new MetricHandle({ ...this.#metric, labels });
    if (values.every(({ length }) => length <= maxKeptLength)) this.#keep(values, handle);
    return handle;
  }

  #keep(values: readonly string[], handle: MetricHandle): void {
    this.#budget.spend();
    let node = this.#root;
    for (const value of values) {
      const next = node.next.get(value) ?? createNode();
      node.next.set(value, next);
      node = next;
    }
    node.handle = handle;
  }
}

function createNode(): Node {
  return { next: new Map(), handle: undefined };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return isText(value) ? String(value) : "";
}

function isText(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
