/** Where every contender's lines go: it adds up their lengths, so that no runtime can leave a line out. */
export interface CountingSink {
  readonly lines: number;
  readonly characters: number;
  readonly write: (line: string) => void;
}

export function createSink(): CountingSink {
  let lines = 0;
  let characters = 0;
  let last = 0;
  return {
    get lines() {
      return lines;
    },
    get characters() {
      return last < 0 ? 0 : characters;
    },
    write: (line) => {
      lines++;
      characters += line.length;
      // Engines join strings when somebody reads them, as whatever really writes a line must.
      last = line.charCodeAt(line.length - 1);
    },
  };
}
