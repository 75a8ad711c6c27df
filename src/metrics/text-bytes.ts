const newline = 10;

/** Builds a long text in bytes, which are what is sent. */
export class TextBytes {
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param expected how long the text will be, about */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  get length(): number {
    return this.#length;
  }

  text(text: string): void {
    this.#makeRoom(text.length * 3);
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** Adds part of what was encoded before. */
  part(encoded: Uint8Array, start: number = 0, end: number = encoded.length): void {
    this.#makeRoom(end - start);
    this.#bytes.set(encoded.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  /** Adds once more what stands between two places. */
  again(start: number, end: number): void {
    this.#makeRoom(end - start);
    this.#bytes.copyWithin(this.#length, start, end);
    this.#length += end - start;
  }

  /** Adds a number, and ends the line. */
  number(number: number): void {
    const text = String(number);
    this.#makeRoom(text.length + 1);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length++] = text.charCodeAt(i);
    this.#bytes[this.#length++] = newline;
  }

  /** Gives room for `more` bytes behind `length`, to be written by the caller; what stands before is there too. */
  room(more: number): Uint8Array {
    this.#makeRoom(more);
    return this.#bytes;
  }

  /** Goes on from another place. */
  moveTo(at: number): void {
    this.#length = at;
  }

  /** Returns what was written; nothing may be added any more. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + more);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
