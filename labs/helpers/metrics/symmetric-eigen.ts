/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: short, and exact to the last digits also for
 * tiny eigenvalues. A matrix of 128 rows takes a few tenths of a second.
 */

/** A square matrix, row by row. */
export interface SquareMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

export interface Eigen {
  /** λ, in no order. */
  values: Float64Array;
  /** Row i is the eigenvector of λᵢ, of length 1. */
  vectors: Float64Array;
}

/** A = Vᵀ diag(λ) V, V's rows the eigenvectors (Golub & Van Loan, Matrix Computations, section 8.5). */
export function symmetricEigen({ size: n, values }: SquareMatrix): Eigen {
  const a = Float64Array.from(values), v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const scale = norm(a);
  for (let sweep = 0; sweep < 60 && offDiagonal(a, n) > 1e-15 * scale; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors: v };
}

/** The symmetric root R of a matrix with eigenvalues ≥ 0, R · R = A: Vᵀ diag(√λ) V. Eigenvalues that rounding left a little below 0 count as 0. */
export function rootOf(matrix: SquareMatrix): SquareMatrix {
  const { size } = matrix;
  const { values, vectors } = symmetricEigen(matrix);
  const root = new Float64Array(size * size);
  values.forEach((value, k) => {
    const length = Math.sqrt(Math.max(0, value));
    for (let i = 0; i < size; i++) {
      const factor = length * vectors[k * size + i];
      for (let j = 0; j < size; j++) root[i * size + j] += factor * vectors[k * size + j];
    }
  });
  return { size, values: root };
}

/** The rotation in the plane of p and q that makes a[p][q] zero. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  // tan of the smaller of the two angles
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1), s = t * c;
  for (let k = 0; k < n; k++) {
    const [akp, akq] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = c * akp - s * akq;
    a[k * n + q] = s * akp + c * akq;
  }
  for (const m of [a, v]) {
    for (let k = 0; k < n; k++) {
      const [mpk, mqk] = [m[p * n + k], m[q * n + k]];
      m[p * n + k] = c * mpk - s * mqk;
      m[q * n + k] = s * mpk + c * mqk;
    }
  }
  a[p * n + q] = a[q * n + p] = 0;
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 2 * a[i * n + j] ** 2;
  return Math.sqrt(sum);
}
