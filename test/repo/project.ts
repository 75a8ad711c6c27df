import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where package.json is. */
export const root: string = join(import.meta.dirname, "../..");

export interface PackageJson {
  readonly exports: Readonly<
    Record<string, string | { readonly types: string; readonly default: string }>
  >;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export async function readPackageJson(): Promise<PackageJson> {
  const manifest: PackageJson = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return manifest;
}
