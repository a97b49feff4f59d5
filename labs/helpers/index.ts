/**
 * `minimax-labs`: what a notebook imports. Everything here is made elsewhere, in the folder that
 * its import names.
 */
export * as tf from '@tensorflow/tfjs';
export * from '../../kernel-extensions/display/index.js';
export { useBackend, type BackendReport } from '../../kernel-extensions/backend/index.js';
export * from '../../datasets/index.js';
export { firstImages, imagesAt, randomBatch, sliceData } from './batches.js';
export { describeData, titleOf } from './describe.js';
export { fingerprint, variablesOf, type DiscriminatorStep, type Gan, type GanSettings, type GeneratorStep } from './gan.js';
export type { CycleGan } from './cyclegan.js';
export { arithmeticOf, convolutionFilm, type Arithmetic, type ConvolutionOptions } from './dcgan/arithmetic.js';
export { lintDCGAN, type LintFinding, type LintReport } from './dcgan/lint.js';
export { measuredVariations } from './dcgan/measured.js';
export { film, type FilmFrame } from './film.js';
export { minimaxExplorer, type MinimaxExplorerOptions } from './explorer.js';
export { openLab, type Lab } from './lab.js';
export { trainClassifier, type ClassifierOptions, type Judgement, type PictureClassifier } from './metrics/classifier.js';
export { evaluate, type EvaluateOptions, type Evaluation, type Scores } from './metrics/evaluate.js';
export { frechetDistance, frechetLimit, frechetOfMoments, momentsOf, type Moments } from './metrics/frechet.js';
export { classDistance, modeCount } from './metrics/modes.js';
export { precisionRecall, type PrecisionRecall } from './metrics/precision-recall.js';
export { quality, type Quality } from './metrics/quality.js';
export { colourDiscriminator, colourGenerator, compactDiscriminator, compactGenerator, type CompactOptions } from './models.js';
export { densityFrom, densityOf, densityOfSamples, integrate, normal, quantile, type Density, type Grid, type Heights } from './minimax/density.js';
export { bestValue, gameValue, jensenShannon, optimalDiscriminator, wasserstein } from './minimax/divergence.js';
export type { GameSettings, GeneratorObjective, Measures } from './minimax/game.js';
export { LineGame } from './minimax/line-game.js';
export { sigmoid, softplus } from './minimax/logistic.js';
export { bestScores, objectives, objectiveValue, type Objective, type ObjectiveName } from './minimax/objectives.js';
export { hill, planeDensityFrom, planeDensityOf, type PlaneDensity } from './minimax/plane.js';
export { PlaneGame } from './minimax/plane-game.js';
export { planeTransport, type TransportPlan } from './minimax/transport.js';
export { RandomSource, shuffled } from './random.js';
export { todo, TodoError } from './todo.js';
export { loadCheckpoint, train, type BatchIndices, type Prior, type TrainingRun, type TrainOptions } from './train.js';
export { hasCheckpoint } from './training/checkpoint-file.js';
export { planTraining, type Plan, type PlanOptions } from './training/plan.js';
export { loadPretrained, pretrainedLabel, savePretrained } from './training/pretrained.js';
export { WeightAverage } from './average.js';
