// Lines that are no TypeScript but habits from elsewhere (IPython, a terminal, React): a sentence
// that says what to do instead.

const habits: { line: RegExp; hint: (word: string) => string }[] = [
  { line: /^%%?([a-z]\w*)/i, hint: (word) => `'%${word}' is a command of IPython. A cell of this notebook holds TypeScript only.` },
  {
    line: /^!\s*([\w./-]+)(?:\s+[\w@./:=-]+)*$/,
    hint: (word) => `'!${word}' is a shell command of IPython. Here: import { execSync } from 'node:child_process', then console.log(String(execSync('${word} …'))).`,
  },
  {
    line: /^(npm|npx|pnpm|yarn|pip3?|conda|apt|apt-get|sudo|git|cd|ls|mkdir)\s+[\w@./-]/,
    hint: (word) => `'${word} …' is typed in a terminal, in the notebook's folder. A package installed there can be imported at once.`,
  },
  { line: /^<[a-z][\w.]*[\s/>]/i, hint: () => 'A cell cannot hold JSX. Put it into a .tsx file beside the notebook and import that.' },
];

/** What to say of a line of code that has an error, if it is such a habit. */
export function hintFor(line: string): string | undefined {
  for (const { line: pattern, hint } of habits) {
    const match = pattern.exec(line.trim());
    if (match) return hint(match[1] ?? '');
  }
  return undefined;
}
