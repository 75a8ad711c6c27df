/** What `test/wrangler.toml` binds, and the Worker that it names. */
declare namespace Cloudflare {
  interface Env {
    readonly EDGEWATCH: DurableObjectNamespace<
      import("../src/store/edgewatch-object.ts").EdgewatchObject
    >;
  }
  interface GlobalProps {
    readonly mainModule: typeof import("../src/worker.ts");
  }
}
