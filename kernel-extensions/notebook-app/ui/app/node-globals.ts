// Node globals that some packages of the Jupyter front end read in the browser. esbuild injects these.

export const process = { env: {}, argv: [], platform: 'browser', cwd: () => '/' };
