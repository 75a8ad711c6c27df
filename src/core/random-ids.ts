const poolBytes = 8_192;
/** The two hex digits of each byte as two ASCII bytes; every supported platform is little-endian. */
const hexPairs = Uint16Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).padStart(2, "0");
  return digits.charCodeAt(0) | (digits.charCodeAt(1) << 8);
});

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
    const text = new Uint16Array(poolBytes);
    for (let i = 0; i < poolBytes; i++) text[i] = hexPairs[random[i] ?? 0] ?? 0;
    this.#hex = new TextDecoder().decode(text);
    this.#position = 0;
  }
}
