/** `minimax bench`: a training step on this machine beside PyTorch and plain tfjs. */
import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('bench')
    .description('time a DCGAN training step on this machine, beside PyTorch (where installed) and plain tfjs')
    .option('--model <name>', 'the network: see bench/README.md', 'dcgan28')
    .option('--batch <images>', 'images a step')
    .option('--rounds <steps>', 'timed rounds of each contestant, of one step or more', '5')
    .option('--threads <count>', 'threads (default: all cores)')
    .option('--no-cpu', "leave out tfjs's cpu backend, which takes about 10 s for one image")
    .action(async ({ model, ...flags }: { model: string; batch?: string; rounds: string; threads?: string; cpu: boolean }) => {
      const { bench, benchOptions, heading, table } = await import('../../bench/train.js');
      const options = benchOptions({ ...flags, model: [model], wasm: false });
      console.log(heading(options.entries[0], options));
      console.log(table(await bench(options.entries[0], options, console.log)));
    });
}
