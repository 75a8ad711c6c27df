const lengthDelimited = 2;
const sixtyFourBits = 1;

/** Writes messages of protocol buffers: the few types that metrics are made of. */
export class ProtobufWriter {
  readonly #encoder = new TextEncoder();
  readonly #double = new DataView(new ArrayBuffer(8));
  #bytes = new Uint8Array(16_384);
  #length = 0;

  /** Writes a whole number that is not negative, up to 2^53. */
  uint(field: number, value: number): void {
    this.#tag(field, 0);
    this.varint(value);
  }

  /** Writes a whole number of either sign, the way in which small ones stay short. */
  sint(field: number, value: number): void {
    this.uint(field, zigzag(value));
  }

  double(field: number, value: number): void {
    this.#tag(field, sixtyFourBits);
    this.#double.setFloat64(0, value, true);
    this.#makeRoom(8);
    for (let i = 0; i < 8; i++) this.#bytes[this.#length++] = this.#double.getUint8(i);
  }

  /** Writes a text; half surrogates become U+FFFD. */
  text(field: number, text: string): void {
    this.message(field, () => {
      this.#makeRoom(text.length * 3);
      const room = this.#bytes.subarray(this.#length);
      this.#length += this.#encoder.encodeInto(text, room).written;
    });
  }

  /** Writes whole numbers of either sign in one field. */
  packedSints(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.message(field, () => {
      for (const value of values) this.varint(zigzag(value));
    });
  }

  /** Writes what `write` writes as one field. */
  message(field: number, write: () => void): void {
    this.#tag(field, lengthDelimited);
    this.delimited(write);
  }

  /** Writes what `write` writes behind its length. */
  delimited(write: () => void): void {
    const start = this.#length;
    write();
    const length = this.#length - start;
    const width = varintWidth(length);
    this.#makeRoom(width);
    this.#bytes.copyWithin(start + width, start, this.#length);
    this.#length = start;
    this.varint(length);
    this.#length += length;
  }

  varint(value: number): void {
    this.#makeRoom(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Returns what was written; nothing may be added any more. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + more);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Safe up to 2^52 in either direction. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varintWidth(value: number): number {
  let width = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) width++;
  return width;
}
