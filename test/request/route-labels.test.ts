import { describe, expect, test } from "vitest";
import { RouteLabels } from "../../src/request/route-labels.ts";

describe("RouteLabels", () => {
  test("labels what was answered with the template of its path", () => {
    const labels = new RouteLabels();
    expect(labels.label("/orders/42", 200)).toBe("/orders/:id");
    expect(labels.label("/orders/43", 500)).toBe("/orders/:id");
    expect(labels.label("/", 302)).toBe("/");
  });

  test("gives a path that was never answered but with 404 no label", () => {
    const labels = new RouteLabels();
    expect(labels.label("/wp-login.php", 404)).toBeUndefined();
    expect(labels.label("/wp-login.php", 404)).toBeUndefined();
  });

  test("labels a 404 of a route that is known", () => {
    const labels = new RouteLabels();
    labels.label("/orders/42", 200);
    expect(labels.label("/orders/43", 404)).toBe("/orders/:id");
  });

  test("10,000 paths of a scanner do not push real routes out", () => {
    const labels = new RouteLabels();
    labels.label("/orders/42", 200);
    const seen = new Set<string | undefined>();
    for (let index = 0; index < 10_000; index++) seen.add(labels.label(scannerPath(index), 404));
    expect([...seen]).toEqual([undefined]);
    expect(labels.label("/orders/43", 404)).toBe("/orders/:id");
  });

  test("routes in use come back however many paths are made up and answered", () => {
    const labels = new RouteLabels();
    for (let index = 0; index < 10_000; index++) {
      expect(labels.label(scannerPath(index), 200)).toBe(scannerPath(index));
      if (index % 100 === 0) expect(labels.label(`/orders/${index}`, 200)).toBe("/orders/:id");
    }
    expect(labels.label("/orders/1", 200)).toBe("/orders/:id");
    expect(labels.label("/orders/2", 404)).toBe("/orders/:id");
  });

  test("takes a path of a megabyte", () => {
    const labels = new RouteLabels();
    const path = `/orders/${"a".repeat(1_000_000)}`;
    expect(labels.label(path, 404)).toBeUndefined();
    expect(labels.label(path, 200)).toBe("/orders/:id");
  });
});

/** Words without digits, each of them different. */
function scannerPath(index: number): string {
  const letters = String(index).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
  return `/wp-${letters}/admin.php`;
}
