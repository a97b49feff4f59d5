// The scripts a learner can debug – cells and the notebook's own modules – and where each of their
// JavaScript positions was written. A cell has no file: its path is computed from its text, as
// notebook front ends do.
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SourceMapConsumer } from 'source-map-js';
import { cellUrl } from '../runtime/messages.js';
import { murmur2 } from './murmur2.js';

/** How the path of a cell comes about: prefix, hash of its text, suffix. The same for all kernels: a front end may keep only one. */
export const cellPaths = { hashSeed: 0xc70f6907, prefix: join(tmpdir(), 'minimax-cells') + sep, suffix: '.ts' };

export const pathOfCell = (code: string): string => `${cellPaths.prefix}${murmur2(code, cellPaths.hashSeed)}${cellPaths.suffix}`;

/** A cell made ready to run. */
export interface CompiledCell {
  id: string;
  executionCount: number;
  /** What the learner wrote. */
  source: string;
  /** Source map (JSON) to the cell's module, whose first line is a prologue. */
  map: string;
}

/** A place in what the learner wrote, both counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A place in JavaScript, both counted from 0, as V8 does. */
export interface Position {
  lineNumber: number;
  columnNumber?: number;
}

export class Script {
  private mapped: { consumer: SourceMapConsumer; mappings: (Place & { position: Required<Position> })[] } | undefined;

  private constructor(
    readonly url: string,
    readonly path: string,
    readonly name: string,
    private readonly map: string,
    /** Lines of the source before those that the learner wrote, and how many these are. */
    private readonly linesBefore: number,
    private readonly lines: number,
  ) {}

  static ofCell({ id, executionCount, source, map }: CompiledCell): Script {
    return new Script(cellUrl(id), pathOfCell(source), `Cell [${executionCount}]`, map, 1, source.split('\n').length);
  }

  static ofModule(url: string, map: string): Script {
    const path = pathOfUrl(url);
    return new Script(url, path, path.slice(path.lastIndexOf(sep) + 1), map, 0, Infinity);
  }

  placeOf({ lineNumber, columnNumber = 0 }: Position): Place {
    const { line, column } = this.read().consumer.originalPositionFor({ line: lineNumber + 1, column: columnNumber, bias: SourceMapConsumer.GREATEST_LOWER_BOUND });
    return { line: Math.max(1, (line ?? 1) - this.linesBefore), column: (column ?? 0) + 1 };
  }

  /** Where the code of this line begins; of the next line that has any, if this one has none. */
  positionOf(line: number): Required<Position> | undefined {
    return this.read().mappings.find((mapping) => mapping.line >= line)?.position;
  }

  private read() {
    if (this.mapped) return this.mapped;
    const consumer = new SourceMapConsumer(JSON.parse(this.map));
    const mappings: (Place & { position: Required<Position> })[] = [];
    consumer.eachMapping(({ originalLine, originalColumn, generatedLine, generatedColumn }) => {
      const line = (originalLine ?? 0) - this.linesBefore;
      if (line >= 1 && line <= this.lines) mappings.push({ line, column: originalColumn ?? 0, position: { lineNumber: generatedLine - 1, columnNumber: generatedColumn } });
    });
    // Of several positions of one place, the first: the sort is stable.
    mappings.sort((a, b) => a.line - b.line || a.column - b.column);
    return (this.mapped = { consumer, mappings });
  }
}

/** The file behind a script's URL; a module that was loaded again has a version in it. */
export const pathOfUrl = (url: string): string => fileURLToPath(url.replace(/\?.*$/, ''));
