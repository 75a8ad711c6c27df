import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createConsumer, runModule, typeCheck } from "./consumer.ts";
import { readPackageJson, root } from "./project.ts";

const manifest = await readPackageJson();
const subpaths = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
  typeof target === "string" ? [] : [{ name: `edgewatch${subpath.slice(1)}`, ...target }],
);
const peers = Object.keys(manifest.peerDependencies);

describe("package.json", () => {
  test.for(subpaths)("$name has its files in dist/", async ({ types, default: module }) => {
    for (const path of [types, module]) await access(join(root, path));
  });

  test("zod is the only dependency, and every version is exact", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["zod"]);
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    const loose = Object.entries(all).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});

describe("an installed package", () => {
  test.for(subpaths)("$name imports on Node where it can", async ({ name }) => {
    const { ok, output } = await runModule(await createConsumer(peers), `await import("${name}");`);
    if (name === "edgewatch/workers") expect(output).toContain("'cloudflare:'");
    else expect(ok, output).toBe(true);
  });

  test("edgewatch imports nothing from outside but what validates queries", async () => {
    expect(await readOutsideImports("dist/index.js")).toEqual(new Set(["zod/mini"]));
  });

  test("edgewatch type-checks where hono is not installed", async () => {
    const consumer = await createConsumer();
    const { output } = await typeCheck(consumer, { "a.ts": plain }, { lib: ["ES2024", "DOM"] });
    expect(output).toBe("");
  });

  test("edgewatch type-checks with the types of Node or Workers alone", async () => {
    const consumer = await createConsumer(["@types/node", "@cloudflare/workers-types"]);
    for (const types of ["node", "@cloudflare/workers-types"]) {
      const { output } = await typeCheck(consumer, { "a.ts": plain }, { types: [types] });
      expect(output).toBe("");
    }
  });

  test("hono's variables have their types by way of either entry", async () => {
    const consumer = await createConsumer(["hono"]);
    const sources = { "a.ts": honoInside, "b.ts": honoOutside };
    const { output } = await typeCheck(consumer, sources, { lib: ["ES2024", "DOM"] });
    expect(output).toBe("");
  });

  test("hono's variables are no any", async () => {
    const consumer = await createConsumer(["hono"]);
    const wrong = honoInside.replace("log.info", "log.inform");
    const { output } = await typeCheck(consumer, { "a.ts": wrong }, { lib: ["ES2024", "DOM"] });
    expect(output).toContain("TS2551");
  });

  test("a wrong use does not type-check", async () => {
    const consumer = await createConsumer();
    const wrong = plain.replace(`"hello"`, "5");
    const { output } = await typeCheck(consumer, { "a.ts": wrong }, { lib: ["ES2024", "DOM"] });
    expect(output).toContain("TS2322");
  });
});

const plain = `
import { edgewatch } from "edgewatch";

export default edgewatch({ service: "hello" }).handler({ fetch: () => new Response("hi") });
`;

const honoInside = `
import { Hono } from "hono";
import { edgewatch } from "edgewatch/hono";

const app = new Hono().use(edgewatch({ service: "hello" }));
app.get("/:id", (c) => {
  c.var.log.info("looked up", { "order.id": c.req.param("id") });
  return c.text("hi");
});
export default app;
`;

const honoOutside = `
import { Hono } from "hono";
import { edgewatch } from "edgewatch";

const watch = edgewatch({ service: "hello" });
const app = new Hono().use(watch.hono());
app.get("/:id", (c) => {
  c.var.log.info("looked up", { "order.id": c.req.param("id") });
  return c.text("hi");
});
export default watch.handler(app);
`;

/** Imports as the compiler writes them, and none that a comment shows. */
const importPattern =
  /^(?:import|export)\b[^"'=;()]*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** What a built module and the modules that it imports take from outside the package. */
async function readOutsideImports(entry: string): Promise<Set<string>> {
  const seen = new Set([entry]);
  const outside = new Set<string>();
  for (const path of seen) {
    const text = await readFile(join(root, path), "utf8");
    for (const [, fixed, lazy] of text.matchAll(importPattern)) {
      const specifier = fixed ?? lazy ?? "";
      if (specifier.startsWith(".")) seen.add(join(path, "..", specifier));
      else outside.add(specifier);
    }
  }
  return outside;
}
