import Components

/// The options that every placement of batch normalisation shares.
protocol BatchNormPlacement: Placement, Component {
    var options: ComponentOptions { get }
}

extension BatchNormPlacement {
    public var epsilon: Double { options["epsilon"] }
    public var factor: Double { options["factor"] }
    public var isAffine: Bool { options.flag("affine") }

    static var batchNormParameters: [ParameterInfo] {
        [
            .number("epsilon", default: 1e-5, in: 0...1, "added to the variance under the square root"),
            .number("factor", default: 0.9, in: 0...1, "weight of the past in the running moments"),
            .flag("affine", default: true, "learn gamma and beta"),
        ]
    }
}
