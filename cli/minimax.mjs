#!/usr/bin/env node
// The `minimax` command. Only finds the built program; the commands are in cli/commands/.
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('Minimax Labs is not built yet. Run `npm start` (or `npm run build`) in its folder first.');
  process.exit(1);
}
await import(program.href);
