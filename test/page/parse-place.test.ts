import { assert, constantFrom, dictionary, property, string } from "fast-check";
import { expect, test } from "vitest";
import {
  formatPlace,
  freshPlace,
  nextPlace,
  parsePlace,
  type Place,
} from "../../src/page/parse-place.ts";

const base = "/_edgewatch";

function placeOf(href: string): Place {
  const { pathname, search } = new URL(href, "http://page.test");
  return parsePlace(base, pathname, search);
}

test("parsePlace() finds in an address what formatPlace() has written", () => {
  const views = constantFrom("overview", "routes", "route", "errors", "error", "system");
  const texts = string({ unit: "grapheme", minLength: 1 });
  const places = property(views, texts, dictionary(texts, texts), (view, text, said) => {
    const id = view === "error" ? text.replaceAll(/^\.+$/g, "dots") : "";
    const place: Place = { view, id, params: new URLSearchParams(said) };
    const found = placeOf(formatPlace(base, place));
    expect([found.view, found.id]).toEqual([view, id]);
    expect([...found.params]).toEqual([...place.params]);
  });
  assert(places);
});

test("parsePlace() takes an address that is none of the page's for the overview", () => {
  for (const path of ["", "/", "/nothing", "/constructor", "/overview/x", "/route s"]) {
    expect(parsePlace(base, base + path, "").view).toBe("overview");
  }
  expect(parsePlace(base, `${base}/errors/%E0%A4%A`, "")).toMatchObject({
    view: "error",
    id: "%E0%A4%A",
  });
});

test("nextPlace() keeps range and comparison, and nothing else of another view", () => {
  const present = placeOf(`${base}/routes?from=-6h&to=now&compare=none&q=orders&sort=p99`);
  const next = nextPlace(present, "errors", { state: "open" });
  expect(formatPlace(base, next)).toBe(`${base}/errors?from=-6h&to=now&compare=none&state=open`);
});

test("freshPlace() keeps nothing of the view itself", () => {
  const present = placeOf(`${base}/dependencies?dependency=db&from=-6h&service=shop&sort=p99`);
  const fresh = formatPlace(base, freshPlace(present, "dependencies"));
  expect(fresh).toBe(`${base}/dependencies?from=-6h&service=shop`);
  const group = placeOf(`${base}/errors/a1?from=-6h`);
  expect(formatPlace(base, freshPlace(group, "errors"))).toBe(`${base}/errors?from=-6h`);
});

test("nextPlace() keeps everything of the same view but what is taken away", () => {
  const present = placeOf(`${base}/route?method=GET&route=%2Forders&from=-6h&to=now`);
  const next = nextPlace(present, "route", { from: "-1h", to: undefined });
  expect(formatPlace(base, next)).toBe(`${base}/route?method=GET&route=%2Forders&from=-1h`);
  const group = placeOf(`${base}/errors/a1?from=-6h`);
  expect(nextPlace(group, "error", {}, "a1").id).toBe("a1");
  expect(nextPlace(group, "error", { from: undefined }).id).toBe("a1");
  expect(nextPlace(group, "error", {}, "b2").id).toBe("b2");
});
