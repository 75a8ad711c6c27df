import { expect, test } from "vitest";
import { isForeignFrame } from "../../src/page/is-foreign-frame.ts";

test.each([
  "at charge (file:///app/src/orders.ts:12:9)",
  "at async Object.fetch (/srv/orders/worker.js:1:200)",
  "charge@/app/src/orders.ts:12:9",
  "at https://example.com/modules/node.ts:1:1",
])("isForeignFrame() takes %s for the application's", (line) => {
  expect(isForeignFrame(line)).toBe(false);
});

test.each([
  "at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
  "at ext:deno_http/00_serve.ts:427:7",
  "at Hono.dispatch (/app/node_modules/hono/dist/hono-base.js:1:1)",
  "at new Promise (<anonymous>)",
  "map@[native code]",
  "fetch@node:http:1:2",
])("isForeignFrame() takes %s for somebody else's", (line) => {
  expect(isForeignFrame(line)).toBe(true);
});
