import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { decimate } from '../../kernel-extensions/display/charts/decimate.js';
import { countBins } from '../../kernel-extensions/display/charts/histogram.js';
import { linearScale, logScale, type Scale } from '../../kernel-extensions/display/charts/scale.js';
import { formatResult, histogram, lineChart, liveChart, settleDisplays, surface, type Figure, type MimeBundle } from '../../kernel-extensions/display/index.js';
import { collect, installSink } from './collect.js';
import { htmlFault, xmlFault } from './well-formed.js';

const plotly = (value: unknown) => formatResult(value)['application/vnd.plotly.v1+json'] as Figure;
/** The still picture, which the HTML form holds as an image. */
const pictureIn = (bundle: MimeBundle) => {
  const markup = bundle['text/html'] as string;
  expect(htmlFault(markup)).to.equal(undefined);
  return Buffer.from(/src="data:image\/svg\+xml;base64,([^"]+)"/.exec(markup)![1]!, 'base64').toString();
};
const picture = (value: unknown) => pictureIn(formatResult(value));
const hostile = `"><script>alert(1)</script>&\u0000\ud800 <b>`;

describe('charts', () => {
  it('carry a plotly figure, a well-formed still picture and a summary in words', () => {
    const charts = {
      line: lineChart({ 'D loss': [1, 2, 3], 'G loss': [3, 2, 1] }, { title: 'Losses', xTitle: 'step', yTitle: 'loss' }),
      log: lineChart({ rate: [1, 0.1, 0] }, { logY: true }),
      scatter: lineChart({ points: { x: [1, 5, 2], y: [0, NaN, 2] } }, { mode: 'markers' }),
      histogram: histogram([1, 2, 2, 3]),
      surface: surface((x, y) => x * y),
      empty: lineChart({}),
      'no points': lineChart({ a: [] }),
      'one point': lineChart({ a: [3] }),
      constant: lineChart({ a: [2, 2, 2] }),
      'not finite': lineChart({ a: [NaN, Infinity, -Infinity] }),
      huge: lineChart({ a: [-1e300, 1e300] }),
      tiny: lineChart({ a: [1e-300, 2e-300] }),
    };
    for (const [name, chart] of Object.entries(charts)) {
      const bundle = formatResult(chart);
      expect(bundle, name).to.have.keys('application/vnd.plotly.v1+json', 'text/html', 'text/plain');
      expect(xmlFault(pictureIn(bundle)), name).to.equal(undefined);
      expect(pictureIn(bundle), name).not.to.match(/NaN|undefined|Infinity(?![^<]*<\/title>)/);
    }
    expect(formatResult(charts.line)['text/plain']).to.equal('Losses\nD loss: 3 points, last 3, min 1, max 3\nG loss: 3 points, last 1, min 1, max 3');
  });

  it('show titles and names as they are written, whatever they contain', () => {
    for (const chart of [lineChart({ [hostile]: [1, 2] }, { title: hostile, xTitle: hostile, yTitle: hostile }), histogram({ [hostile]: [1, 2] }, { title: hostile }),
      surface(() => 0, { title: hostile, xTitle: hostile, yTitle: hostile, zTitle: hostile })]) {
      expect(picture(chart)).not.to.contain('<script>');
      expect(xmlFault(picture(chart))).to.equal(undefined);
      expect(JSON.stringify(plotly(chart))).not.to.contain('<script>');
    }
    expect(picture(lineChart({ 'a < b': [1, 2] }))).to.contain('>a &lt; b</text>');
  });

  it('draw nothing from outside the figure: a colour cannot smuggle markup in', () => {
    const figure = { data: [{ y: [1, 2], line: { color: 'red"/><script>alert(1)</script>' } }], layout: {} };
    expect(picture(figure)).not.to.contain('<script>');
  });

  it('leave figures of other kinds to plotly, in words besides', () => {
    expect(formatResult({ data: [{ type: 'pie', values: [1, 2] }], layout: { title: { text: 'Parts' } } })).to.have.keys('application/vnd.plotly.v1+json', 'text/plain');
    expect(formatResult({ data: [{ y: 3 }, { y: { length: -1 } }], layout: { xaxis: 5, yaxis: null, title: 7 } })).to.include.keys('application/vnd.plotly.v1+json', 'text/plain');
  });

  it('draw a line through the places that its values have on the axes', () => {
    const svg = picture(lineChart({ a: { x: [0, 10], y: [0, 1] } }, { xRange: [0, 10], yRange: [0, 1] }));
    const [, x0, y0, x1, y1] = /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)" fill="none" stroke="#/.exec(svg)!.map(Number);
    const frame = /<clipPath id="frame"><rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/.exec(svg)!.slice(1).map(Number) as [number, number, number, number];
    expect([x0, y0]).to.deep.equal([frame[0], frame[1] + frame[3]]);
    expect([x1, y1]).to.deep.equal([frame[0] + frame[2], frame[1]]);
  });

  it('write the ticks that an axis names itself at their values, with room for their names', () => {
    const named = (label: string) => {
      const chart = lineChart({ a: { x: [1, 2], y: [1, 3] } });
      chart.layout['yaxis'] = { range: [3.5, 0.5], tickvals: [1, 3], ticktext: [label, '<b>below</b>'] };
      return picture(chart);
    };
    const short = named('above'), long = named('a name that is longer than the room of 64 pixels');
    const heightOf = (svg: string, label: string) => Number(new RegExp(`y="([\\d.]+)" text-anchor="end">${label}<`).exec(svg)![1]);
    expect(heightOf(short, 'above')).to.be.below(heightOf(short, 'below'));
    const left = (svg: string) => Number(/<clipPath id="frame"><rect x="([\d.]+)"/.exec(svg)![1]);
    expect(left(short)).to.equal(64);
    expect(left(long)).to.be.above(300);
  });

  it('take tensors', () => {
    expect(plotly(lineChart({ a: tf.tensor1d([1, 2]) })).data[0]!.y).to.deep.equal([1, 2]);
    expect(plotly(histogram(tf.zeros([3, 4]))).data[0]!.y).to.satisfy((counts: number[]) => counts.reduce((a, b) => a + b) === 12);
  });

  it('refuse what is no series, and say which', () => {
    expect(() => lineChart({ loss: 3 as never })).to.throw('The series "loss" must be an array of numbers or a tensor');
    expect(() => lineChart({ loss: ['1'] as never })).to.throw('"loss" must hold numbers, but element 0 is a string');
    expect(() => lineChart({ loss: [tf.scalar(1)] as never })).to.throw('element 0 is an object');
    expect(() => lineChart({ loss: { x: [1], y: [1, 2] } })).to.throw('"loss" has 1 x values but 2 y values');
    expect(() => histogram([1], { bins: 0 })).to.throw('bins must be a whole number');
    expect(() => histogram([1], { range: [1, 0] })).to.throw('from < to');
    expect(() => surface({ x: [1], y: [1, 2], z: [[1]] })).to.throw('z must have 2 rows (y) of 1 values (x)');
    expect(() => surface(() => 0, { steps: 1 })).to.throw('steps must be a whole number from 2');
  });
});

describe('histogram', () => {
  it('counts each value once, the last bin including its end', () => {
    expect(countBins([0, 0.1, 0.5, 0.99, 1, 1.1, -0.1, NaN], 2, 0, 1)).to.deep.equal([2, 3]);
  });

  it('has an area of 1 as a density', () => {
    const trace = plotly(histogram(Array.from({ length: 999 }, (_, i) => Math.sin(i)), { density: true })).data[0]!;
    const area = (trace.y as number[]).reduce((sum, height) => sum + height * (trace['width'] as number), 0);
    expect(area).to.be.closeTo(1, 1e-12);
  });

  it('has an axis for equal values and for none', () => {
    for (const values of [[3, 3, 3], [], [NaN]]) expect(xmlFault(picture(histogram(values)))).to.equal(undefined);
  });
});

describe('decimate', () => {
  const noise = (i: number) => Math.sin(i * 12.9898) * Math.cos(i * 0.7);

  it('keeps ends, extremes and order within the number of points asked for', () => {
    const y = Array.from({ length: 12_345 }, (_, i) => noise(i));
    y[7_001] = 50;
    y[7_002] = -50;
    const x = y.map((_, i) => i);
    const thin = decimate({ x, y }, 500);
    expect(thin.x).to.have.length.at.most(500).and.greaterThan(250);
    expect([thin.x[0], thin.x.at(-1)]).to.deep.equal([0, 12_344]);
    expect([Math.max(...thin.y), Math.min(...thin.y)]).to.deep.equal([50, -50]);
    expect(thin.x).to.deep.equal([...thin.x].sort((a, b) => a - b));
    thin.x.forEach((place, i) => expect(thin.y[i]).to.equal(y[place]));
  });

  it('leaves few points alone and keeps gaps', () => {
    expect(decimate({ x: [0, 1], y: [NaN, 2] }, 2)).to.deep.equal({ x: [0, 1], y: [NaN, 2] });
    const y = Array.from({ length: 1000 }, (_, i) => (i === 500 ? NaN : 1));
    expect(decimate({ x: y.map((_, i) => i), y }, 100).y.filter(Number.isNaN)).to.have.length(1);
  });
});

describe('scales', () => {
  it('have round ticks inside the range', () => {
    const ticks = (scale: Scale) => scale.ticks.map(({ at, label }) => [Math.round(at), label]);
    expect(ticks(linearScale([0, 1], [0, 100], 5))).to.deep.equal([[0, '0'], [20, '0.2'], [40, '0.4'], [60, '0.6'], [80, '0.8'], [100, '1.0']]);
    expect(linearScale([-7, 1234], [0, 1], 4).ticks.map(({ label }) => label)).to.deep.equal(['0', '500', '1000']);
    expect(linearScale([-3, -1], [0, 1], 2).ticks.map(({ label }) => label)).to.deep.equal(['−3', '−2', '−1']);
    expect(ticks(logScale([1e-4, 1], [0, 4], 5))).to.deep.equal([[0, '0.0001'], [1, '0.001'], [2, '0.01'], [3, '0.1'], [4, '1']]);
  });

  it('have no place for zero on a logarithmic axis', () => {
    expect(logScale([1, 10], [0, 1], 3).place(0)).to.be.NaN;
  });
});

describe('liveChart', () => {
  it('shows itself at once, updates in place, coalesces, and always delivers the last point', async () => {
    const started = performance.now();
    const events = await collect(() => {
      const chart = liveChart({ series: ['D', 'G'] });
      for (let i = 0; i < 10_000; i++) chart.add({ D: i, G: -i });
      settleDisplays('ok');
    });
    const elapsed = performance.now() - started;
    expect(events[0]!.type).to.equal('display_data');
    expect(events.slice(1).every((event) => event.type === 'update_display_data')).to.equal(true);
    expect(new Set(events.map((event) => 'displayId' in event && event.displayId)).size).to.equal(1);
    expect(events.length).to.be.at.most(4 + elapsed / 250);
    const last = events.at(-1)!;
    const figure = ('data' in last ? last.data['application/vnd.plotly.v1+json'] : undefined) as Figure;
    expect(figure.data.map(({ name, x, y }) => [name, Array.from(x!).at(-1), Array.from(y!).at(-1)])).to.deep.equal([['D', 9_999, 9_999], ['G', 9_999, -9_999]]);
    expect(figure.data[0]!.x).to.have.length.at.most(1_000);
  });

  it('delivers the last point by a timer when the cell goes on', async () => {
    const { events, remove } = installSink();
    try {
      const chart = liveChart();
      chart.add({ a: 1 });
      chart.add({ a: 2 });
      chart.add({ a: 3 });
      const shown = () => {
        const last = events.at(-1)!;
        return (('data' in last && last.data['application/vnd.plotly.v1+json']) as Figure).data[0]?.y;
      };
      while (shown()?.length !== 3) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(shown()).to.deep.equal([1, 2, 3]);
    } finally {
      remove();
    }
  });

  it('keeps hours of points small, spikes included', async () => {
    await collect(() => {
      const chart = liveChart();
      for (let i = 0; i < 100_000; i++) chart.add({ a: i === 77 ? 1e6 : Math.sin(i) });
      const { x, y } = chart.snapshot().data[0]!;
      expect(x).to.have.length.at.most(1_000);
      expect(Math.max(...(y as number[]))).to.equal(1e6);
      settleDisplays('ok');
    });
  });

  it('adds series as they come, at the x that is given or the next one', async () => {
    await collect(() => {
      const chart = liveChart();
      chart.add({ a: 1 }, 10);
      chart.add({ a: 2, b: 5 });
      expect(chart.snapshot().data.map(({ x, y }) => [x, y])).to.deep.equal([[[10, 11], [1, 2]], [[11], [5]]]);
      settleDisplays('ok');
    });
  });

  it('says how to give a tensor', async () => {
    await collect(() => {
      expect(() => liveChart().add({ loss: tf.scalar(1) as never })).to.throw('The value of "loss" must be a number (of a tensor, take .dataSync()[0])');
      expect(() => liveChart().add({ loss: 1 }, NaN)).to.throw('x must be a finite number');
    });
  });

  it('shows nothing more as the last value of a cell', async () => {
    await collect(() => { expect(formatResult(liveChart())).to.deep.equal({}); });
  });
});
