import { frameMs } from "../../src/core/frame.ts";
import { sqliteStore } from "../../src/store/sqlite-store.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const [file = "", source = "", first = "1", last = "1", epoch = "0"] = process.argv.slice(2);
const epochMs = Number(epoch);
const store = sqliteStore(file, { clock: new FakeClock(epochMs) });

for (let sequence = Number(first); sequence <= Number(last); sequence++) {
  const frame = createFrame(epochMs + (sequence % 5) * frameMs);
  for (;;) {
    try {
      await store.apply(createBatch(source, sequence, frame));
      break;
    } catch {
      // Another process writes: the same batch again.
    }
  }
  process.stdout.write(`${sequence}\n`);
}
store.close?.();
