/** What a log line says beside its message; names are flat and dotted. */
export type Fields = Readonly<Record<string, unknown>>;
