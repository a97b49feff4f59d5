/**
 * Reads a lab's source: one TypeScript file in the percent format, both languages in it.
 *
 *     // %% [markdown] en            a text cell, its text in a block comment below
 *     // %% [markdown] zh-TW         its twin, always right after it
 *     // %% task=up-block            a code cell the student completes
 *     // %% check=up-block points=2  the cell that runs the checks of a task
 *     // %% tags=a,b                 any code cell, with notebook tags
 *
 * In code, the option `language: 'en'` becomes the notebook's language, `// en: …` and `// zh-TW: …`
 * are comments for one language, and the lines from `// BEGIN SOLUTION` to `// END SOLUTION` are the
 * solution.
 * Knows nothing of notebooks: see notebook.ts.
 */

export const languages = ['en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];

export interface SourceCell {
  kind: 'markdown' | 'code';
  /** Text cells are written in one language; code serves both. */
  language?: Language;
  /** The task whose answer the student writes here. */
  task?: string;
  /** The task whose checks run here. */
  check?: string;
  points: number;
  tags: string[];
  text: string;
  /** Line of the `%%` mark, from 1. */
  line: number;
}

export class SourceError extends Error {
  override name = 'SourceError';
  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`);
  }
}

const cellMark = /^\/\/ %%(?: (.*))?$/;

/**
 * Splits a source into its cells.
 * @throws SourceError naming file and line for a cell mark it cannot read, text before the first
 * mark other than comments, or a text cell whose twin in the other language is missing.
 */
export function parsePercent(source: string, file: string): SourceCell[] {
  const cells: SourceCell[] = [];
  let current: SourceCell | undefined;
  const lines = source.replace(/\r\n/g, '\n').split('\n');
  const bodies = new Map<SourceCell, string[]>();
  lines.forEach((line, index) => {
    const mark = cellMark.exec(line);
    if (mark) {
      current = readMark(mark[1] ?? '', file, index + 1);
      cells.push(current);
      bodies.set(current, []);
    } else if (current) {
      bodies.get(current)!.push(line);
    } else if (line.trim() !== '' && !/^(\/\*|\*\/| \*|\/\/)/.test(line)) {
      throw new SourceError(file, index + 1, 'code before the first `// %%` mark; only comments may stand there');
    }
  });
  for (const cell of cells) {
    const body = bodies.get(cell)!.join('\n').trim();
    cell.text = cell.kind === 'markdown' ? unwrapComment(body, file, cell.line) : body;
  }
  requireTwins(cells, file);
  return cells;
}

function readMark(text: string, file: string, line: number): SourceCell {
  const words = text.split(/\s+/).filter(Boolean);
  const cell: SourceCell = { kind: 'code', points: 0, tags: [], text: '', line };
  if (words[0] === '[markdown]') {
    cell.kind = 'markdown';
    const language = languages.find((known) => known === words[1]);
    if (!language || words.length !== 2) throw new SourceError(file, line, `a text cell names its language: \`[markdown] ${languages.join('` or `[markdown] ')}\``);
    cell.language = language;
    return cell;
  }
  for (const word of words) {
    const [key, value] = word.split('=');
    if (!value) throw new SourceError(file, line, `\`${word}\` is not of the form key=value`);
    if (key === 'task') cell.task = value;
    else if (key === 'check') cell.check = value;
    else if (key === 'points') cell.points = Number(value);
    else if (key === 'tags') cell.tags = value.split(',');
    else throw new SourceError(file, line, `\`${key}\` is none of task, check, points, tags`);
  }
  return cell;
}

function unwrapComment(body: string, file: string, line: number): string {
  const inside = /^\/\*\n?([\s\S]*?)\n?\*\/$/.exec(body);
  if (!inside) throw new SourceError(file, line, 'the text of a markdown cell stands in one block comment');
  return inside[1].trim();
}

function requireTwins(cells: SourceCell[], file: string): void {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell.kind !== 'markdown') continue;
    const twin = cells[i + 1];
    if (cell.language !== 'en') throw new SourceError(file, cell.line, 'a zh-TW text stands right after its English twin');
    if (twin?.language !== 'zh-TW') throw new SourceError(file, cell.line, 'this English text has no zh-TW twin after it');
    i++;
  }
}

/** The code of a cell in one language: comments marked with that language lose their mark, the others go. */
export function localize(code: string, language: Language): string {
  const lines: string[] = [];
  for (const line of code.split('\n')) {
    const marked = /^(\s*)(.*?)\/\/ (en|zh-TW): (.*)$/.exec(line);
    if (!marked) lines.push(line);
    else if (marked[3] === language) lines.push(`${marked[1]}${marked[2]}// ${marked[4]}`);
    else if (marked[2].trim() !== '') lines.push(`${marked[1]}${marked[2]}`.trimEnd());
  }
  return lines.join('\n').replaceAll(`language: 'en'`, `language: '${language}'`);
}

const solution = /^([ \t]*)\/\/ BEGIN SOLUTION\n([\s\S]*?)^[ \t]*\/\/ END SOLUTION$/gm;

/** Code with its solutions in place and the marks gone. */
export function withSolutions(code: string): string {
  return code.replace(solution, (_all, _indent: string, body: string) => body.replace(/\n$/, ''));
}

const invitation: Record<Language, string> = {
  en: 'YOUR CODE HERE: replace the next line',
  'zh-TW': '在這裡寫下你的程式：取代下一行',
};

/** Code as the student gets it: each solution replaced by `todo('name of the function')`. */
export function withoutSolutions(code: string, language: Language): string {
  return code.replace(solution, (_all, indent: string, _body: string, offset: number) => {
    const functions = [...code.slice(0, offset).matchAll(/function (\w+)/g)];
    const name = functions.at(-1)?.[1] ?? '';
    return `${indent}// ${invitation[language]}\n${indent}return todo('${name}');`;
  });
}
