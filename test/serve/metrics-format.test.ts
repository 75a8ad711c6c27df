import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { metricsFormat, takesGzip } from "../../src/serve/metrics-format.ts";
import { ask, token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

const protobuf =
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

describe("metricsFormat()", () => {
  test.for([
    [null, "prometheus"],
    ["nonsense", "prometheus"],
    ["*/*", "prometheus"],
    ["text/*", "prometheus"],
    ["application/*", "openmetrics"],
    ["application/json;q=0.5, text/plain;q=0.6", "prometheus"],
    ["application/json;q=0.6, text/plain;q=0.5", "json"],
    ["application/json, text/plain, */*", "json"],
    ["*/*, application/openmetrics-text", "openmetrics"],
    ["application/openmetrics-text;q=0, */*", "prometheus"],
    ["text/plain;q=0, application/openmetrics-text;q=0.1", "openmetrics"],
    ["application/openmetrics-text;version=2.0.0, text/plain;q=0.1", "prometheus"],
    ['application/openmetrics-text; version="1.0.0"; charset=utf-8', "openmetrics"],
    [`${protobuf},application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1`, "protobuf"],
    [`${protobuf};q=0.3,application/openmetrics-text;version=1.0.0;q=0.8`, "openmetrics"],
    ["application/vnd.google.protobuf;encoding=text,text/plain;q=0.1", "prometheus"],
    ["text/plain;q=2, application/json;q=0.1", "json"],
    ["text/plain;q=, application/json;q=0.1", "json"],
  ] as const)("takes %s for %s", ([accept, format]) => {
    expect(metricsFormat(accept)).toBe(format);
  });
});

test.for([
  ["gzip", true],
  ["deflate, gzip;q=0.5, br", true],
  ["*", true],
  ["GZIP", true],
  ["gzip;q=0, *", false],
  ["deflate", false],
  ["", false],
  [null, false],
] as const)("takesGzip() says of %s: %s", ([header, expected]) => {
  expect(takesGzip(header)).toBe(expected);
});

describe("/metrics", () => {
  test("is compressed for who takes gzip on servers, and says what it depends on", async () => {
    const platform = createPlatform({ name: "node", memory: () => undefined });
    const app = edgewatch({ service: "orders", token }, platform).handler(hello);
    await ask(app, "/");
    const plain = await ask(app, "/metrics");
    const packed = await ask(app, "/metrics", { headers: { "accept-encoding": "gzip" } });
    expect(plain.headers.get("content-encoding")).toBe(null);
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    for (const { headers } of [plain, packed]) {
      expect(headers.get("vary")).toBe("Accept, Accept-Encoding");
      expect(headers.get("content-type")).toContain("text/plain");
    }
    const bytes = await packed.arrayBuffer();
    const unpacking = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const text = await new Response(unpacking).text();
    expect(text).toBe(await plain.text());
    expect(bytes.byteLength).toBeLessThan(text.length / 2);
  });

  test("is protobuf for a Prometheus that asks for native histograms", async () => {
    const app = edgewatch({ service: "orders", token }, createPlatform()).handler(hello);
    const response = await ask(app, "/metrics", { headers: { accept: protobuf } });
    expect(response.headers.get("content-type")).toContain("application/vnd.google.protobuf;");
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
  });

  test("tells the requests that run, and not of isolates", async () => {
    for (const name of ["node", "workerd"] as const) {
      const app = edgewatch({ service: "orders", token }, createPlatform({ name })).handler({
        fetch: async (request: Request): Promise<Response> =>
          request.url.endsWith("/inner")
            ? new Response(await (await ask(app, "/metrics")).text())
            : new Response("hi"),
      });
      await ask(app, "/");
      const text = await (await ask(app, "/inner")).text();
      const line = 'http_server_active_requests{service_name="orders"} 1\n';
      expect(text.includes(line), name).toBe(name === "node");
    }
  });
});

const hello = { fetch: (_request: Request) => new Response("hi") };
