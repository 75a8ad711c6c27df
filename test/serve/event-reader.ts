/** A server-sent event, with its data parsed. */
export interface ServerEvent<T> {
  readonly name: string;
  readonly id: string;
  readonly data: T;
}

/** Reads server-sent events as browsers do (WHATWG HTML § 9.2.6), for as long as they come. */
export class EventReader<T> {
  readonly events: ServerEvent<T>[] = [];
  readonly comments: string[] = [];
  retryMs: number | undefined;
  lastId = "";
  isOver = false;
  bytes = 0;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";
  #name = "";
  #data: string[] = [];

  constructor({ body }: Response) {
    if (body === null) throw new TypeError("no body");
    this.#reader = body.getReader();
    void this.#read();
  }

  named(name: string): T[] {
    return this.events.filter((event) => event.name === name).map(({ data }) => data);
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) break;
        this.bytes += value.byteLength;
        this.#text += this.#decoder.decode(value, { stream: true });
        const lines = this.#text.split(/\r\n|\r|\n/);
        this.#text = lines.pop() ?? "";
        for (const line of lines) this.#take(line);
      }
    } catch {
      // It was cut off.
    }
    this.isOver = true;
  }

  #take(line: string): void {
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === "") this.#dispatch();
    else if (field === "") this.comments.push(value);
    else if (field === "event") this.#name = value;
    else if (field === "id") this.lastId = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "retry") this.retryMs = Number(value);
  }

  #dispatch(): void {
    if (this.#data.length > 0) {
      const data: T = JSON.parse(this.#data.join("\n"));
      this.events.push({ name: this.#name, id: this.lastId, data });
    }
    this.#name = "";
    this.#data = [];
  }
}
