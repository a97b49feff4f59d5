/** Codes of two numbers as a map: each picture a point in the colour of its class, and the codes that someone drew at random over them. */
import type * as tf from '@tensorflow/tfjs';
import { lineChart, type Chart } from '../../../kernel-extensions/display/index.js';

export interface CodeMapOptions {
  /** Name of each class, in the order of the labels. */
  classNames: readonly string[];
  /** Other codes, [M, 2], by the name that they get in the legend. Drawn as crosses over the points. */
  drawn?: Readonly<Record<string, tf.Tensor2D>>;
}

/** One colour for each of ten classes: the palette of the charts has eight. */
const colours = ['#3b78d8', '#e8792b', '#2a9d7f', '#b04fc0', '#d6414f', '#c79a12', '#4aa8c9', '#8a6d5b', '#6b8e23', '#e377c2'];
const crosses = ['#737b87', '#d6414f'];

/** @param codes [N, 2]. @throws RangeError for codes of another length, or where labels and codes differ in number */
export function codeMap(codes: tf.Tensor2D, labels: ArrayLike<number>, { classNames, drawn = {} }: CodeMapOptions): Chart {
  const [count, size] = codes.shape;
  if (size !== 2) throw new RangeError(`A map shows codes of 2 numbers, not of ${size}.`);
  if (labels.length !== count) throw new RangeError(`There are ${count} codes and ${labels.length} labels.`);
  const values = codes.dataSync<'float32'>();
  const points = (places: readonly number[]) => ({ x: places.map((i) => values[2 * i]!), y: places.map((i) => values[2 * i + 1]!) });
  const all = Array.from({ length: count }, (_, i) => i);
  const series = Object.fromEntries([
    ...classNames.map((name, label) => [` ${name}`, points(all.filter((i) => labels[i] === label))] as const),
    ...Object.entries(drawn).map(([name, others]) => {
      const theirs = others.dataSync<'float32'>();
      return [name, { x: theirs.filter((_, i) => i % 2 === 0), y: theirs.filter((_, i) => i % 2 === 1) }] as const;
    }),
  ]);
  const chart = lineChart(series, { mode: 'markers', height: 560 });
  chart.data.forEach((trace, i) => {
    trace.marker = i < classNames.length
      ? { color: colours[i % colours.length], size: 6, opacity: 0.7 }
      : { color: crosses[(i - classNames.length) % crosses.length], size: 7, symbol: 'x-thin-open', line: { width: 1.5 } };
  });
  // The same unit in both directions: a circle looks like one.
  Object.assign(chart.layout.yaxis as object, { scaleanchor: 'x' });
  return chart;
}
