import { writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileSink } from "../../src/log/file-sink.ts";
import { createRecord } from "./file-records.ts";

// Writes lines until it is killed, and says on standard output which of them are flushed.
const [folder = "", run = ""] = process.argv.slice(2);
const all = fileSink({
  path: join(folder, "all", "app.log"),
  maxFileBytes: 8_000,
  keep: { files: Infinity, totalBytes: Infinity },
});
const few = fileSink({
  path: join(folder, "few", "app.log"),
  maxFileBytes: 4_000,
  keep: { files: 10 },
});
for (let n = 0; ; n++) {
  const record = createRecord(`${run}:${n}`);
  all.write(record);
  if (n % 5 === 0) few.write(record);
  if (n % 23 !== 0) continue;
  await all.flush();
  writeSync(1, `${n}\n`);
  await new Promise((resolve) => setTimeout(resolve, n % 5));
}
