// Chapter 2. The forward pass: scores S, probabilities P = softmax(S), loss = mean of -log p_y, cost = loss + lambda sum W^2.
import Foundation
import LayerLab

let registry = try Standard.registry()
let backend = try Backend()
let settings = try RunConfiguration(preset: "tutorial/shapes", ["dataset": "shapes:train=1500"], registry: registry)
let batch = try await DataLibrary.load(settings.dataRequest).training.prefix(100)
let X: Matrix<Double> = try Normalizer(standardizing: batch).inputs(of: batch, on: backend)
let y = batch.labels.map { Int($0) }
let network = try Network<Double>(RunComponents(settings, registry).network(inputs: X.columns, classes: 10))

let S = network.scores(X, on: backend)
let P = S.softmax
let loss = y.indices.map { i in -log(P[i, y[i]]) }.reduce(0, +) / Double(y.count)
let cost = loss + settings.lambda * network.sumOfSquaredWeights
print("X is \(X.shape), S and P are \(P.shape), and row 0 of P sums to \(P.row(0).reduce(0, +))")
print("loss \(loss), where guessing has log 10 = \(log(10.0)); cost \(cost)")

let (sum, correct) = SoftmaxCrossEntropy.loss(scores: S, labels: batch.labels)
print("difference to the C core:", abs(loss - sum / Double(y.count)))
print("accuracy without training:", Double(correct) / Double(y.count))
