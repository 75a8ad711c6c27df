import { pick, pickWeighted, seededRandom, type Random } from "./random.ts";

/** One request to send, and the route that it should be counted under. */
export interface PlannedRequest {
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Kind {
  readonly weight: number;
  readonly method: string;
  readonly route: string;
  readonly path: (random: Random) => string;
  readonly body?: (random: Random) => string;
}

/** How Edgewatch labels what no route matches. */
const unmatchedRoute = "(unmatched)";

const articles = ["kettle", "teapot", "saucer", "samovar", "unicorn"] as const;
const scans = ["/wp-login.php", "/.env", "/orders.bak", "/admin.php?id=1", "/a%00b"] as const;
const wrongBodies = [
  "",
  "{",
  "[]",
  `{"sku":"KETTLE","quantity":1}`,
  `{"sku":"kettle","quantity":0}`,
] as const;

const kinds: readonly [Kind, ...Kind[]] = [
  { weight: 22, method: "GET", route: "/orders", path: () => "/orders" },
  {
    weight: 22,
    method: "GET",
    route: "/orders/:id",
    path: (random) => `/orders/${1 + Math.floor(random() * 3)}`,
  },
  {
    weight: 5,
    method: "GET",
    route: "/orders/:id",
    path: (random) => `/orders/x${Math.floor(random() * 1e6)}`,
  },
  { weight: 10, method: "POST", route: "/orders", path: () => "/orders", body: validBody },
  {
    weight: 3,
    method: "POST",
    route: "/orders",
    path: () => "/orders",
    body: (random) => pick(wrongBodies, random),
  },
  {
    weight: 12,
    method: "GET",
    route: "/inventory/:sku",
    path: (random) => `/inventory/${pick(articles, random)}`,
  },
  { weight: 8, method: "GET", route: "/flaky", path: () => "/flaky" },
  { weight: 4, method: "GET", route: "/stream", path: () => "/stream" },
  { weight: 4, method: "GET", route: "/redirect", path: () => "/redirect" },
  { weight: 2, method: "GET", route: "/slow", path: () => "/slow" },
  { weight: 3, method: "GET", route: "/admin/report", path: () => "/admin/report" },
  { weight: 2, method: "HEAD", route: "/orders", path: () => "/orders" },
  { weight: 1, method: "DELETE", route: unmatchedRoute, path: () => "/orders/1" },
  { weight: 2, method: "GET", route: unmatchedRoute, path: (random) => pick(scans, random) },
];

/** A few consumers send most of the traffic, as they do. */
const consumers = [
  ...["ada", "grace", "edsger", "barbara", "alan", "donald", "frances", "ken", "radia", "dennis"],
  ...["margaret", "tony", "shafi", "leslie", "adele", "john", "karen", "niklaus", "hedy", "linus"],
];

/** Yields requests without end, the same ones for the same seed. */
export function* planRequests(seed: number): Generator<PlannedRequest, never> {
  const random = seededRandom(seed);
  for (;;) {
    const { method, route, path, body } = pickWeighted(kinds, random);
    yield {
      method,
      route,
      path: path(random),
      headers: headersFor(random, body !== undefined),
      body: body?.(random),
    };
  }
}

function headersFor(random: Random, hasBody: boolean): Record<string, string> {
  const consumer = consumers[Math.floor(random() ** 2 * consumers.length)] ?? "nobody";
  const headers: Record<string, string> = { "x-api-key": `key-${consumer}` };
  if (hasBody) headers["content-type"] = "application/json";
  return headers;
}

function validBody(random: Random): string {
  return JSON.stringify({ sku: pick(articles, random), quantity: 1 + Math.floor(random() * 9) });
}
