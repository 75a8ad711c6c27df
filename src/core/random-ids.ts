const poolBytes = 4096;
const hexDigits = new TextEncoder().encode("0123456789abcdef");

/**
 * Makes random identifiers in lowercase hex from pooled random bytes.
 *
 * The pool is filled at the first use: workerd refuses random numbers at module scope.
 */
export class RandomIds {
  readonly #fill: (bytes: Uint8Array<ArrayBuffer>) => unknown;
  #hex = "";
  #position = 0;

  constructor(
    fill: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => crypto.getRandomValues(bytes),
  ) {
    this.#fill = fill;
  }

  /** Returns `bytes` random bytes as hex. */
  next(bytes: 8 | 16): string {
    const length = bytes * 2;
    if (this.#position + length > this.#hex.length) this.#refill();
    const id = this.#hex.slice(this.#position, this.#position + length);
    this.#position += length;
    return id;
  }

  #refill(): void {
    const random = new Uint8Array(poolBytes);
    this.#fill(random);
    const text = new Uint8Array(poolBytes * 2);
    random.forEach((byte, index) => {
      text[index * 2] = hexDigits[byte >> 4] ?? 0;
      text[index * 2 + 1] = hexDigits[byte & 15] ?? 0;
    });
    this.#hex = new TextDecoder().decode(text);
    this.#position = 0;
  }
}
