import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sqliteStore } from "../../src/server.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { framesOf, nowMs, storeOf, type Counted } from "./counted.ts";
import { overviewOf, appWithDashboard } from "./overview-asking.ts";

test("an overview of a SQLite file is that of any other store", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edgewatch-overview-"));
  const store = sqliteStore(join(folder, "counts.db"), { clock: new FakeClock() });
  onTestFinished(async () => {
    store.close?.();
    await rm(folder, { recursive: true });
  });
  const requests = Array.from({ length: 300 }, (_, n): Counted => ({
    atMs: nowMs - 1 - n * 23_000,
    route: `/r${n % 7}`,
    status: n % 11 === 0 ? 503 : 200,
    durationMs: n,
    labels: { consumer: `c${n % 5}` },
  }));
  await store.apply({ source: "a", sequence: 1, frames: framesOf(requests) });
  for (const search of ["from=-1h", "from=-15m", "from=-1d&route=/r3", "from=-30d&limit=3"]) {
    const overview = await overviewOf(appWithDashboard(store), search);
    const inMemory = await overviewOf(appWithDashboard(await storeOf(requests)), search);
    expect(overview).toEqual({ ...inMemory, coverage: "system" });
    expect(overview.total.requests).toBeGreaterThan(0);
  }
});
