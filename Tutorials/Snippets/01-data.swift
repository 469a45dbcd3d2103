// Chapter 1. Images become the rows of X: flattened (im2vec), then normalized with the moments of the training images.
import LayerLab

let splits = try await DataLibrary.load(DataRequest(dataset: "shapes:train=2500,test=500", validation: "500"))
let images = splits.training.dataset
print(images.count, "images of", images.dimensions, "values in", images.classCount, "classes:", images.classNames)

let normalizer = try Normalizer(standardizing: splits.training)
let backend = try Backend()
for (name, split) in [("training", splits.training), ("validation", splits.validation), ("test", splits.test)] {
    let X: Matrix<Float> = try normalizer.inputs(of: split, on: backend)
    let (mean, deviation) = X.meanAndDeviation()
    print("\(name): X is \(X.shape), mean \(Float(mean)), deviation \(Float(deviation))")
}

for k in 0..<Int32(images.classCount) {
    print(images.classNames[Int(k)], splits.training.labels.count { $0 == k })
}
