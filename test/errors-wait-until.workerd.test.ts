import { createExecutionContext } from "cloudflare:test";
import { expect, test } from "vitest";
import { createCapturing, seenIn } from "./fakes/captured.ts";
import { settle } from "./fakes/fake-clock.ts";

test("the context of Workers stays what it was, and its rejections are captured", async () => {
  const { watch, captured } = createCapturing();
  const context = createExecutionContext();
  const seen: unknown[] = [];
  const app = watch.handler({
    fetch: (_request: Request, _env: object, ctx: ExecutionContext) => {
      seen.push(ctx);
      ctx.passThroughOnException();
      ctx.waitUntil(Promise.reject(new Error("no mail")));
      return new Response("hi");
    },
  });
  expect(app.fetch(new Request("http://localhost/"), {}, context).status).toBe(200);
  expect(seen[0]).toBe(context);
  await settle();
  expect(seenIn(captured)).toEqual(["waitUntil: no mail"]);
});
