// placeholder until npm install state handling lands
import { build } from './build.mjs';
import { spawn } from 'node:child_process';
await build({ say: console.log });
const [what, ...rest] = process.argv.slice(2);
const command = what === 'test' ? ['node_modules/mocha/bin/mocha.js', ...rest] : ['cli/minimax.mjs', 'start', ...rest];
spawn(process.execPath, command, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
