import { expect, test } from "vitest";
import { MemoryKeyValue, memoryStore } from "../../src/store/memory-store.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { describeKeyValue } from "../contracts/key-value.ts";
import { epochMs } from "../contracts/batches.ts";
import { describeStore } from "../contracts/store.ts";

describeKeyValue("MemoryKeyValue", () => new MemoryKeyValue());
describeStore("memoryStore()", () => memoryStore({ clock: new FakeClock(epochMs) }));

test("memoryStore() says that it covers one source only", () => {
  expect(memoryStore().coverage).toBe("source");
});
