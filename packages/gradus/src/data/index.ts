/** Data: readers of files (bytes in, arrays out), mini-batches, augmentation. */

// batches and augmentation
export { expand, shift } from "./augment.ts";
export { batches, gatherRows, oneHotRows } from "./batches.ts";
// data sets
export {
  CIFAR_PIXELS,
  type Cifar10,
  type Cifar10Files,
  type ColourPictures,
  cifar10,
  cifar10Classes,
} from "./cifar.ts";
// files
export {
  type CsvOptions,
  type CsvRecord,
  type NumberTable,
  readCsv,
  readCsvRecords,
} from "./csv.ts";
export {
  type CalendarDay,
  type DatePair,
  datePairs,
  daysIn,
  humanAlphabet,
  isoAlphabet,
  isoDate,
  weekday,
  writtenDate,
} from "./dates.ts";
export { encodeGif, type GifOptions } from "./gif.ts";
export { asMnist, type Centred, type Ink } from "./handwriting.ts";
export { type Idx, type IdxArray, readIdx } from "./idx.ts";
export { md5 } from "./md5.ts";
export {
  type Coverage,
  coverage,
  grid,
  type Mixture,
  mixtureLogLikelihood,
  ring,
  sampleMixture,
} from "./mixture.ts";
export {
  type Digits,
  type Mnist,
  type MnistFiles,
  mnist,
  NIELSEN_SCALE,
  PIXELS,
  part,
} from "./mnist.ts";
export { type Npy, type NpyArray, readNpy, writeNpy } from "./npy.ts";
export {
  circles,
  clouds,
  flower,
  football,
  type LabelledPoints,
  moons,
  type PointsOptions,
  spirals,
  xor,
} from "./points.ts";
export {
  type Quadratic,
  quadraticForm,
  quadraticGradient,
  quadraticValue,
} from "./quadratic.ts";
export {
  type SequencePairs,
  type SequenceTask,
  sequencePairs,
  sequenceTasks,
} from "./sequences.ts";
export { type Vocabulary, vocabulary, type Windows, windows } from "./text.ts";
// transitions
export { datasetFile, readTransitions, writeTransitions } from "./transitionFiles.ts";
export {
  discountedReturns,
  episodesFrom,
  episodesOf,
  joined,
  nextObservationsOf,
  type RecordedStep,
  requireSource,
  returnsOf,
  type TransitionEpisode,
  TransitionRecorder,
  type TransitionSource,
  type Transitions,
} from "./transitions.ts";
