import { Hono } from "hono";
import { dashboard } from "../../src/dashboard.ts";
import type { Edgewatch } from "../../src/edgewatch.ts";
import { edgewatch } from "../../src/index.ts";
import { defineErrors, memoryStore } from "../../src/server.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { createRandom, pick } from "../fakes/random.ts";

/** A shop that has been watched for a day, and has had an incident for the last half hour. */
export interface Demo {
  readonly clock: FakeClock;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** One more customer's request. */
  readonly visit: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Kind {
  readonly method: string;
  readonly path: (random: () => number) => string;
  readonly weight: number;
}

const stepMs = 10_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
const deployBeforeEndMs = 34 * minuteMs;
const consumers = ["acme", "globex", "initech", "umbrella", "hooli", "stark", "wayne", "tyrell"];
const kinds: readonly Kind[] = [
  { method: "GET", path: () => "/products", weight: 30 },
  { method: "GET", path: (random) => `/products/${Math.ceil(random() * 400)}`, weight: 26 },
  { method: "GET", path: (random) => `/orders/${Math.ceil(random() * 9_000)}`, weight: 14 },
  { method: "POST", path: () => "/orders", weight: 9 },
  { method: "POST", path: () => "/payments", weight: 8 },
  { method: "GET", path: () => "/search", weight: 10 },
  { method: "GET", path: () => "/invoices/latest", weight: 2 },
  { method: "GET", path: () => "/wp-login.php", weight: 1 },
];
const choices = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));

const errors = defineErrors({
  payment_provider_timeout: { status: 504, title: "Payment provider timed out" },
});

/** Lets a day of a shop go by on a clock of its own: `lengthMs` of traffic, the last of it with an incident. */
export async function createDemo(lengthMs: number): Promise<Demo> {
  const platform = createPlatform({ name: "node" });
  const { clock } = platform;
  const store = memoryStore({ clock });
  const random = createRandom(20_261_123);
  let isIncident = false;

  function take(medianMs: number): void {
    const spread = Math.exp((random() + random() + random() - 1.5) * 1.1);
    clock.pass(Math.ceil(medianMs * spread * (isIncident && random() < 0.2 ? 3 : 1)));
  }

  function create(release: string): { watch: Edgewatch; fetch: Demo["fetch"] } {
    const watch = edgewatch(
      {
        service: "shop",
        release,
        token,
        store,
        windowMs: 10_000,
        dashboard: dashboard(),
        consumer: (request) => request.headers.get("x-consumer") ?? undefined,
        checks: [
          { name: "payments", critical: false, run: () => !isIncident },
          { name: "catalogue", run: () => true },
        ],
      },
      platform,
    );
    const app = createShop(watch, { take, random, isIncident: () => isIncident });
    return { watch, fetch: watch.handler(app).fetch };
  }

  const before = create("1.8.2");
  const after = create("1.9.0");
  let { fetch } = before;

  async function visit(): Promise<void> {
    const kind = pick(random, choices);
    const consumer = consumers[Math.floor(random() ** 2 * consumers.length)] ?? "acme";
    const headers = { "x-consumer": consumer, authorization: `Bearer ${token}` };
    const url = `https://shop.example${kind.path(random)}`;
    await fetch(new Request(url, { method: kind.method, headers }));
  }

  const endMs = clock.now() + lengthMs;
  while (clock.now() < endMs) {
    const nextMs = Math.min(endMs, clock.now() - (clock.now() % stepMs) + stepMs);
    const isDeployed = endMs - clock.now() <= deployBeforeEndMs;
    if (isDeployed) ({ fetch } = after);
    isIncident = isDeployed && endMs - clock.now() <= deployBeforeEndMs - 3 * minuteMs;
    const daytime = 1.2 + Math.sin(((clock.now() % dayMs) / dayMs - 0.3) * 2 * Math.PI);
    const visits = Math.round(daytime * 2 + random() * 2);
    for (let at = 0; at < visits; at++) await visit();
    // Somebody looks at the health page now and then.
    if (clock.now() % minuteMs < stepMs) {
      const headers = { authorization: `Bearer ${token}` };
      await fetch(new Request("https://shop.example/health", { headers }));
    }
    await clock.advance(Math.max(0, nextMs - clock.now()));
  }
  await before.watch.flush();
  await after.watch.flush();
  return {
    clock,
    fetch: after.fetch,
    visit,
    close: async () => {
      await before.watch.close();
      await after.watch.close();
    },
  };
}

interface ShopParts {
  readonly take: (medianMs: number) => void;
  readonly random: () => number;
  readonly isIncident: () => boolean;
}

function createShop(
  watch: Edgewatch,
  { take, random, isIncident }: ShopParts,
): { fetch: Hono["fetch"] } {
  const app = new Hono().use(watch.hono());
  app.get("/products", (c) => (take(12), c.json([])));
  app.get("/products/:id", (c) => {
    take(7);
    return random() < 0.02 ? c.json({ error: "No such product" }, 404) : c.json({});
  });
  app.get("/orders/:id", (c) => {
    watch.time("postgres.select", () => take(3));
    return random() < 0.06 ? c.json({ error: "No such order" }, 404) : c.json({});
  });
  app.post("/orders", (c) => {
    watch.time("postgres.insert", () => take(9));
    return random() < 0.1 ? c.json({ error: "No such article" }, 400) : c.json({}, 201);
  });
  app.post("/payments", (c) => {
    watch.log.info("charging a card", { "payment.provider": "stripe" });
    watch.time("payments.charge", () => {
      take(isIncident() ? 900 : 90);
      if (random() >= (isIncident() ? 0.45 : 0.004)) return;
      throw errors.payment_provider_timeout({ detail: "The provider did not answer in 2000 ms" });
    });
    return c.json({}, 201);
  });
  app.get("/search", (c) => (take(35), c.json([])));
  app.get("/invoices/latest", (c) => {
    take(20);
    if (random() < 0.03)
      throw new TypeError("Cannot read properties of undefined (reading 'total')");
    return c.json({});
  });
  app.onError(watch.onError);
  return app;
}
