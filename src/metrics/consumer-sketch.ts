import { fnv1a, mix32 } from "../core/hash.ts";

const indexBits = 11;
const registerCount = 2 ** indexBits;
/** Written as the character of a register that is still at zero; higher ranks are the characters after it. */
const zeroCode = 48;

/** How a sketch travels: one character a register. */
export type SketchText = string;

/**
 * Estimates how many different consumers there were, without their names: a HyperLogLog of 2,048 registers, with a
 * standard error of 2.3 %.
 *
 * Source: Flajolet et al., "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm", 2007.
 */
export class ConsumerSketch {
  readonly #registers = new Uint8Array(registerCount);

  add(name: string): void {
    const index = hash(name, 0x9e_37_79_b9) >>> (32 - indexBits);
    const rank = Math.clz32(hash(name, 0x85_eb_ca_6b)) + 1;
    if (rank > (this.#registers[index] ?? 0)) this.#registers[index] = rank;
  }

  merge(text: SketchText): void {
    for (let i = 0; i < registerCount; i++) {
      const rank = text.charCodeAt(i) - zeroCode;
      if (rank > (this.#registers[i] ?? 0)) this.#registers[i] = rank;
    }
  }

  toText(): SketchText {
    let text = "";
    for (const rank of this.#registers) text += String.fromCharCode(zeroCode + rank);
    return text;
  }

  /** The estimate, a whole number. */
  count(): number {
    let sum = 0;
    let zeros = 0;
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) zeros++;
    }
    const raw = (0.7213 / (1 + 1.079 / registerCount)) * registerCount ** 2 * (1 / sum);
    // Few consumers leave registers empty, and counting those is exacter then.
    const isFew = raw <= 2.5 * registerCount && zeros > 0;
    return Math.round(isFew ? registerCount * Math.log(registerCount / zeros) : raw);
  }
}

/** Tells whether a text from outside is a sketch. */
export function isSketchText(text: unknown): boolean {
  return typeof text === "string" && text.length === registerCount && /^[0-Q]*$/.test(text);
}

function hash(text: string, seed: number): number {
  return mix32(fnv1a(text, seed)) >>> 0;
}
