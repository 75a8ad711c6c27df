import { expect, test } from "vitest";
import { captureRequestBody } from "../../src/request/body-capture.ts";

test("captureRequestBody() keeps what Cloudflare knows of a request", async () => {
  const cf = { colo: "FRA", country: "DE" };
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", body: "{}", headers, cf };
  const original = new Request("http://service.test/", init);
  const capture = captureRequestBody(original);
  expect(original.cf).toMatchObject(cf);
  expect(capture?.request.cf).toEqual(original.cf);
  expect(await capture?.request.text()).toBe("{}");
});
