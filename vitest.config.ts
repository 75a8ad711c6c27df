import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const shared = ["test/**/*.test.ts"];
/** What waits half a second by real timers takes several where a machine is busy. */
const testTimeout = 20_000;
const onNodeOnly = ["test/browser/**", "test/repo/**", "test/system/**"];
/** What this measures is the time that a page takes. */
const measuringPages = ["test/browser/speed.test.ts"];
/** What these measure is the memory of a whole process. */
const measuringMemory = [
  "test/log/http-sink.server.test.ts",
  "test/otlp/loopback.server.test.ts",
  "test/request/body-streaming.test.ts",
];

export default defineConfig({
  test: {
    // Half of the time goes by in waiting, so that as many workers as small machines have cores is not too many.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "portable",
          setupFiles: ["test/setup.ts"],
          testTimeout,
          // To load the modules anew for each file takes longer than most files do.
          isolate: false,
          include: shared,
          exclude: ["test/**/*.workerd.test.ts", ...onNodeOnly, ...measuringMemory],
          // They wait for servers and processes more than the others do.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: "portable, each alone",
          setupFiles: ["test/setup.ts"],
          testTimeout,
          include: measuringMemory,
          // Workers are threads of one process on Bun: the others have ended by then, and these come one by one.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./test/wrangler.toml" } })],
        test: {
          name: "workerd",
          setupFiles: ["test/setup.ts"],
          testTimeout,
          // Starting an isolate takes longer than most files do.
          isolate: false,
          include: shared,
          exclude: ["test/**/*.server.test.ts", ...onNodeOnly],
        },
      },
      { test: { name: "repo", include: ["test/repo/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          exclude: measuringPages,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser, each alone",
          include: measuringPages,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
