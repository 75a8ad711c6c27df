export interface Snippet {
  readonly language: string;
  readonly text: string;
  /** The line of its first line, from 1. */
  readonly line: number;
}

/** Reads the fenced code blocks of a Markdown document. */
export function readSnippets(markdown: string): Snippet[] {
  return Array.from(markdown.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm), (match) => {
    const [, language = "", text = ""] = match;
    return { language, text, line: markdown.slice(0, match.index).split("\n").length + 1 };
  });
}

/** Finds the files of this project that a document links to or names as code. */
export function readPaths(markdown: string): { links: string[]; named: string[] } {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, "");
  const links = capture(prose, /\]\((?!\w+:|#)([^)#\s]+)/g);
  const named = capture(prose, /`((?:\.ci|docs|examples|scripts|src|test)\/[\w./-]+)`/g);
  return { links, named };
}

export interface Commands {
  readonly scripts: string[];
  readonly binaries: string[];
  readonly files: string[];
}

/** Finds what the lines of a shell snippet run: npm scripts, binaries by `npx`, files by `node`. */
export function readCommands(shell: string): Commands {
  const lines = shell.replaceAll(/(?:^|\s)#.*$/gm, "");
  return {
    scripts: capture(lines, /\bnpm (?:run )?(?!run\b|ci\b|install\b|i\b)([\w:-]+)/g),
    binaries: capture(lines, /\bnpx ([\w-]+)/g),
    files: capture(lines, /\bnode ([\w./-]+\.ts)\b/g),
  };
}

function capture(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, captured = ""]) => captured);
}
