import { describe, expect, test } from "vitest";
import { withHeader } from "../../src/request/response-headers.ts";

const name = "X-Request-ID";

describe("withHeader()", () => {
  test("sets the header on the response itself where that can be changed", () => {
    const response = new Response("hi");
    expect(withHeader(response, name, "a")).toBe(response);
    expect(response.headers.get(name)).toBe("a");
  });

  test("replaces a header of that name", () => {
    const response = new Response("hi", { headers: { [name]: "old" } });
    expect(withHeader(response, name, "new").headers.get(name)).toBe("new");
  });

  test("sets it on a redirect", () => {
    const redirect = withHeader(Response.redirect("http://localhost/b", 307), name, "a");
    expect(redirect.headers.get(name)).toBe("a");
    expect(redirect.headers.get("location")).toBe("http://localhost/b");
    expect(redirect.status).toBe(307);
  });

  test("passes a network error as it is", () => {
    const error = Response.error();
    expect(withHeader(error, name, "a")).toBe(error);
  });

  test("passes a WebSocket upgrade as it is", () => {
    const upgrade = Object.defineProperty(new Response(null), "status", { value: 101 });
    expect(withHeader(upgrade, name, "a")).toBe(upgrade);
    expect(upgrade.headers.has(name)).toBe(false);
  });

  describe("of an immutable response", () => {
    test("keeps status, headers and body", async () => {
      const original = immutable(
        new Response("hello", { status: 418, statusText: "Teapot", headers: { "x-a": "1" } }),
      );
      const response = withHeader(original, name, "a");
      expect(response.status).toBe(418);
      expect(response.statusText).toBe("Teapot");
      expect(response.headers.get("x-a")).toBe("1");
      expect(response.headers.get(name)).toBe("a");
      expect(await response.text()).toBe("hello");
    });

    test("keeps every cookie", () => {
      const original = new Response("hello");
      original.headers.append("set-cookie", "a=1");
      original.headers.append("set-cookie", "b=2");
      const response = withHeader(immutable(original), name, "a");
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    });

    test.for([204, 205, 304])("takes status %i, which has no body", (status) => {
      const response = withHeader(immutable(new Response(null, { status })), name, "a");
      expect(response.status).toBe(status);
      expect(response.body).toBeNull();
      expect(response.headers.get(name)).toBe("a");
    });

    test("leaves a stream a stream", async () => {
      const { stream, pulled, finish } = createStream();
      const response = withHeader(immutable(new Response(stream)), name, "a");
      expect(response.headers.get(name)).toBe("a");
      const reader = response.body?.getReader();
      const first: Uint8Array | undefined = (await reader?.read())?.value;
      expect(new TextDecoder().decode(first)).toBe("chunk 1");
      expect(pulled()).toBeLessThanOrEqual(2);
      finish();
      await reader?.cancel();
    });

    test("passes it as it is when its body has been read", async () => {
      const response = immutable(new Response("hello"));
      await response.text();
      expect(withHeader(response, name, "a")).toBe(response);
    });
  });
});

/** A response whose headers cannot be changed, as that of a fetch. */
function immutable(response: Response): Response {
  const headers = new Headers(response.headers);
  Object.defineProperty(headers, "set", {
    value: () => {
      throw new TypeError("immutable");
    },
  });
  return Object.defineProperty(response, "headers", { value: headers });
}

function createStream(): {
  stream: ReadableStream<Uint8Array>;
  pulled: () => number;
  finish: () => void;
} {
  let pulls = 0;
  let isOver = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulls++;
        if (isOver) controller.close();
        else controller.enqueue(new TextEncoder().encode(`chunk ${pulls}`));
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulled: () => pulls, finish: () => (isOver = true) };
}
