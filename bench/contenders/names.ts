/** The names that other files need; this one imports nothing, so that they do not load the peers. */
export const bareHono = "bare Hono";
export const bareAgain = "bare Hono again";
export const bareFunction = "bare function";
/** request-id + hono-pino + @hono/prometheus + @hono/sentry: the stack that Edgewatch stands in for. */
export const glue = "glue of four";
/** The peers that Edgewatch as a whole must cost less than. */
export const rivals: readonly string[] = [
  "hono-pino",
  "evlog/hono",
  "evlog/hono, redact off",
  "@hono/otel",
];
export const ours = "edgewatch .handler + .hono";
/** What Edgewatch may cost of what the glue costs. */
export const aimOverGlue = 0.3;
