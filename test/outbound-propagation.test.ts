import { describe, expect, test } from "vitest";
import { createCalling } from "./fakes/calling.ts";
import { requestLines } from "./fakes/fake-platform.ts";

describe("watch.fetch", () => {
  const propagateTo = ["*.example.com"];

  test("passes ids on to the hosts that may know them, and to no other", async () => {
    const seen: Headers[] = [];
    const { watch, platform, inRequest } = createCalling(
      async (input, init) => {
        seen.push(new Request(input, init).headers);
        return new Response();
      },
      { propagateTo },
    );
    await inRequest(async () => {
      await watch.fetch("https://api.example.com/", { headers: { "x-own": "1" } });
      await watch.fetch(new Request("https://api.example.com/", { headers: { "x-own": "2" } }));
      await watch.fetch("https://example.org/");
      await watch.fetch("https://api.example.com/", { headers: { traceparent: "mine" } });
    });
    const [line] = requestLines(platform);
    const [first, second, third, fourth] = seen;
    expect(first?.get("traceparent")).toMatch(
      new RegExp(`^00-${String(line?.["trace_id"])}-[0-9a-f]{16}-01$`),
    );
    expect(first?.get("x-request-id")).toBe(line?.["request_id"]);
    expect([first, second].map((headers) => headers?.get("x-own"))).toEqual(["1", "2"]);
    expect(second?.has("traceparent")).toBe(true);
    expect(third?.has("traceparent")).toBe(false);
    expect(fourth?.get("traceparent")).toBe("mine");
  });

  test("keeps method, body and options, and does not change them", async () => {
    const seen: Request[] = [];
    const { watch, inRequest } = createCalling(
      async (input, init) => {
        seen.push(new Request(input, init));
        return new Response();
      },
      { propagateTo },
    );
    const init = { method: "POST", body: "abc", headers: { a: "b" } };
    const request = new Request("https://api.example.com/", { method: "PUT", body: "def" });
    await inRequest(async () => {
      await watch.fetch("https://api.example.com/", init);
      await watch.fetch(request);
      await watch.fetch("https://api.example.com/", new Request("https://x.example.com/", init));
    });
    expect(init).toEqual({ method: "POST", body: "abc", headers: { a: "b" } });
    expect(seen.map(({ method }) => method)).toEqual(["POST", "PUT", "POST"]);
    expect(await Promise.all(seen.map((sent) => sent.text()))).toEqual(["abc", "def", "abc"]);
    expect(seen.map((sent) => sent.headers.has("traceparent"))).toEqual([true, true, true]);
  });
});
