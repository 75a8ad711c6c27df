import { BoundedCache } from "./bounded-cache.ts";
import { maxLabelLength } from "./labels.ts";

const maxCachedTexts = 1_000;
/** What comes after a cut may tell that a secret stands before it. */
const maxReadLength = 1_024;
const controls = /\p{Cc}/gu;

/** Makes label values of texts from outside: redacted, without control characters, and cut to size. */
export class LabelTexts {
  readonly #known = new BoundedCache(maxCachedTexts);
  readonly #redact: (text: string) => string;

  /** @param redact takes secrets out of a text */
  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  of(text: string): string {
    return this.#known.get(text) ?? this.#known.set(text, this.#make(text));
  }

  #make(text: string): string {
    const plain = text.slice(0, maxReadLength).replaceAll(controls, "");
    return this.#redact(plain).slice(0, maxLabelLength).toWellFormed().trim();
  }
}
