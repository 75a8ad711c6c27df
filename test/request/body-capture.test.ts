import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BodyCaptureOptions,
  captureRequestBody,
  captureResponseBody,
} from "../../src/request/body-capture.ts";
import type { CapturedBody } from "../../src/request/body-recorder.ts";

const url = "http://service.test/orders?page=2";
const json = { "content-type": "application/json" };

function captureRequest(
  request: Request,
  options?: BodyCaptureOptions,
): { readonly request: Request; readonly captured: CapturedBody } {
  const capture = captureRequestBody(request, options);
  if (capture === undefined) throw new Error("nothing was captured");
  return capture;
}

function captureResponse(
  response: Response,
  options?: BodyCaptureOptions,
): { readonly response: Response; readonly captured: CapturedBody } {
  const capture = captureResponseBody(response, options);
  if (capture === undefined) throw new Error("nothing was captured");
  return capture;
}

/** Yields each chunk when it is asked for. */
function streamOf(chunks: readonly Uint8Array[]): ReadableStream {
  let next = 0;
  return new ReadableStream(
    {
      pull: (controller) => {
        const chunk = chunks[next++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk.slice());
      },
    },
    { highWaterMark: 0 },
  );
}

function postOf(
  body: string | ReadableStream,
  headers: Record<string, string> = json,
  signal?: AbortSignal,
): Request {
  const init = { method: "POST", body, headers, duplex: "half" };
  return new Request(url, signal === undefined ? init : { ...init, signal });
}

function captureFresh(): Request {
  return captureRequest(postOf('{"a":1}')).request;
}

function isCaptured(type: string, contentTypes?: readonly string[]): boolean {
  const response = new Response("{}", { headers: { "content-type": type } });
  return captureResponseBody(response, { contentTypes }) !== undefined;
}

describe("captureRequestBody()", () => {
  test("hands on an equal request", async () => {
    const controller = new AbortController();
    const init = { method: "PUT", body: '{"a":1}', redirect: "manual" as const };
    const headers = { ...json, "x-tenant": "t1", cookie: "a=1; b=2" };
    const original = new Request(url, { ...init, headers, signal: controller.signal });
    const { request, captured } = captureRequest(original);
    expect(request.method).toBe("PUT");
    expect(request.url).toBe(url);
    expect(request.redirect).toBe("manual");
    expect([...request.headers]).toEqual([...original.headers]);
    expect(await request.text()).toBe('{"a":1}');
    expect(captured.fields()).toEqual({ a: 1 });
    expect(captured.byteLength).toBe(7);
    expect(captured.isComplete).toBe(true);
    expect(captured.isTruncated).toBe(false);
    expect(await captured.done).toBe("complete");
    const reason = new Error("the client has gone");
    controller.abort(reason);
    expect(request.signal.aborted).toBe(true);
    expect(request.signal.reason).toBe(reason);
  });

  test("lets every way of reading a body work", async () => {
    expect(await captureFresh().json()).toEqual({ a: 1 });
    expect((await captureFresh().arrayBuffer()).byteLength).toBe(7);
    expect((await captureFresh().blob()).size).toBe(7);
    const request = captureFresh();
    const copy = request.clone();
    expect(await copy.text()).toBe(await request.text());
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const data = await captureRequest(postOf("name=Ada", form)).request.formData();
    expect(data.get("name")).toBe("Ada");
  });

  test("keeps readers with their own buffers working, where the body allows them", async () => {
    const source = new ReadableStream({
      type: "bytes",
      pull: (controller: ReadableByteStreamController) => {
        controller.enqueue(new TextEncoder().encode('{"a":1}'));
        controller.close();
        controller.byobRequest?.respond(0);
      },
    });
    const { request, captured } = captureRequest(postOf(source));
    const reader = request.body?.getReader({ mode: "byob" });
    const first = await reader?.read(new Uint8Array(3));
    const second = await reader?.read(new Uint8Array(10));
    const third = await reader?.read(new Uint8Array(10));
    expect([first?.value?.length, second?.value?.length, third?.done]).toEqual([3, 4, true]);
    expect(captured.fields()).toEqual({ a: 1 });
  });

  test("leaves requests without a body alone", () => {
    expect(captureRequestBody(new Request(url, { headers: json }))).toBeUndefined();
    expect(captureRequestBody(new Request(url, { method: "POST", headers: json }))).toBeUndefined();
    expect(captureRequestBody(postOf("", { ...json, "content-length": "0" }))).toBeUndefined();
  });

  test("leaves a body alone that is being read already", async () => {
    const read = postOf("{}");
    await read.text();
    expect(captureRequestBody(read)).toBeUndefined();
    const locked = postOf("{}");
    locked.body?.getReader();
    expect(captureRequestBody(locked)).toBeUndefined();
  });
});

describe("captureResponseBody()", () => {
  test("hands on an equal response", async () => {
    const headers = new Headers({ ...json, etag: '"v1"' });
    headers.append("set-cookie", "a=1; Path=/");
    headers.append("set-cookie", "b=2");
    const original = new Response('{"a":1}', { status: 201, statusText: "Made", headers });
    const { response, captured } = captureResponse(original);
    expect(response.status).toBe(201);
    expect(response.statusText).toBe("Made");
    expect([...response.headers]).toEqual([...headers]);
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(await response.text()).toBe('{"a":1}');
    expect(captured.fields()).toEqual({ a: 1 });
    expect(await captured.done).toBe("complete");
  });

  test("leaves responses without a body alone", () => {
    for (const status of [204, 205, 304]) {
      expect(captureResponseBody(new Response(null, { status, headers: json }))).toBeUndefined();
    }
    expect(captureResponseBody(new Response(null, { headers: json }))).toBeUndefined();
    expect(captureResponseBody(Response.error())).toBeUndefined();
  });

  test("captures the allowed content types only", () => {
    for (const type of [
      "application/json",
      "Application/JSON; charset=utf-8",
      "application/problem+json",
      "application/x-www-form-urlencoded",
      "text/plain;charset=UTF-8",
    ]) {
      expect(isCaptured(type), type).toBe(true);
    }
    for (const type of [
      "text/html",
      "application/json-seq",
      "application/+json",
      "application/octet-stream",
      "multipart/form-data; boundary=x",
      "image/png",
    ]) {
      expect(isCaptured(type), type).toBe(false);
    }
    expect(isCaptured("text/html", ["text/*"])).toBe(true);
    expect(isCaptured("application/json", ["text/*"])).toBe(false);
    expect(isCaptured("image/png", ["*"])).toBe(true);
  });

  test("never touches an event stream, an encoded content or a content of no type", () => {
    const untouchable = [
      { "content-type": "text/event-stream" },
      { "content-type": "multipart/x-mixed-replace; boundary=x" },
      { ...json, "content-encoding": "gzip" },
      { ...json, "content-encoding": "br" },
    ];
    for (const headers of untouchable) {
      const response = new Response("{}", { headers });
      expect(captureResponseBody(watched(response), { contentTypes: ["*"] })).toBeUndefined();
    }
    const untyped = new Response(new TextEncoder().encode("{}"));
    expect(captureResponseBody(watched(untyped), { contentTypes: ["*"] })).toBeUndefined();
    const identity = new Response("{}", { headers: { ...json, "content-encoding": "identity" } });
    expect(captureResponseBody(identity)).toBeDefined();
  });
});

test("the bytes are the same for any content, cap and chunking, and the kept ones are their beginning", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.nat(100), async (parts, maxBytes) => {
      const whole = joined(parts);
      const options = { maxBytes, contentTypes: ["text/plain"] };
      const plain = { "content-type": "text/plain;charset=iso-8859-1" };
      const incoming = captureRequest(postOf(streamOf(parts), plain), options);
      const outgoing = captureResponse(new Response(streamOf(parts), { headers: plain }), options);
      expect(new Uint8Array(await incoming.request.arrayBuffer())).toEqual(whole);
      expect(new Uint8Array(await outgoing.response.arrayBuffer())).toEqual(whole);
      for (const { captured } of [incoming, outgoing]) {
        expect(captured.byteLength).toBe(whole.length);
        expect(captured.isComplete).toBe(true);
        expect(captured.isTruncated).toBe(whole.length > maxBytes);
        expect(captured.fields()).toBe(keptText(whole, maxBytes));
      }
    }),
  );
});

function keptText(whole: Uint8Array, maxBytes: number): string | undefined {
  const kept = whole.slice(0, maxBytes);
  if (kept.length === 0) return undefined;
  const text = new TextDecoder("iso-8859-1").decode(kept);
  return whole.length > maxBytes ? `${text}…` : text;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A response that fails the test when its body is looked at. */
function watched(response: Response): Response {
  Object.defineProperty(response, "body", {
    get: () => {
      throw new Error("the body was touched");
    },
  });
  return response;
}
