import Components
import Data
import Foundation
import Platform

/// The picture of a component, as `layerlab describe --plot` draws it.
public struct ComponentFigure: Sendable {
    /// What there is to see of a kind.
    public enum Form: Sendable {
        /// A function or a distribution, in an SVG or a PNG file.
        case curve
        /// Images before and after, in a PNG file.
        case images
    }

    private let options: ComponentOptions
    private let registry: Registry

    /// The picture of a component.
    public init(_ options: ComponentOptions, _ registry: Registry) {
        self.options = options
        self.registry = registry
    }

    /// What there is to see of a kind; nil where there is nothing.
    public static func form(of kind: ComponentKind) -> Form? {
        switch kind {
        case .activation, .schedule, .initializer: .curve
        case .augmentation, .preprocessing: .images
        default: nil
        }
    }

    /// Draws it.
    ///
    /// - Parameters:
    ///   - url: the file; the ending of its name says what is written.
    ///   - seed: the seed of what is drawn at random.
    ///   - samples: images to change, of which the first ten are shown; asked for where the form is `images`.
    /// - Throws: ``LabError``: `usage` for a kind without a picture, samples that are no images or another ending of the
    ///   name; `io` where gnuplot is missing or the file cannot be written.
    public func write(to url: URL, seed: UInt64, samples: () async throws -> Subset) async throws {
        let text = options.resolved
        switch options.info.kind {
        case .activation:
            try await ActivationFigure(registry.activation(text), title: text).write(to: url, registry.fault)
        case .schedule: try await ScheduleFigure(registry.schedule(text), title: text).write(to: url, registry.fault)
        case .initializer:
            try await InitializerFigure(registry.initializer(text), title: text, seed: seed).write(
                to: url, registry.fault)
        case .augmentation:
            let images = try SampleImages(await samples(), for: url)
            try images.augmented(by: registry.augmentation(text), seed: seed, registry.fault).write(to: url)
        case .preprocessing:
            let images = try SampleImages(await samples(), for: url)
            try images.preprocessed(by: registry.preprocessing(text)).write(to: url)
        case let kind:
            let kinds = ComponentKind.allCases.filter { ComponentFigure.form(of: $0) != nil }.map(\.rawValue)
            throw LabError.usage(
                "There is no picture of a component of kind \(kind.rawValue): leave --plot out. Those of kind "
                    + "\(kinds.joined(separator: ", ")) have one.")
        }
    }
}
