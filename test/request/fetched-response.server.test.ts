import { expect, test } from "vitest";
import { withHeader } from "../../src/request/response-headers.ts";

test("withHeader() sets the header on a fetched response and keeps its body", async () => {
  const response = withHeader(await fetch("data:text/plain,hello"), "X-Request-ID", "a");
  expect(response.headers.get("x-request-id")).toBe("a");
  expect(response.headers.get("content-type")).toContain("text/plain");
  expect(await response.text()).toBe("hello");
});
