type Json = string | number | boolean | { [member: string]: Json };

/** Reads CSV back into objects; `texts` are the columns that hold texts which may be empty, except `status`. */
export function parseCsv(csv: string, texts: readonly string[]): unknown[] {
  const [header = [], ...lines] = readCells(csv);
  return lines.map((cells) => {
    const row: { [member: string]: Json } = {};
    for (const [at, column] of header.entries()) {
      const cell = cells[at] ?? "";
      const isText = column === "time" || (texts.includes(column) && column !== "status");
      if (isText) put(row, [column], withoutQuote(cell));
      else if (cell !== "") put(row, column.split("."), valueOf(cell));
    }
    return row;
  });
}

function put(row: { [member: string]: Json }, path: readonly string[], value: Json): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    row[name] = value;
    return;
  }
  const inner = row[name] ?? {};
  if (typeof inner !== "object") throw new TypeError(`${name} is no object`);
  row[name] = inner;
  put(inner, rest, value);
}

function valueOf(cell: string): Json {
  const value: number | boolean = JSON.parse(cell);
  return value;
}

function withoutQuote(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

/** RFC 4180, read the plainest way there is. */
function readCells(csv: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < csv.length; at++) {
    const character = csv[at] ?? "";
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (csv[at + 1] === '"') cell += csv[at++];
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ",") {
      cells.push(cell);
      cell = "";
    } else if (character === "\r" && csv[at + 1] === "\n") {
      lines.push([...cells, cell]);
      cells = [];
      cell = "";
      at++;
    } else cell += character;
  }
  return lines;
}
