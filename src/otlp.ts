export type { Exporter } from "./log/exporter.ts";
export { otlpExporter, type OtlpExporter } from "./otlp/otlp-exporter.ts";
export type { OtlpOptions } from "./otlp/otlp-options.ts";
export type { Signal } from "./otlp/signal-payload.ts";
