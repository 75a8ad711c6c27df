import { join } from "node:path";
import process from "node:process";
import { fileSink } from "../../src/log/file-sink.ts";
import { createRecord } from "./file-records.ts";

// Writes 5,000 lines and ends in the way it is told, without a flush.
const [folder = "", way = ""] = process.argv.slice(2);
const sink = fileSink({ path: join(folder, "app.log"), gzip: false });
for (let n = 0; n < 5_000; n++) sink.write(createRecord(n));

function write(n: number): void {
  sink.write(createRecord(n));
}

const endings: Readonly<Record<string, () => void>> = {
  returns: () => write(5_000),
  exits: () => {
    write(5_000);
    process.exit(0);
  },
  "exits later": () => {
    // While a write is under way.
    setTimeout(() => {
      write(5_000);
      process.exit(0);
    }, 1);
  },
  throws: () => {
    write(5_000);
    throw new Error("on purpose");
  },
  "throws later": () => {
    setTimeout(() => {
      write(5_000);
      throw new Error("on purpose");
    }, 1);
  },
  rejects: () => {
    write(5_000);
    void Promise.reject(new Error("on purpose"));
  },
  "logs at its exit": () => {
    process.on("exit", () => write(5_000));
    process.exit(0);
  },
  "survives its error": () => {
    process.on("uncaughtException", () => {
      write(5_000);
      setTimeout(() => {}, 300);
    });
    setTimeout(() => {
      throw new Error("on purpose");
    }, 1);
  },
};
endings[way]?.();
