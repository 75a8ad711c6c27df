import type { Fields } from "../core/fields.ts";
import type { LabelTexts } from "../core/label-texts.ts";
import { isOwnLabelName, maxOwnLabels, type Labels } from "../core/labels.ts";
import { createConsumer, type ConsumerOption } from "./consumer.ts";
import { coloOf, countryOf } from "./request-place.ts";

/** Reads one label of a request; there is no response where the handler threw. */
export type ReadLabel = (request: Request, response: Response | undefined) => string | undefined;

/** What is counted apart, besides method, route and status. */
export interface UsageLabelOptions {
  /**
   * Tells who asks, such as the owner of an API key: on the line and on the series. What `log.set({ consumer })` says
   * goes before it.
   */
  readonly consumer?: ConsumerOption | undefined;
  /**
   * Up to five labels of your own, by name. What `log.set` says under the same name goes before what the function
   * returns.
   */
  readonly labels?: Readonly<Record<string, ReadLabel>> | undefined;
  /** Whether to count by the country that Cloudflare tells. @default false */
  readonly country?: boolean | undefined;
  /** Whether to count by Cloudflare's data centre. @default false */
  readonly colo?: boolean | undefined;
}

interface OwnLabel {
  readonly name: string;
  /** How a line calls the field where the name belongs to the line itself. */
  readonly takenName: string;
  readonly read: ReadLabel;
}

/** @throws TypeError or RangeError when a label cannot be used. */
export function checkLabelOptions({ labels = {} }: UsageLabelOptions): void {
  const names = Object.keys(labels);
  if (names.length > maxOwnLabels) {
    throw new RangeError(
      `Cannot start Edgewatch: there are ${names.length} labels; give up to ${maxOwnLabels}`,
    );
  }
  for (const name of names) {
    if (!isOwnLabelName(name)) {
      throw new TypeError(
        `Cannot start Edgewatch: a label cannot be named ${JSON.stringify(name)}; give up to 32 lower-case letters, digits and _ that name nothing else`,
      );
    }
    if (typeof labels[name] !== "function") {
      throw new TypeError(`Cannot start Edgewatch: the label ${name} is no function; give one`);
    }
  }
}

/** Reads the labels of requests; a function that throws costs its own label and nothing else. */
export class UsageLabels {
  readonly #texts: LabelTexts;
  readonly #onError: (error: unknown) => void;
  readonly #consumer: ((request: Request) => string | undefined) | undefined;
  readonly #own: readonly OwnLabel[];
  readonly #hasCountry: boolean;
  readonly #hasColo: boolean;
  readonly #isConsumerOnly: boolean;

  /** @throws TypeError when consumers cannot be told as asked. */
  constructor(options: UsageLabelOptions, texts: LabelTexts, onError: (error: unknown) => void) {
    const { consumer, labels = {}, country = false, colo = false } = options;
    this.#texts = texts;
    this.#onError = onError;
    this.#consumer = consumer === undefined ? undefined : createConsumer(consumer);
    this.#own = Object.entries(labels).map(([name, read]) => ({
      name,
      takenName: `fields.${name}`,
      read,
    }));
    this.#hasCountry = country;
    this.#hasColo = colo;
    this.#isConsumerOnly = !country && !colo && this.#own.length === 0;
  }

  /** Who asks, as far as `log.set` has told; undefined where it has not. */
  consumerIn(added: Fields | undefined): string | undefined {
    return added === undefined ? undefined : this.#clean(added["consumer"]) || undefined;
  }

  /** Who asks, as far as the request tells. */
  consumerOf(request: Request): string | undefined {
    const read = this.#consumer;
    return read === undefined ? undefined : this.#read(read, request) || undefined;
  }

  /** The labels of a request, always the same ones in the same order; undefined where there are none. */
  of(
    request: Request,
    response: Response | undefined,
    added: Fields | undefined,
    consumer: string | undefined,
  ): Labels | undefined {
    if (this.#isConsumerOnly) return consumer === undefined ? undefined : { consumer };
    const labels: Record<string, string> = consumer === undefined ? {} : { consumer };
    if (this.#hasCountry) labels["country"] = this.#read(countryOf, request);
    if (this.#hasColo) labels["colo"] = this.#read(coloOf, request);
    for (const { name, takenName, read } of this.#own) {
      const set = this.#clean(added?.[name]) || this.#clean(added?.[takenName]);
      labels[name] = set || this.#read(read, request, response);
    }
    return labels;
  }

  #read(read: ReadLabel, request: Request, response?: Response): string {
    try {
      const value: unknown = read(request, response);
      if (typeof value !== "object" && typeof value !== "function") return this.#clean(value);
      if (value === null) return "";
      // A promise that nobody waits for must not end the process.
      Promise.resolve(value).catch(() => {});
      throw new TypeError(`Cannot label a request: got ${typeof value}; return text`);
    } catch (error) {
      this.#onError(error);
      return "";
    }
  }

  /** What is neither text nor a number says nothing. */
  #clean(value: unknown): string {
    if (typeof value === "string") return value === "" ? "" : this.#texts.of(value);
    return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  }
}
