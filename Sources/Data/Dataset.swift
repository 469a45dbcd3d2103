import Tensor

/// Labelled samples in memory: images as bytes, or other data as floats, one sample of d values after the other.
public struct Dataset: Sendable {
    /// The values of the samples, N x d.
    public enum Features: Sendable {
        /// Pixels 0 ... 255, planes of rows: red, green, blue.
        case bytes([UInt8])
        /// Any other numbers.
        case floats([Float])
    }

    /// The name shown to the user: `fashion_mnist`.
    public let name: String
    /// The values, N x d.
    public let features: Features
    /// The class of each sample, 0 ..< K.
    public let labels: [Int32]
    /// The names of the K classes.
    public let classNames: [String]
    /// Values in one sample, d.
    public let dimensions: Int
    /// How a sample is an image; nil where it is none.
    public let imageShape: ImageShape?

    /// Puts a data set together; the reader has checked that the counts fit.
    public init(
        name: String, features: Features, labels: [Int32], classNames: [String], dimensions: Int,
        imageShape: ImageShape?
    ) {
        self.name = name
        self.features = features
        self.labels = labels
        self.classNames = classNames
        self.dimensions = dimensions
        self.imageShape = imageShape
    }

    /// Number of samples N.
    public var count: Int { labels.count }
    /// Number of classes K.
    public var classCount: Int { classNames.count }
}

/// Some samples of a data set, by position: a split without a copy.
public struct Subset: Sendable {
    /// The data set.
    public let dataset: Dataset
    /// The positions of the samples.
    public let positions: [Int32]

    /// A subset of these positions.
    public init(_ dataset: Dataset, _ positions: some Sequence<Int32>) {
        self.dataset = dataset
        self.positions = Array(positions)
    }

    /// The whole data set.
    public init(_ dataset: Dataset) {
        self.init(dataset, 0..<Int32(dataset.count))
    }

    /// Number of samples n.
    public var count: Int { positions.count }

    /// The class of each sample, n values.
    public var labels: [Int32] { labels(positions[...]) }

    /// The first n samples, or all where there are fewer.
    public func prefix(_ n: Int) -> Subset { Subset(dataset, positions.prefix(n)) }

    /// The labels of these positions of the data set.
    public func labels(_ positions: ArraySlice<Int32>) -> [Int32] { positions.map { dataset.labels[Int($0)] } }

    /// The same, into an array that is kept from batch to batch.
    public func read(labels: inout [Int32], at positions: ArraySlice<Int32>) {
        labels.removeAll(keepingCapacity: true)
        for position in positions { labels.append(dataset.labels[Int(position)]) }
    }
}

/// Data split into what is learned from, what choices are made on, and what is reported at the end.
public struct Splits: Sendable {
    /// Learned from.
    public let training: Subset
    /// Choices are made on it.
    public let validation: Subset
    /// Reported at the end, never chosen on.
    public let test: Subset
    /// CRC-32 over the labels and values of the training and the test samples, as `crc32:` and eight hex digits.
    public let checksum: String

    /// Puts the three together.
    public init(training: Subset, validation: Subset, test: Subset, checksum: String) {
        self.training = training
        self.validation = validation
        self.test = test
        self.checksum = checksum
    }
}
