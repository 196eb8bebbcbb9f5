/**
 * The rows of a comma- or tab-separated text (RFC 4180: quotes may hold separators, doubled quotes and line ends),
 * with the line on which each begins, from 1. Blank lines are left out. The separator is a tab where the first line
 * has one outside quotes.
 */
export function* readCsvRows(text: string): Generator<{ readonly line: number; readonly cells: string[] }> {
  const firstLine = text.slice(0, text.indexOf("\n") < 0 ? undefined : text.indexOf("\n"));
  const separator = firstLine.replace(/"[^"]*"/g, "").includes("\t") ? "\t" : ",";
  let line = 1;
  let begins = 1;
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
    cells.push(cell.value);
    line += cell.lines;
    at = cell.end;
    if (text[at] === separator) {
      at++;
      if (at < text.length) continue;
      cells.push("");
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") {
      at++;
      line++;
    }
    if (cells.length > 1 || cells[0]?.trim() !== "") yield { line: begins, cells };
    cells = [];
    begins = line;
  }
}

interface Cell {
  readonly value: string;
  readonly end: number;
  /** Line ends inside it. */
  readonly lines: number;
}

function quotedCell(text: string, start: number): Cell {
  let at = start + 1;
  const parts: string[] = [];
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, end));
    at = end + 1;
    if (text[at] !== '"') break;
    parts.push('"');
    at++;
  }
  const value = parts.join("");
  // What follows a closing quote up to the separator is no part of any well-formed cell.
  while (at < text.length && !",\t\r\n".includes(text[at] as string)) at++;
  return { value, end: Math.min(at, text.length), lines: value.split("\n").length - 1 };
}

function plainCell(text: string, start: number, separator: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
  // A lone carriage return belongs to the text.
  while (text[end] === "\r" && text[end + 1] !== "\n" && end < text.length) {
    end++;
    while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
  }
  return { value: text.slice(start, end), end, lines: 0 };
}
