// What the bundler turns into modules and TypeScript does not know.

declare module '*.css' {}
declare module '*/style/index.js' {}
declare module 'plotly.js-dist-min' {
  const plotly: unknown;
  export default plotly;
}
