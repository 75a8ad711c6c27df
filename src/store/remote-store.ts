import {
  BatchRefusedError,
  type Batch,
  type Reading,
  type Receipt,
  type Store,
  type TimeRange,
} from "../core/store.ts";
import { toReading, toReceipt } from "./remote-answers.ts";
import { remoteCells } from "./remote-cells.ts";
import { remoteNotes } from "./remote-notes.ts";
import { RemoteHub, type HubAnswer, type HubQuestion } from "./remote-hub.ts";
import { resolveRemoteOptions, type RemoteStoreOptions } from "./remote-options.ts";

const maxReceiptBytes = 65_536;
const maxReadingBytes = 64 * 1_024 * 1_024;

/**
 * Keeps the counts in a hub: another Edgewatch, which takes batches over HTTP and shares its store with a whole fleet.
 *
 * A hub that cannot be reached costs nothing until more waits than a source keeps; what is given up then is counted.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 *
 * @example
 * ```ts
 * import { edgewatch, remoteStore } from "edgewatch";
 *
 * const watch = edgewatch({
 *   service: "orders",
 *   store: remoteStore({ url: "https://hub.example.com", secret: "a-long-random-text" }),
 * });
 * ```
 */
export function remoteStore(options: RemoteStoreOptions): Store {
  const hub = new RemoteHub(resolveRemoteOptions(options));

  async function read(what: string, path: string): Promise<Reading> {
    const question = { what, path, maxBytes: maxReadingBytes };
    const answer = await hub.ask(question);
    const reading = answer.status === 200 ? toReading(answer.body) : undefined;
    if (reading === undefined) throw hub.toError(question, answer);
    return reading;
  }

  return {
    coverage: "system",
    async apply(batch: Batch): Promise<Receipt> {
      const question: HubQuestion = {
        what: "write a batch to the hub",
        path: "/batch",
        body: JSON.stringify(batch),
        maxBytes: maxReceiptBytes,
      };
      const answer = await hub.ask(question);
      const receipt = isGood(answer) ? toReceipt(answer.body, batch.frames.length) : undefined;
      if (receipt !== undefined) return receipt;
      if (isRefused(answer)) {
        throw new BatchRefusedError(
          `Cannot write a batch to the hub: it refuses it: ${hub.detailOf(answer.body)}`,
        );
      }
      throw hub.toError(question, answer);
    },
    read: ({ fromMs, toMs }: TimeRange, stepMs: number): Promise<Reading> =>
      read("read from the hub", `/frames?from=${fromMs}&to=${toMs}&step=${stepMs}`),
    totals: (): Promise<Reading> => read("read totals from the hub", "/totals"),
    notes: remoteNotes(hub),
    cells: remoteCells(hub),
  };
}

function isGood({ status }: HubAnswer): boolean {
  return status >= 200 && status < 300;
}

/**
 * Tells whether the batch is at fault, and would be refused for ever.
 *
 * A 413 may come from a proxy before the hub, and is as final there; other answers of strangers are a wrong address.
 */
function isRefused({ status, isProblem }: HubAnswer): boolean {
  return status === 413 || (isProblem && (status === 400 || status === 422));
}
