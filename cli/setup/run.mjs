// What `npm start` and `npm test` run: install what is missing, build what has changed, then go.
// This first file must load on any Node that knows modules, so that a too old one gets a sentence.
//
//   node cli/setup/run.mjs start [--no-open] [--port N]
//   node cli/setup/run.mjs test [--full] [mocha options]
const oldest = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error('Minimax Labs needs Node.js ' + oldest.join('.') + ' or newer; this is ' + process.version + '.');
  console.error('Get a current one from https://nodejs.org (the LTS version) and run the command again.');
  process.exit(1);
} else {
  import('./steps.mjs').then((steps) => steps.run(process.argv[2], process.argv.slice(3))).then(
    (code) => process.exit(code),
    (error) => {
      console.error('\n' + (process.env.MINIMAX_DEBUG ? error.stack : error.message));
      process.exit(1);
    },
  );
}
