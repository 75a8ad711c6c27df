/** Answers with bytes that are compressed here, by the runtime's own streams. */
export async function gzipResponse(
  bytes: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const compressed = await new Response(stream).arrayBuffer();
  return new Response(compressed, { headers: { ...headers, "content-encoding": "gzip" } });
}
