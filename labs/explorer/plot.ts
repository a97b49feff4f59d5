/** Lines and areas on a canvas, with axes. Knows nothing of the game. */

export interface Line {
  ys: ArrayLike<number>;
  color: string;
  dashed?: boolean;
  /** Fills the area below. */
  filled?: boolean;
  label: string;
}

export interface PlotOptions {
  x: [from: number, to: number];
  y: [from: number, to: number];
  lines: Line[];
  /** Short marks on the lower edge. */
  marks?: { xs: ArrayLike<number>; color: string };
  /** A vertical line. */
  pen?: number;
}

const margin = { left: 34, right: 8, top: 8, bottom: 18 };

export class Plot {
  private readonly context: CanvasRenderingContext2D;
  private x: [number, number] = [0, 1];
  private y: [number, number] = [0, 1];

  constructor(readonly canvas: HTMLCanvasElement, private readonly height: number) {
    this.context = canvas.getContext('2d')!;
    canvas.style.height = `${height}px`;
  }

  /** The point of the plot under the pointer. */
  at({ clientX, clientY }: PointerEvent): { x: number; y: number } {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const share = (value: number, size: number, before: number, after: number) => (value - before) / (size - before - after);
    return {
      x: this.x[0] + share(clientX - left, width, margin.left, margin.right) * (this.x[1] - this.x[0]),
      y: this.y[1] - share(clientY - top, height, margin.top, margin.bottom) * (this.y[1] - this.y[0]),
    };
  }

  draw({ x, y, lines, marks, pen }: PlotOptions): void {
    [this.x, this.y] = [x, y];
    const { context: c, canvas, height } = this;
    const width = canvas.clientWidth || 640, dense = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * dense)) [canvas.width, canvas.height] = [Math.round(width * dense), Math.round(height * dense)];
    c.setTransform(dense, 0, 0, dense, 0, 0);
    c.clearRect(0, 0, width, height);
    const toX = (value: number) => margin.left + (value - x[0]) / (x[1] - x[0]) * (width - margin.left - margin.right);
    const toY = (value: number) => height - margin.bottom - (Math.min(Math.max(value, y[0]), y[1]) - y[0]) / (y[1] - y[0]) * (height - margin.top - margin.bottom);
    this.axes(width, toX, toY);
    for (const line of lines) this.line(line, toX, toY);
    if (marks) {
      c.fillStyle = marks.color;
      c.globalAlpha = 0.5;
      for (let i = 0; i < marks.xs.length; i++) c.fillRect(toX(marks.xs[i]!) - 0.75, height - margin.bottom - 7, 1.5, 7);
      c.globalAlpha = 1;
    }
    if (pen !== undefined) {
      c.strokeStyle = getComputedStyle(canvas).color;
      c.setLineDash([2, 3]);
      c.beginPath();
      c.moveTo(toX(pen), margin.top);
      c.lineTo(toX(pen), height - margin.bottom);
      c.stroke();
      c.setLineDash([]);
    }
    this.legend(lines);
  }

  private axes(width: number, toX: (value: number) => number, toY: (value: number) => number): void {
    const { context: c, x, y, height } = this;
    c.fillStyle = getComputedStyle(this.canvas).color;
    c.strokeStyle = 'rgba(128,128,128,.3)';
    c.font = '11px system-ui, sans-serif';
    c.lineWidth = 1;
    for (let k = 0; k <= 4; k++) {
      const value = x[0] + (x[1] - x[0]) * k / 4;
      c.textAlign = k === 4 ? 'right' : 'center'; // the last one would stand over the edge
      c.fillText(short(value), toX(value), height - 4);
    }
    c.textAlign = 'right';
    for (const value of [y[0], (y[0] + y[1]) / 2, y[1]]) {
      c.fillText(short(value), margin.left - 4, toY(value) + 4);
      c.beginPath();
      c.moveTo(margin.left, toY(value));
      c.lineTo(width - margin.right, toY(value));
      c.stroke();
    }
  }

  private line({ ys, color, dashed, filled }: Line, toX: (value: number) => number, toY: (value: number) => number): void {
    const { context: c, x } = this;
    if (ys.length < 2) return;
    const at = (i: number) => toX(x[0] + (x[1] - x[0]) * i / (ys.length - 1));
    c.beginPath();
    c.moveTo(at(0), toY(ys[0]!));
    for (let i = 1; i < ys.length; i++) c.lineTo(at(i), toY(ys[i]!));
    c.strokeStyle = c.fillStyle = color;
    c.lineWidth = 2;
    c.setLineDash(dashed ? [6, 4] : []);
    c.stroke();
    c.setLineDash([]);
    if (!filled) return;
    c.lineTo(at(ys.length - 1), toY(0));
    c.lineTo(at(0), toY(0));
    c.globalAlpha = 0.18;
    c.fill();
    c.globalAlpha = 1;
  }

  private legend(lines: Line[]): void {
    const { context: c } = this;
    c.textAlign = 'left';
    let left = margin.left + 8;
    for (const { label, color } of lines) {
      c.fillStyle = color;
      c.fillRect(left, margin.top + 3, 12, 3);
      c.fillText(label, left + 16, margin.top + 9);
      left += 30 + c.measureText(label).width;
    }
  }
}

const short = (value: number): string => String(Math.abs(value) >= 20 ? Math.round(value) : Math.round(value * 100) / 100);
