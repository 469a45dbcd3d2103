import Components
import Data
import Tensor
import Training

extension Contract {
    /// Finite, the same at any number of threads, fitted to the training samples alone, and centred unless it is `none`.
    ///
    /// - Throws: ``LabError`` where there is no backend.
    public static func violations(
        of preprocessing: any Preprocessing, using random: Random = checkStream
    ) throws -> [String] {
        var found = Violations()
        let images = images(random)
        let half = Subset(images, 0..<60)
        do {
            let X = try inputs(preprocessing, half, fittedTo: half)
            found.expect(X.rows == 60 && X.isFinite, "It makes inputs of \(X.shape) that are not all finite.")
            found.expect(
                X.isIdentical(to: try inputs(preprocessing, half, fittedTo: half, threads: 2)),
                "On two threads it gives other bits.")
            let apart = X.entries.map(abs).max() ?? 0
            found.expect(apart < 1000, "It makes inputs as large as \(apart).")
            guard preprocessing.transform != .none else { return found.sentences }
            let mean = X.sumOfEntries() / Double(X.count)
            found.expect(abs(mean) < 1e-4, "The mean of the training inputs is \(mean).")
            let other = try inputs(preprocessing, half, fittedTo: Subset(images, 60..<120))
            found.expect(!X.isIdentical(to: other), "It does not depend on the training samples.")
        } catch {
            return ["It refuses images of 3 x 4 x 4: \(error)"]
        }
        return found.sentences
    }

    /// Images whose neighbors are alike and whose first value never changes.
    private static func images(_ random: Random) -> Dataset {
        var random = random
        let pixels = (0..<120).flatMap { _ -> [UInt8] in
            let light = random.uniform(in: 40..<200)
            return (0..<48).map { $0 == 0 ? 7 : UInt8(light + random.uniform(in: -30..<30)) }
        }
        return Dataset(
            name: "contract", features: .bytes(pixels), labels: .init(repeating: 0, count: 120), classNames: ["a"],
            dimensions: 48, imageShape: ImageShape(channels: 3, height: 4, width: 4))
    }

    private static func inputs(
        _ preprocessing: any Preprocessing, _ subset: Subset, fittedTo training: Subset, threads: Int = 1
    ) throws -> Matrix<Float> {
        let backend = try Backend(threads: threads)
        let normalizer = try Normalizer(preprocessing.transform, fittedTo: training, on: backend)
        let prepared = try normalizer.prepared(subset, on: backend)
        var X = Matrix<Float>(rows: 0, columns: subset.dataset.dimensions)
        BatchReader<Float>(normalizer).read(prepared.positions[...], of: prepared.dataset, into: &X, on: backend)
        return X
    }
}
