/** Shortens a text without breaking a character in two; what was left out is told by `…`. */
export function clipText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 2);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, maxLength - (isHalf ? 2 : 1))}…`;
}
