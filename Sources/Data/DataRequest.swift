/// What a user asks for: `--dataset`, `--data-dir`, `--validation` and `--seed`.
public struct DataRequest: Sendable, Hashable {
    /// The name, with options or a path behind a colon: `cifar10`, `shapes:train=2000`, `spiral:noise=0.1`, `csv:iris.csv,label=species`.
    public var dataset: String
    /// The folder that the files are in, from which a relative path behind a colon is seen; nil for the usual places, and
    /// for the working directory.
    public var folder: String?
    /// How many of the last training samples validate (`5000`), or `batch2` for CIFAR-10's small setting.
    public var validation: String
    /// The seed of generated data and of random splits.
    public var seed: UInt64

    /// A request.
    public init(dataset: String, folder: String? = nil, validation: String = "5000", seed: UInt64 = 1) {
        self.dataset = dataset
        self.folder = folder
        self.validation = validation
        self.seed = seed
    }
}
