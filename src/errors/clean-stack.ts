/** One line of a stack. */
export interface StackFrame {
  /** Undefined where it has no name. */
  readonly function: string | undefined;
  /** A path or an address, as the runtime gives it; undefined for what is built in. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** Whether it is the application's code, and not the runtime's, a package's or Edgewatch's. */
  readonly inApp: boolean;
}

const maxFrames = 50;
const maxLines = 200;
const maxLineLength = 512;
/** The end of a line that is cut is where the place is. */
const maxStackLength = 65_536;

const v8Frame = /^\s{1,8}at (.*)$/;
const position = /^(.*?):(\d{1,9})(?::(\d{1,9}))?$/;
const decoration = /^(?:async |new |get |set ){1,2}| \[as [^\]]{0,200}\]$/g;
const builtInPlace = /^(?:native|unknown|<anonymous>|\[native code\]|index \d{1,9})?$/;
/** Node, Deno, Bun and workerd; packages; what wrangler puts around a Worker; Edgewatch when it is installed. */
const foreignFile =
  /^(?:node|ext|bun|internal|native|cloudflare|cloudflare-internal|workerd|wasm):|[/\\]node_modules[/\\]|[/\\]npm[/\\]registry\.npmjs\.org[/\\]|^https:\/\/(?:esm\.sh|jsr\.io|deno\.land|cdn\.jsdelivr\.net)\/|middleware-(?:loader|insertion-facade|ensure-req-body-drained|miniflare3-json-error|scheduled)|[/\\]edgewatch@?[\d.]*[/\\](?:dist|src)[/\\]/;

/**
 * Reads a stack as V8 (Node, Deno, workerd) or JavaScriptCore (Bun, Safari) print it.
 *
 * The newest frame is first, as it is printed; Sentry wants the oldest first. At most 50 frames are read, and lines that
 * are no frames are left out.
 */
export function cleanStack(stack: string): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const line of stack.slice(0, maxStackLength).split("\n", maxLines)) {
    const frame = line.length <= maxLineLength ? parseFrame(line) : undefined;
    if (frame !== undefined) frames.push(frame);
    if (frames.length === maxFrames) break;
  }
  return frames;
}

function parseFrame(line: string): StackFrame | undefined {
  const text = v8Frame.exec(line)?.[1];
  if (text !== undefined) return parseV8(text);
  const at = line.indexOf("@");
  if (at === -1 || /\s/.test(line.slice(0, at).replace(/^(?:async|global|module|eval) /, ""))) {
    return undefined;
  }
  const place = line.slice(at + 1);
  return place === "[native code]" || position.test(place)
    ? toFrame(line.slice(0, at), place)
    : undefined;
}

/** `f (file:1:2)`, `file:1:2`, `async file:1:2`, `eval (eval at f (file:1:2), <anonymous>:1:1)`. */
function parseV8(text: string): StackFrame {
  const bracket = text.endsWith(")") ? text.indexOf(" (") : -1;
  if (bracket === -1) return toFrame("", text.replace(/^async /, ""));
  const place = text.slice(bracket + 2, -1);
  return toFrame(text.slice(0, bracket), place.startsWith("eval at ") ? "<anonymous>" : place);
}

function toFrame(name: string, place: string): StackFrame {
  const [, file = place, line, column] = position.exec(place) ?? [];
  const isBuiltIn = builtInPlace.test(file) || line === undefined;
  const plain = name.replace(decoration, "");
  return {
    function: plain === "" || plain === "<anonymous>" ? undefined : plain,
    file: isBuiltIn ? undefined : file,
    line: isBuiltIn ? undefined : toNumber(line),
    column: isBuiltIn ? undefined : toNumber(column),
    inApp: !isBuiltIn && !foreignFile.test(file),
  };
}

function toNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
