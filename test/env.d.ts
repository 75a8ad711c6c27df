/** What `test/wrangler.toml` binds, and the Worker that it names. */
declare namespace Cloudflare {
  interface Env {
    readonly EDGEWATCH: DurableObjectNamespace<
      import("../src/store/edgewatch-object.ts").EdgewatchObject
    >;
    readonly DATABASE: D1Database;
    readonly CACHE: KVNamespace;
    readonly BUCKET: R2Bucket;
  }
  interface GlobalProps {
    readonly mainModule: typeof import("../src/worker.ts");
  }
}
