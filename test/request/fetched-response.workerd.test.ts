import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { withHeader } from "../../src/request/response-headers.ts";

test("withHeader() sets the header on a fetched response and keeps its body", async () => {
  const fetched = await exports.default.fetch("http://localhost/livez");
  expect(() => fetched.headers.set("a", "b")).toThrow();
  const response = withHeader(fetched, "X-Request-ID", "a");
  expect(response.headers.get("x-request-id")).toBe("a");
  expect(await response.text()).toBe("ok\n");
});

test("withHeader() leaves the WebSocket of an upgrade alone", () => {
  const { 0: client } = new WebSocketPair();
  const upgrade = new Response(null, { status: 101, webSocket: client });
  expect(withHeader(upgrade, "X-Request-ID", "a")).toBe(upgrade);
  expect(upgrade.webSocket).toBe(client);
});
