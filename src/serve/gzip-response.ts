/** What workerd takes beside what everybody does. */
interface EncodedInit extends ResponseInit {
  readonly encodeBody: "manual";
}

/** Answers with bytes that are compressed here, by the runtime's own streams, which all platforms have. */
export async function gzipResponse(
  bytes: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const compressed = await new Response(stream).arrayBuffer();
  // Workers would compress it once more.
  const init: EncodedInit = {
    headers: { ...headers, "content-encoding": "gzip" },
    encodeBody: "manual",
  };
  return new Response(compressed, init);
}
