/** A program that writes to an HTTP sink and ends: `http-exit.ts <url> exit|close|idle`. */
import { httpSink } from "../../src/log/http-sink.ts";
import { createRecord } from "./http-fakes.ts";

const [url = "", how] = process.argv.slice(2);
const sink = httpSink({
  url,
  delayMs: 50,
  timeoutMs: 4_000,
  closeTimeoutMs: 2_000,
  random: () => 1,
});

for (const message of ["a", "b", "c"]) sink.write(createRecord(message), undefined);

if (how === "exit") setTimeout(() => process.exit(0), 300);
// Timers of the sink keep nothing alive: a process that shall deliver waits for it.
if (how === "idle") setTimeout(() => {}, 300);
if (how === "close") {
  await sink.close();
  console.log(JSON.stringify(sink.counts()));
}
