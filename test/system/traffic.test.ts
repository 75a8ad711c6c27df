import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { send } from "./http-client.ts";
import { startOrders, temporaryFolder, token } from "./orders-server.ts";
import { runScript } from "./run-script.ts";

test("traffic tells what it sent, and that as much was counted", async () => {
  const folder = temporaryFolder();
  const { url } = await startOrders("node", folder);
  const json = join(folder, "summary.json");
  const args = ["--requests", "500", "--rate", "0", "--url", url.href, "--json", json];
  const { code, output } = await runScript("traffic.ts", args, { EDGEWATCH_TOKEN: token });
  expect(output).toContain("counted == sent");
  expect(output).toContain("500 of 500 requests");
  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ requests: 500, failed: 0 });
});

test("traffic keeps to its rate", async () => {
  const { url } = await startOrders("node", temporaryFolder());
  const json = join(temporaryFolder(), "summary.json");
  const args = ["--requests", "100", "--rate", "100", "--url", url.href, "--json", json];
  expect(await runScript("traffic.ts", args)).toMatchObject({ code: 0 });
  const { seconds }: { seconds: number } = JSON.parse(readFileSync(json, "utf8"));
  expect(seconds).toBeGreaterThanOrEqual(0.99);
});

test("traffic fails when anything else was counted than it sent", async () => {
  const { url } = await startOrders("node", temporaryFolder());
  const args = ["--requests", "200", "--rate", "200", "--url", url.href];
  const running = runScript("traffic.ts", args, { EDGEWATCH_TOKEN: token });
  const intruding = new AbortController();
  const intruder = sendSlow(url, intruding.signal);
  const { code, output } = await running;
  intruding.abort();
  await intruder;
  expect(output).toMatch(/counted != sent.*\n\n.*\n +\/slow +GET +200 +[1-9]/);
  expect(code).toBe(1);
});

test("traffic gives up on a server that is not there, and says so", async () => {
  const nobody = await startOrders("node", temporaryFolder());
  await nobody.stop();
  const args = ["--requests", "1000000", "--rate", "0", "--url", nobody.url.href];
  const { code, output } = await runScript("traffic.ts", args);
  expect(output).toContain("ECONNREFUSED");
  expect(output).toContain("Gave up after");
  expect(code).toBe(1);
  const compared = await runScript("traffic.ts", args, { EDGEWATCH_TOKEN: token });
  expect(compared.output).toContain("Cannot read the usage: connect ECONNREFUSED");
  expect(compared.code).toBe(1);
});

test.each([
  ["--requests", "none"],
  ["--requests", "0"],
  ["--rate", "-1"],
  ["--rate", "1e3"],
  ["--concurrency", "0"],
  ["--url", "localhost:8787"],
  ["--seed", "4294967296"],
  ["--nonsense", "1"],
])("traffic refuses %s %s, and tells how it is used", async (option, value) => {
  const { code, output } = await runScript("traffic.ts", [`${option}=${value}`]);
  expect(output).toContain(option);
  expect(output).toContain("Usage: npm run traffic");
  expect(code).toBe(2);
});

async function sendSlow(url: URL, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await send(url, { path: "/slow" });
}
