import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { redisStore } from "../../src/store/redis-store.ts";
import { sqliteStore } from "../../src/store/sqlite-store.ts";
import { epochMs } from "../contracts/batches.ts";
import { cellsOf, describeCells, hourMs } from "../contracts/cells.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";

const folder = mkdtempSync(join(tmpdir(), "edgewatch-cells-"));
const server = await RedisServer.start();
const proxy = await UpstashProxy.start(server);
let stores = 0;

afterAll(async () => {
  await proxy.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeCells("sqliteStore()", (clock) => sqliteStore(newFile(), { clock }));
// Redis forgets them by itself, each in its time.
describeCells("redisStore()", () => redisStore(proxy.address, newPrefix()), { maxCells: Infinity });

test("sqliteStore().cells survive being closed and opened again, and run out meanwhile", async () => {
  const file = newFile();
  const clock = new FakeClock(epochMs);
  const first = sqliteStore(file, { clock });
  await cellsOf(first).swap("long", undefined, "half a \ud83d", hourMs);
  await cellsOf(first).swap("short", undefined, "1", 5_000);
  first.close?.();
  clock.pass(5_000);
  const second = sqliteStore(file, { clock });
  expect(await cellsOf(second).read("long")).toBe("half a \ud83d");
  expect(await cellsOf(second).swap("short", undefined, "2", 5_000)).toBeUndefined();
  second.close?.();
});

test("sqliteStore().cells of two handles on one file are the same", async () => {
  const file = newFile();
  const handles = [sqliteStore(file), sqliteStore(file)];
  const held = await Promise.all(
    [0, 1, 2, 3, 4].flatMap((index) =>
      handles.map((handle) => cellsOf(handle).swap("a", undefined, `${index}`, hourMs)),
    ),
  );
  expect(held).toEqual([undefined, ...Array.from({ length: 9 }, () => "0")]);
  for (const handle of handles) handle.close?.();
});

test("redisStore().cells take three commands to write, and two to read or to be told no", async () => {
  const cells = cellsOf(redisStore(proxy.address, newPrefix()));
  expect(await commandsOf(() => cells.swap("a", undefined, "1", hourMs))).toBe(3);
  expect(await commandsOf(() => cells.swap("a", undefined, "2", hourMs))).toBe(2);
  expect(await commandsOf(() => cells.read("a"))).toBe(2);
});

test("redisStore().cells leave nothing behind that does not run out", async () => {
  const { prefix } = newPrefix();
  const cells = cellsOf(redisStore(proxy.address, { prefix }));
  await cells.swap("a", undefined, "1", 90_000);
  await cells.swap("b", undefined, "1", 90_000);
  await cells.swap("b", "1", undefined, 90_000);
  expect(await server.send("KEYS", `${prefix}:*`)).toEqual([`${prefix}:cell/"a"`]);
  const leftMs = Number(await server.send("PTTL", `${prefix}:cell/"a"`));
  expect(leftMs).toBeGreaterThan(60_000);
  expect(leftMs).toBeLessThanOrEqual(90_000);
});

/** How many commands Redis has run, those in scripts as well. */
async function commandsOf(work: () => Promise<unknown>): Promise<number> {
  const before = await countCalls();
  await work();
  return (await countCalls()) - before;
}

async function countCalls(): Promise<number> {
  const counted = ["eval", "get", "set", "del"];
  const calls = await server.calls();
  return counted.reduce((sum, command) => sum + (calls.get(command) ?? 0), 0);
}

function newFile(): string {
  return join(folder, `${stores++}.sqlite`);
}

function newPrefix(): { readonly prefix: string } {
  return { prefix: `test${stores++}` };
}
