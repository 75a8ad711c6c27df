import { describe, expect, test } from "vitest";
import type { Cells } from "../../src/core/store.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { remoteStore } from "../../src/store/remote-store.ts";
import { epochMs } from "../contracts/batches.ts";
import { cellsOf, describeCells, hourMs } from "../contracts/cells.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { bindingTo, createHub, secret } from "./remote-hubs.ts";

describeCells("memoryStore()", (clock) => memoryStore({ clock }));
describeCells("remoteStore()", (clock) => {
  const fetch = bindingTo(createHub(memoryStore({ clock })));
  return remoteStore({ url: "https://hub.example.com", secret, fetch });
});

describe("memoryStore().cells", () => {
  test("hold on to the last millisecond, and not longer", async () => {
    const clock = new FakeClock(epochMs);
    const cells = cellsOf(memoryStore({ clock }));
    await cells.swap("a", undefined, "1", 5_000);
    clock.pass(4_999);
    expect(await cells.read("a")).toBe("1");
    clock.pass(1);
    expect(await cells.read("a")).toBeUndefined();
  });

  test("give up what has run out before anything else, whatever would run out soonest", async () => {
    const clock = new FakeClock(epochMs);
    const cells = cellsOf(memoryStore({ clock }));
    await fill(cells, "old", 10, 5_000);
    await fill(cells, "young", 1_990, 10_000);
    clock.pass(5_000);
    await cells.swap("new", undefined, "1", 2_000);
    expect(await countHeld(cells, "young", 1_990)).toBe(1_990);
    await fill(cells, "newer", 9, hourMs);
    expect(await countHeld(cells, "young", 1_990)).toBe(1_990);
    expect(await cells.read("new")).toBe("1");
    await cells.swap("one more", undefined, "1", hourMs);
    expect(await cells.read("new")).toBeUndefined();
    expect(await countHeld(cells, "young", 1_990)).toBe(1_990);
  });

  test("that are there already need no room", async () => {
    const clock = new FakeClock(epochMs);
    const cells = cellsOf(memoryStore({ clock }));
    await fill(cells, "a", 2_000, hourMs);
    await cells.swap("a 0", "1", "2", hourMs);
    await cells.swap("a 1", "1", undefined, hourMs);
    await cells.swap("b", undefined, "1", hourMs);
    expect(await cells.read("a 0")).toBe("2");
    expect(await countHeld(cells, "a", 2_000)).toBe(1_999);
  });
});

async function fill(cells: Cells, name: string, count: number, keepMs: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await cells.swap(`${name} ${index}`, undefined, "1", keepMs);
  }
}

async function countHeld(cells: Cells, name: string, count: number): Promise<number> {
  let held = 0;
  for (let index = 0; index < count; index++) {
    if ((await cells.read(`${name} ${index}`)) !== undefined) held++;
  }
  return held;
}
