import { access, readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createConsumer, typeCheck } from "./consumer.ts";
import { readCommands, readPaths, readSnippets } from "./markdown.ts";
import { readPackageJson, root } from "./project.ts";

const { scripts } = await readPackageJson();
const installed = ["hono", "@hono/node-server", "@types/node", "@cloudflare/workers-types"];
const types = ["node", "@cloudflare/workers-types"];

describe.for(await readDocuments())("$path", ({ path, text }) => {
  const snippets = readSnippets(text);

  test("its TypeScript compiles where the package is installed", async () => {
    const sources = snippets
      .filter(({ language }) => language === "ts")
      .map((snippet): [string, string] => [
        `line-${snippet.line}.ts`,
        `${snippet.text}\nexport {};\n`,
      ]);
    if (sources.length === 0) return;
    const consumer = await createConsumer(installed);
    const options = { types, skipLibCheck: true };
    const { output } = await typeCheck(consumer, Object.fromEntries(sources), options);
    expect(output).toBe("");
  });

  test("its commands exist", async () => {
    const shell = snippets.filter(({ language }) => language === "sh").map((it) => it.text);
    const { scripts: run, binaries, files } = readCommands(shell.join("\n"));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(run));
    for (const name of binaries) await access(join(root, "node_modules/.bin", name));
    for (const file of files) await access(join(root, file));
  });

  test("the files that it links to or names exist", async () => {
    const { links, named } = readPaths(text);
    for (const link of links) await access(join(root, dirname(path), link));
    for (const file of named) await access(join(root, file));
  });
});

test("readSnippets() reads languages, texts and lines", () => {
  const markdown = "# A\n\n```ts title\nconst a = 1;\n```\n\ntext\n\n```sh\nnpm test\n```\n";
  expect(readSnippets(markdown)).toEqual([
    { language: "ts", text: "const a = 1;\n", line: 4 },
    { language: "sh", text: "npm test\n", line: 10 },
  ]);
});

test("readCommands() finds what would be run", () => {
  const shell =
    "npm ci && npm start # npm nothing\nnpm run traffic -- --rate 2\nnpx knip\nnode scripts/a.ts";
  expect(readCommands(shell)).toEqual({
    scripts: ["start", "traffic"],
    binaries: ["knip"],
    files: ["scripts/a.ts"],
  });
});

test("readPaths() finds links and names, and leaves other sites and code blocks", () => {
  const markdown =
    "[a](docs/a.md#b) [c](https://d.e/f) [g](#h) `src/i.ts`\n```ts\n[j](k.md)\n```\n";
  expect(readPaths(markdown)).toEqual({ links: ["docs/a.md"], named: ["src/i.ts"] });
});

async function readDocuments(): Promise<{ path: string; text: string }[]> {
  const inDocs = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md"));
  const paths = ["README.md", "CONTRIBUTING.md", ...inDocs.map((name) => `docs/${name}`)];
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })),
  );
}
