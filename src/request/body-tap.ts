import type { BodyRecorder } from "./body-recorder.ts";

/**
 * Returns a stream of the same chunks that shows each one to a recorder on its way.
 *
 * It holds no chunk of its own and asks for one only when it is asked: who never reads leaves the source unread, even
 * unlocked. Errors and reasons of cancelling go through as they are.
 */
export function tapStream(
  source: ReadableStream,
  recorder: BodyRecorder,
  type?: "bytes",
): ReadableStream {
  const strategy = { highWaterMark: 0 };
  if (type === "bytes") return new ReadableStream(new ByteTap(source, recorder), strategy);
  return new ReadableStream(new Tap(source, recorder), strategy);
}

/** Whether readers may bring their own buffers to this stream. */
export function isByteStream(stream: ReadableStream): boolean {
  try {
    stream.getReader({ mode: "byob" }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

interface TapController {
  readonly byobRequest?: { respond(bytesWritten: number): void } | null;
  enqueue(chunk: unknown): void;
  close(): void;
}

/** The source of the stream that is handed on. */
class Tap {
  readonly #source: ReadableStream;
  readonly #recorder: BodyRecorder;
  #reader: ReadableStreamDefaultReader | undefined;
  #isCancelled = false;

  constructor(source: ReadableStream, recorder: BodyRecorder) {
    this.#source = source;
    this.#recorder = recorder;
  }

  async pull(controller: TapController): Promise<void> {
    const result = await this.#read();
    // A read that was under way ends when its stream is cancelled, and a cancelled stream takes no more.
    if (this.#isCancelled) return;
    if (result.done) {
      this.#recorder.end("complete");
      controller.close();
      // Who brought a buffer gets it back only by an answer.
      controller.byobRequest?.respond(0);
      return;
    }
    this.#recorder.see(result.value);
    controller.enqueue(result.value);
  }

  cancel(reason: unknown): Promise<void> {
    this.#isCancelled = true;
    this.#recorder.end("cancelled");
    return (this.#reader ?? this.#source).cancel(reason);
  }

  async #read(): Promise<ReadableStreamReadResult<unknown>> {
    try {
      this.#reader ??= this.#source.getReader();
      return await this.#reader.read();
    } catch (thrown) {
      this.#recorder.end("failed", { thrown });
      throw thrown;
    }
  }
}

class ByteTap extends Tap {
  readonly type = "bytes";
}
