type Picture = number[][];

/** The kernel laid over every place of the image where it fits. */
export function conv2d(image: Picture, kernel: Picture, bias: number): Picture {
  throw new Error("Not written yet: conv2d");
}

/** Gradients of the cost with respect to image, kernel and bias, from the one with respect to the output. */
export function conv2dBackward(
  image: Picture,
  kernel: Picture,
  dOut: Picture,
): { dImage: Picture; dKernel: Picture; dBias: number } {
  throw new Error("Not written yet: conv2dBackward");
}

/** The largest of each block of 2 × 2. */
export function maxPool2x2(image: Picture): Picture {
  throw new Error("Not written yet: maxPool2x2");
}

/** dOut at the places of the largest, 0 elsewhere. */
export function maxPool2x2Backward(image: Picture, dOut: Picture): Picture {
  throw new Error("Not written yet: maxPool2x2Backward");
}
