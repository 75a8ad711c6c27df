import { describe, expect, test } from "vitest";
import type { KeyValue } from "../../src/store/key-value.ts";
import { failing } from "../fakes/failing.ts";

/** What every host of the store engine promises. */
export function describeKeyValue(name: string, open: () => KeyValue): void {
  describe(name, () => {
    test("gives back what was put last", () => {
      const host = open();
      host.put("a", "1");
      host.put("a", "2");
      expect(host.get("a")).toBe("2");
      expect(host.get("b")).toBeUndefined();
    });

    test("lists in the order of the keys, the start included and the end not", () => {
      const host = open();
      for (const key of ["c", "a", "e", "b", "d"]) host.put(key, key.toUpperCase());
      expect(host.keys("b", "e")).toEqual(["b", "c", "d"]);
      expect(host.keys("b", "e", 2)).toEqual(["b", "c"]);
      expect(host.keys("f", "z")).toEqual([]);
    });

    test("returns what a transaction returns", () => {
      expect(open().transaction(() => 42)).toBe(42);
      expect(open().snapshot(() => 42)).toBe(42);
    });

    test("its version stays as long as nobody else writes", () => {
      const host = open();
      const version = host.version();
      host.transaction(() => host.put("a", "1"));
      expect(host.version()).toBe(version);
    });

    test("a transaction that throws leaves everything as it was", () => {
      const host = open();
      host.put("kept", "old");
      function work(): void {
        host.put("a", "new");
        host.put("kept", "new");
        host.put("kept", "newer");
        expect(host.get("kept")).toBe("newer");
        throw new RangeError("half-way");
      }
      expect(() => host.transaction(work)).toThrow(RangeError);
      expect(host.keys("", "z")).toEqual(["kept"]);
      expect(host.get("kept")).toBe("old");
    });

    test("works on after a transaction that threw", () => {
      const host = open();
      expect(() => host.transaction(failing(new Error("no")))).toThrow("no");
      host.transaction(() => host.put("a", "1"));
      host.put("b", "2");
      expect(host.keys("a", "c")).toEqual(["a", "b"]);
    });
  });
}
