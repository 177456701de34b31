type Picture = number[][];

const zeros = (like: Picture): Picture => like.map((row) => row.map(() => 0));

/** The kernel laid over every place of the image where it fits. */
export function conv2d(image: Picture, kernel: Picture, bias: number): Picture {
  const out: Picture = [];
  for (let i = 0; i <= image.length - kernel.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= image[0].length - kernel[0].length; j++) {
      let sum = bias;
      for (let l = 0; l < kernel.length; l++) {
        for (let m = 0; m < kernel[0].length; m++) sum += kernel[l][m] * image[i + l][j + m];
      }
      row.push(sum);
    }
    out.push(row);
  }
  return out;
}

/** Gradients of the cost with respect to image, kernel and bias, from the one with respect to the output. */
export function conv2dBackward(
  image: Picture,
  kernel: Picture,
  dOut: Picture,
): { dImage: Picture; dKernel: Picture; dBias: number } {
  const dImage = zeros(image);
  const dKernel = zeros(kernel);
  let dBias = 0;
  for (let i = 0; i < dOut.length; i++) {
    for (let j = 0; j < dOut[0].length; j++) {
      dBias += dOut[i][j];
      for (let l = 0; l < kernel.length; l++) {
        for (let m = 0; m < kernel[0].length; m++) {
          dImage[i + l][j + m] += kernel[l][m] * dOut[i][j];
          dKernel[l][m] += image[i + l][j + m] * dOut[i][j];
        }
      }
    }
  }
  return { dImage, dKernel, dBias };
}

/** The places of a block of 2 × 2, in reading order. */
const BLOCK = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** Where the largest of the block at output (i, j) is. */
function largest(image: Picture, i: number, j: number): [number, number] {
  let row = 2 * i;
  let column = 2 * j;
  for (const [l, m] of BLOCK) {
    if (image[2 * i + l][2 * j + m] > image[row][column]) {
      row = 2 * i + l;
      column = 2 * j + m;
    }
  }
  return [row, column];
}

/** The largest of each block of 2 × 2. */
export function maxPool2x2(image: Picture): Picture {
  const out: Picture = [];
  for (let i = 0; i < image.length / 2; i++) {
    const row: number[] = [];
    for (let j = 0; j < image[0].length / 2; j++) {
      const [r, c] = largest(image, i, j);
      row.push(image[r][c]);
    }
    out.push(row);
  }
  return out;
}

/** dOut at the places of the largest, 0 elsewhere. */
export function maxPool2x2Backward(image: Picture, dOut: Picture): Picture {
  const dImage = zeros(image);
  for (let i = 0; i < dOut.length; i++) {
    for (let j = 0; j < dOut[0].length; j++) {
      const [r, c] = largest(image, i, j);
      dImage[r][c] = dOut[i][j];
    }
  }
  return dImage;
}
