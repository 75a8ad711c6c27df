import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

describe("options that figures depend on", () => {
  test.for([0, 1, 100, -0.5, 100.1, Number.NaN, Infinity])(
    "objective %d is refused",
    (objective) => {
      expect(() => edgewatch({ service: "a", objective }, createPlatform())).toThrow(
        /^Cannot start Edgewatch: objective is .+; give a share such as 0.999/,
      );
    },
  );

  test.for([0.5, 0.999, 50, 99.9, 99.9999])("objective %d is taken", (objective) => {
    expect(() => edgewatch({ service: "a", objective }, createPlatform())).not.toThrow();
  });

  test.for([
    { thresholdMs: 0 },
    { thresholdMs: -1 },
    { thresholdMs: Number.NaN },
    { thresholdMs: Infinity },
    { routes: { "/a": 100, "/b": 0 } },
  ])("apdex %j is refused", (apdex) => {
    expect(() => edgewatch({ service: "a", apdex }, createPlatform())).toThrow(
      /^Cannot start Edgewatch: apdex has .+ for (?:thresholdMs|\/b); give milliseconds/,
    );
  });
});
