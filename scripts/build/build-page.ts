import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { projectRoot } from "../start/project.ts";

interface Bundle {
  readonly script: string;
  readonly style: string;
}

const target = join(projectRoot, "src/dashboard/page.ts");
const maxGzipBytes = 60_000;

/**
 * Bundles the dashboard's page, from `src/page`, into `src/dashboard/page.ts`, which the server side sends; returns its size
 * with gzip.
 *
 * @throws Error when it does not compile, or is too large.
 */
export async function buildPage(): Promise<number> {
  const bundles = { page: await bundle("main.tsx"), login: await bundleLogin() };
  const parts = Object.entries(bundles).map(([name, part]) => formatPart(name, part));
  const text = `${head}${parts.join("\n")}`;
  // Written only when it changes, so that nothing is built anew for nothing.
  if (readIfThere(target) !== text) writeFileSync(target, text);
  const gzipBytes = gzipSync(bundles.page.script + bundles.page.style).byteLength;
  if (gzipBytes <= maxGzipBytes) return gzipBytes;
  throw new Error(`Cannot ship the page: it has ${gzipBytes} bytes with gzip; take something out`);
}

const head = `// Made by scripts/build/build-page.ts from src/page.

/** What goes into a page as it is, and the hashes by which a browser knows it. */
interface InlineParts {
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
}

`;

async function bundleLogin(): Promise<Bundle> {
  const [{ script }, { style }] = await Promise.all([bundle("login.ts"), bundle("login.css")]);
  return { script, style };
}

async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [join(projectRoot, "src/page", entry)],
    outdir: "out",
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: ["chrome120", "firefox121", "safari17"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    charset: "utf8",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  function textOf(extension: string): string {
    const found = outputFiles.find(({ path }) => path.endsWith(extension));
    return (found?.text ?? "").trim();
  }
  return { script: textOf(".js"), style: textOf(".css") };
}

function formatPart(name: string, { script, style }: Bundle): string {
  const part = { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
  return `export const ${name}: InlineParts = ${JSON.stringify(part)};\n`;
}

function hashOf(inline: string): string {
  return `sha256-${createHash("sha256").update(inline).digest("base64")}`;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
