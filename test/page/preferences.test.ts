import { assert, jsonValue, property } from "fast-check";
import { expect, test } from "vitest";
import { parsePreferences } from "../../src/page/preferences.ts";

const usual = { theme: "auto", language: "en", zone: "local", hasKeys: true };

test("parsePreferences() reads what was kept", () => {
  const kept = { theme: "dark", language: "ko", zone: "utc", hasKeys: false };
  expect(parsePreferences(JSON.stringify(kept), ["en-US"])).toEqual(kept);
});

test("parsePreferences() speaks the first language that it knows", () => {
  expect(parsePreferences(null, ["fr", "ko-KR", "en"])).toEqual({ ...usual, language: "ko" });
  expect(parsePreferences(null, ["fr", "en-GB", "ko"])).toEqual(usual);
  expect(parsePreferences("not JSON", [])).toEqual(usual);
});

test("parsePreferences() makes choices of anything", () => {
  const anything = property(jsonValue(), (value) => {
    const { theme, language, zone } = parsePreferences(JSON.stringify(value), []);
    expect(["auto", "light", "dark"]).toContain(theme);
    expect(["en", "ko"]).toContain(language);
    expect(["local", "utc"]).toContain(zone);
  });
  assert(anything);
});
