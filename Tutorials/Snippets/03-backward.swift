// Chapter 3. The gradient of a linear classifier by hand, and every gradient of a deeper network against differences.
import LayerLab

let registry = try Standard.registry()
let backend = try Backend()
var settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=1500"], registry: registry)
(settings.hidden, settings.batchSize) = ([], 20)
let batch = try await DataLibrary.load(settings.dataRequest).training.prefix(settings.batchSize)
let X: Matrix<Double> = try Normalizer(standardizing: batch).inputs(of: batch, on: backend)
let linear = try Network<Double>(RunComponents(settings, registry).network(inputs: X.columns, classes: 10))

// J = loss + lambda sum W^2, hence dS = (P - Y) / n, dW = dS^T X, and 2 lambda W more.
let W = linear.parameters[0].value
var (dS, dW) = (linear.probabilities(X, on: backend), W)
for (i, k) in batch.labels.enumerated() { dS[i, Int(k)] -= 1 }
dS.apply { $0 / Double(batch.count) }
dW.setProduct(dS, transposeA: true, X, on: backend)
dW.combine(1, with: W, 2 * settings.lambda)
let targets = Targets<Double>(batch.labels, classes: 10)
let checker = GradientChecker(linear, X, targets, lambda: settings.lambda, on: backend)
dW.combine(1, with: checker.analyticGradients()[0], -1)
print("by hand, distance to the backward pass:", dW.norm)

settings.hidden = [12, 8]
let report = try await GradientTest(settings, registry, dimensions: 40).run(GradientCheck())
for tensor in report.tensors { print(tensor) }
print("largest gradient error:", report.largestError)
