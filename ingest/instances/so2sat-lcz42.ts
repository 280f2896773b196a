import { Instance } from '../../fitness/instance.ts'

/** The 450 published architectures of the So2Sat LCZ-42 benchmark. */
export const so2satLcz42 = Instance.parse({
  id: 'so2sat-lcz42',
  title: 'NASBench-101 cells on So2Sat LCZ-42',
  dataset: 'So2Sat LCZ-42',
  sensor: 'Sentinel-2',
  input: { height: 32, width: 32, channels: 10 },
  classes: 17,
  protocol:
    "So2Sat LCZ-42's own train, validation and test files (352,366, 24,119 and 24,188 patches of " +
    '10 m pixels), the 10 Sentinel-2 bands normalised by channel, no augmentation. ' +
    "NASBench-101's skeleton in PyTorch; SGD without momentum, weight decay 5e-4, learning rate " +
    '1e-4 as given (not scaled by the number of GPUs), batch 64 a GPU on four GPUs of a model that ' +
    'is not stated, 108 epochs, one run. Test accuracies are k/24,188. Validation accuracies are ' +
    'k/24,120 and train accuracies k/352,368: the patches padded for four GPUs. The splits are measured in different ways: on ' +
    'train and validation, average accuracy is a mean over mini-batches, and only on test is it ' +
    'the macro average over the whole split. So compare average accuracies of one split, not of ' +
    'two. Train metrics were logged one epoch earlier than validation metrics. The architectures ' +
    'are the steps of 30 random walks of 15 steps, not a uniform sample: neighbours resemble each ' +
    'other, so cross-validate by walk. About 1,000 architectures were trained; these 450 were ' +
    'published.',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['train', 'validation', 'test'],
      unit: 'fraction',
      direction: 'maximize',
      description:
        'Share of the patches classified correctly (micro average): k/24,188 on the test split, ' +
        'k/24,120 on the validation split. On the train split it was logged one epoch earlier ' +
        'than on the validation split.',
    },
    {
      name: 'averageAccuracy',
      splits: ['train', 'validation', 'test'],
      unit: 'fraction',
      direction: 'maximize',
      description:
        'Mean of the recalls of the 17 classes (macro average). On the test split it is taken over ' +
        'the whole split; on the train and validation splits it is the mean of the macro averages ' +
        'of mini-batches, which is another quantity: do not compare it between splits. On the ' +
        'train split it was logged one epoch earlier than on the validation split.',
    },
    {
      name: 'latencyMs',
      splits: [],
      unit: 'millisecond',
      direction: 'minimize',
      description:
        'Mean time of one batch of the test set, not of one image: 64 images a batch, one GPU whose ' +
        'model is not stated. The copy from host to device is included. Measured with CUDA events.',
    },
    {
      name: 'trainingTimeS',
      splits: [],
      unit: 'second',
      direction: 'minimize',
      description: 'Sum over the 108 epochs, on four GPUs.',
    },
  ],
  citation:
    'E. Demir and contributors: Towards a NAS Benchmark for Classification in Earth Observation, ' +
    'https://github.com/emreds/tum-dlr-automl-for-eo. Data set: X. X. Zhu et al.: So2Sat LCZ42: A ' +
    'Benchmark Data Set for the Classification of Global Local Climate Zones. IEEE Geoscience and ' +
    'Remote Sensing Magazine 8(3), 2020, 76-89.',
})
