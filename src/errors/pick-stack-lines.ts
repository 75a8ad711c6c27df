const maxFrames = 50;
const maxLineLength = 512;
const maxNameLength = 300;
/** What fifty lines of that length take; what follows is not looked at. */
const maxLength = maxFrames * (maxLineLength + 1);

/** `    at f (file:1:2)` on V8 and Bun, `f@file:1:2` on other engines with JavaScriptCore. */
const frame = /^\s{1,8}at \S|^[^\s@]{0,200}@(?:\[native code\]$|\S{1,300}:\d{1,9}:\d{1,9}$)/;

/**
 * Picks the lines of a stack that are frames, newest first: at most 50, each of at most 512 characters.
 *
 * @param message the message of the error, which may have lines that look like frames
 */
export function pickStackLines(stack: string, message: string): string[] {
  const start = lengthOfHeader(stack, message);
  return stack
    .slice(start, start + maxLength)
    .split("\n")
    .map((line) => line.slice(0, maxLineLength))
    .filter((line) => frame.test(line))
    .slice(0, maxFrames);
}

/** Engines print the name and the message first, the whole of it, even if it takes 10 MB. */
function lengthOfHeader(stack: string, message: string): number {
  if (message === "") return 0;
  if (stack.startsWith(message)) return message.length;
  const colon = stack.slice(0, maxNameLength).indexOf(": ");
  return colon !== -1 && stack.startsWith(message, colon + 2) ? colon + 2 + message.length : 0;
}
