import { Instance } from '../../fitness/instance.ts'

/** NASBench-101 itself: all 423,624 architectures on CIFAR-10, three runs at each budget. */
export const cifar10 = Instance.parse({
  id: 'cifar10',
  title: 'NASBench-101 on CIFAR-10',
  dataset: 'CIFAR-10',
  sensor: 'RGB photographs of everyday objects (no Earth observation; the reference)',
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  protocol:
    'As published: 40,000 training, 10,000 validation and 10,000 test images; each architecture ' +
    'trained at 4, 12, 36 and 108 epochs, three times each from independent initialisations, and ' +
    'evaluated halfway and at the end. RMSProp, batch size 256, initial learning rate 0.2 with ' +
    'cosine decay, weight decay 1e-4. Each accuracy is measured on 9,984 images (39 batches of ' +
    '256), the training accuracy on a fixed part of the training set.',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['train', 'validation', 'test'],
      unit: 'fraction',
      direction: 'maximize',
      description: 'Share of the images classified correctly.',
      halfway: true,
    },
    {
      name: 'trainingTimeS',
      splits: [],
      unit: 'second',
      direction: 'minimize',
      description:
        'Time of the training up to this point, without evaluations, on one TPU v2 chip.',
      halfway: true,
    },
  ],
  citation:
    'C. Ying, A. Klein, E. Christiansen, E. Real, K. Murphy, F. Hutter: NAS-Bench-101: Towards ' +
    'Reproducible Neural Architecture Search. ICML 2019, PMLR 97, 7105-7114.',
})
