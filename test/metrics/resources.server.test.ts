import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createResources } from "../../src/metrics/resources.ts";

const deno = fileURLToPath(new URL("../../node_modules/.bin/deno", import.meta.url));
const source = new URL("../../src/metrics/resources.ts", import.meta.url);
const script = `
  import { createResources } from "${source.href}";
  console.log(JSON.stringify(await createResources({ directory: "/" }).measure()));
`;

test("createResources() knows the disk of a directory", async () => {
  const { disk } = await createResources({ directory: tmpdir() }).measure();
  expect(disk.totalBytes.value).toBeGreaterThan(1_000_000);
  expect(disk.freeBytes.value).toBeLessThanOrEqual(disk.totalBytes.value ?? 0);
});

test("createResources() says that a directory is not there", async () => {
  const { disk } = await createResources({ directory: `${tmpdir()}/not/there` }).measure();
  expect(disk.freeBytes).toEqual({ value: undefined, reason: "cannot be read" });
});

test("measuring does not keep a process alive", async () => {
  const { code } = await runDeno(["--allow-sys"]);
  expect(code).toBe(0);
});

describe("createResources() on Deno", () => {
  test("asks for nothing that it has not got", async () => {
    const { code, output, errors } = await runDeno([]);
    expect([code, errors]).toEqual([0, ""]);
    const sample: Record<string, unknown> = JSON.parse(output);
    const notGranted = { reason: "permission not granted" };
    const positive = { value: expect.any(Number) };
    expect(sample).toMatchObject({
      memory: { rssBytes: positive, heapUsedBytes: positive, limitBytes: notGranted },
      cpu: { share: positive, seconds: positive, cores: positive },
      uptimeSeconds: positive,
      load1: notGranted,
      disk: { freeBytes: notGranted, totalBytes: notGranted },
    });
  });

  test("tells what it may", async () => {
    const { output } = await runDeno(["--allow-sys", "--allow-read"]);
    const sample: Record<string, unknown> = JSON.parse(output);
    const positive = { value: expect.any(Number) };
    expect(sample).toMatchObject({
      load1: positive,
      disk: { freeBytes: positive, totalBytes: positive },
    });
    expect(output).not.toContain("permission");
  });
});

interface Ended {
  readonly code: unknown;
  readonly output: string;
  readonly errors: string;
}

async function runDeno(flags: readonly string[]): Promise<Ended> {
  const child = spawn(deno, ["run", "--quiet", ...flags, "-"], { timeout: 30_000 });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data: unknown) => {
    output += String(data);
  });
  child.stderr.on("data", (data: unknown) => {
    errors += String(data);
  });
  child.stdin.end(script);
  const code = await new Promise((resolve) => {
    child.on("close", resolve);
  });
  return { code, output, errors };
}
