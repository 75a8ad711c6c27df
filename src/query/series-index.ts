import { otherValue, parseSeriesKey, type Labels, type SeriesKey } from "../core/labels.ts";
import { apdexBounds, type ApdexBounds } from "./apdex.ts";
import { passes, queryLabels, statusClass } from "./filters.ts";
import type { Question, QuerySettings } from "./question.ts";

/** The labels of a group by name; a status is a number. */
export type GroupLabels = Readonly<Record<string, string | number>>;

/** What a question makes of the labels of a series. */
export interface SeriesFacts {
  /** The same for all series of one group. */
  readonly groupKey: string;
  readonly labels: GroupLabels;
  readonly consumer: string;
  readonly isError: boolean;
  readonly apdex: ApdexBounds;
}

/** Reads the labels of each series once a question, however many steps it occurs in. */
export class SeriesIndex {
  readonly #question: Question;
  readonly #settings: QuerySettings;
  readonly #facts = new Map<SeriesKey, SeriesFacts | undefined>();
  readonly #groups = new Map<string, GroupLabels>();
  readonly #ownLabels: Set<string>;

  constructor(question: Question, settings: QuerySettings) {
    this.#question = question;
    this.#settings = settings;
    this.#ownLabels = new Set(settings.ownLabels);
  }

  /** The user's own labels that are configured or have been seen. */
  get ownLabels(): ReadonlySet<string> {
    return this.#ownLabels;
  }

  /** Undefined for a series that the filters leave out. */
  find(key: SeriesKey): SeriesFacts | undefined {
    const known = this.#facts.get(key);
    if (known !== undefined || this.#facts.has(key)) return known;
    const facts = this.#read(key);
    this.#facts.set(key, facts);
    return facts;
  }

  #read(key: SeriesKey): SeriesFacts | undefined {
    const parsed = parseSeriesKey(key);
    for (const name of Object.keys(parsed)) {
      if (!queryLabels.includes(name)) this.#ownLabels.add(name);
    }
    const { status, consumer, route } = parsed;
    const labels: Labels = { ...parsed, [statusClass]: `${status.slice(0, 1)}xx` };
    if (!passes(labels, this.#question.filters)) return undefined;
    const groupKey = JSON.stringify(this.#question.by.map((name) => labels[name] ?? ""));
    return {
      groupKey,
      labels: this.#groupLabels(groupKey, labels),
      consumer,
      isError: Number(status) >= 500,
      apdex: apdexBounds(this.#settings.apdex ?? {}, route),
    };
  }

  #groupLabels(groupKey: string, labels: Labels): GroupLabels {
    let group = this.#groups.get(groupKey);
    if (group === undefined) {
      const entries = this.#question.by.map((name) => [name, valueOf(name, labels)] as const);
      group = Object.fromEntries(entries);
      this.#groups.set(groupKey, group);
    }
    return group;
  }
}

function valueOf(name: string, labels: Labels): string | number {
  const text = labels[name] ?? "";
  return name === "status" && text !== otherValue ? Number(text) : text;
}
