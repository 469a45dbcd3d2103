// swift-tools-version: 6.2
import PackageDescription

/// A library target under Sources whose name is its folder.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies)
}

/// The tests of a module: target NameTests in the folder Tests/Name.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        path: "Tests/\(name)")
}

/// The programs of the tutorial, a file of Tutorials/Snippets each.
let snippets = [
    "00-first-network", "01-data", "02-forward", "03-backward", "04-learning-rates", "05-regularization", "06-depth",
    "07-ablation", "08-plugins", "09-kernels", "10-ensembles",
]

/// The target of such a program: FirstNetworkSnippet for 00-first-network.
func snippet(_ name: String) -> Target {
    let words = name.split(separator: "-").dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return .executableTarget(
        name: words.joined() + "Snippet", dependencies: ["LayerLab"], path: "Tutorials/Snippets",
        exclude: snippets.filter { $0 != name }.map { "\($0).swift" }, sources: ["\(name).swift"])
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let complex = Target.Dependency.product(name: "ComplexModule", package: "swift-numerics")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "LayerLab",
    products: [
        .executable(name: "layerlab", targets: ["LayerLabCLI"]),
        .library(name: "LayerLab", targets: ["LayerLab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", path: "CCore/OpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(
            name: "CLAPACKE", path: "CCore/LAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
        .systemLibrary(name: "CPNG", path: "CCore/PNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CZlib", path: "CCore/Zlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CCore", dependencies: ["COpenBLAS"], path: "CCore/Kernels"),
        .target(name: "CPluginABI", path: "CCore/PluginABI"),
        .target(
            name: "CPluginExamples", path: "Plugins/Examples", sources: ["examples.c"], publicHeadersPath: "include"),
        module("Platform", [subprocess]),
        module("Tensor", ["CCore", "CLAPACKE", "Platform", numerics]),
        module("Components", ["Tensor", "Platform"]),
        module("PluginHost", ["Components", "CPluginABI", "CPluginExamples", "Platform"]),
        module("Data", ["Tensor", "Platform", "CPNG", "CZlib", csv]),
        module("Network", ["Components"]),
        module("Training", ["Network", "Data", numerics]),
        module("Verification", ["Training", complex]),
        .target(
            name: "Experiments", dependencies: ["Verification", grdb, yams],
            resources: [
                .embedInCode("Reports/reports.yaml"), .embedInCode("Search/optuna_sampler.py"),
                .embedInCode("Teaching/bands.yaml"),
                .embedInCode("Teaching/topics.yaml"),
            ]),
        module("Benchmarks", ["Experiments", numerics]),
        module("Reporting", ["Verification", "Platform"]),
        .target(
            name: "Exports", dependencies: ["Training", protobuf],
            exclude: ["ONNX/onnx_model.proto", "TensorBoard/tensorboard_event.proto"]),
        .target(name: "Standard", dependencies: ["Components", numerics], path: "Plugins/Standard"),
        .plugin(
            name: "GenerateDocumentation", capability: .command(intent: .documentationGeneration),
            path: "Sources/Documentation", exclude: ["pages.sh"]),
        module("LayerLab", ["Benchmarks", "Experiments", "Exports", "PluginHost", "Reporting", "Standard"]),
        .executableTarget(name: "LayerLabCLI", dependencies: ["LayerLab", argumentParser]),
        .target(name: "TestSupport", dependencies: ["Tensor", subprocess], path: "Tests/TestSupport"),
        .testTarget(name: "ArchitectureTests", path: "Tests/Architecture"),
        tests(of: "Platform"),
        .target(name: "KernelChecks", dependencies: ["CCore"], path: "Tests/KernelChecks"),
        tests(of: "CCore", ["KernelChecks"]),
        tests(of: "Tensor", ["Platform"]),
        tests(of: "Components", ["Standard"]),
        tests(of: "PluginHost", ["Standard", "Verification"]),
        tests(of: "Data", ["Platform"]),
        tests(of: "Standard"),
        tests(of: "Network", ["Standard"]),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        tests(of: "Training", ["Standard", "AllocationCounter"]),
        tests(of: "Verification", ["Standard"]),
        tests(of: "Experiments", ["Standard", grdb]),
        tests(of: "Benchmarks"),
        tests(of: "Reporting"),
        .testTarget(name: "TutorialTests", dependencies: ["TestSupport", subprocess], path: "Tests/Tutorials"),
        tests(of: "Exports", ["Standard", subprocess]),
        tests(of: "LayerLabCLI", ["Experiments", "Platform", "Standard"]),
        .testTarget(name: "SnippetTests", dependencies: ["TestSupport"], path: "Tests/Snippets"),
    ] + snippets.map(snippet)
)
