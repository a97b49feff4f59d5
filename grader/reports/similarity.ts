/**
 * Which submissions are alike beyond chance: the code of each as fingerprints (winnowing: Schleimer,
 * Wilkerson and Aiken, 2003), what was handed out left aside. A hint where to look, never a verdict.
 */
import { createHash } from 'node:crypto';
import ts from '../../kernel-extensions/kernel/language/typescript.js';
import { labs, type Lab } from '../../tests/checks/registry.js';
import type { Submission } from '../submission.js';
import { table } from './csv.js';

/** Tokens of a fingerprint, and how many neighbouring ones share one: copies of 20 tokens and more are found. */
const gram = 12, window = 9;
/** Pairs with a smaller share of common fingerprints are not listed; with fewer fingerprints there is nothing to compare. */
const noteworthy = 0.5, fewest = 8;

/** CSV: lab, both students, the share of the smaller one's fingerprints that the other has too; the most alike first. */
export function toSimilarity(submissions: readonly Submission[], handedOut: (lab: Lab) => string): string {
  const readable = submissions.flatMap(({ student, content }) => ('cells' in content ? [{ student, ...content }] : []));
  const rows: [string, string, string, number][] = [];
  for (const lab of labs) {
    const common = fingerprints(handedOut(lab));
    const prints = readable.filter((content) => content.lab === lab).map(({ student, cells }) => {
      const own = [...fingerprints(cells.map(({ code }) => code).join('\n'))];
      return { student, prints: new Set(own.filter((print) => !common.has(print))) };
    });
    for (const [a, b, share] of pairs(prints)) rows.push([lab, a, b, share]);
  }
  rows.sort((x, y) => y[3] - x[3]);
  return table([['assignment', 'student_a', 'student_b', 'similarity'], ...rows.map(([lab, a, b, share]) => [lab, a, b, share.toFixed(2)])]);
}

interface Fingerprinted {
  student: string;
  prints: Set<string>;
}

/** Pairs that share something, found by what they share: a class of thousands is not compared each with each. */
function pairs(own: readonly Fingerprinted[]): [string, string, number][] {
  const holders = new Map<string, number[]>();
  for (const [index, { prints }] of own.entries()) for (const print of prints) holders.set(print, [...(holders.get(print) ?? []), index]);
  const shared = new Map<string, number>();
  for (const indices of holders.values()) {
    // What a large part of the class wrote is the task's, not anybody's own.
    if (indices.length > Math.max(10, own.length / 5)) continue;
    for (const [i, a] of indices.entries()) for (const b of indices.slice(i + 1)) shared.set(`${a} ${b}`, (shared.get(`${a} ${b}`) ?? 0) + 1);
  }
  return [...shared].flatMap(([pair, count]) => {
    const [a, b] = pair.split(' ').map((index) => own[Number(index)]);
    const smaller = Math.min(a.prints.size, b.prints.size);
    return a.student !== b.student && smaller >= fewest && count / smaller >= noteworthy ? [[a.student, b.student, count / smaller] as [string, string, number]] : [];
  });
}

/** The least hash of each window of hashed token sequences. Names of variables do not count, comments and spaces neither. */
function fingerprints(code: string): Set<string> {
  const words = tokens(code);
  const hashes = Array.from({ length: Math.max(0, words.length - gram + 1) }, (_, i) => createHash('sha1').update(words.slice(i, i + gram).join(' ')).digest('base64url').slice(0, 10));
  const prints = new Set<string>();
  for (let i = 0; i + window <= hashes.length; i++) prints.add(hashes.slice(i, i + window).reduce((least, hash) => (hash < least ? hash : least)));
  return prints;
}

function tokens(code: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, code);
  const found: string[] = [];
  let isMember = false;
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    // Of names, only those of members say something: `tf.layers.dense`.
    found.push(kind === ts.SyntaxKind.Identifier && !isMember ? 'name' : scanner.getTokenText());
    isMember = kind === ts.SyntaxKind.DotToken;
  }
  return found;
}
