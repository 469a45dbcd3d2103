import Foundation
import Testing

/// The dependency arrows of the architecture, read from the imports of every source file.
@Suite struct ArrowTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What the files of a folder may import of this package, besides Platform, which is below everything.
    static let allowed: [String: Set<String>] = [
        "Sources/Platform": [],
        "Sources/Tensor": ["CCore", "CLAPACKE"],
        "Sources/Data": ["Tensor", "CPNG", "CZlib"],
        "Sources/Components": ["Tensor"],
        "Sources/PluginHost": ["Components", "Tensor", "CPluginABI", "CPluginExamples"],
        "Sources/Network": ["Components", "Tensor"],
        "Sources/Training": ["Network", "Data", "Components", "Tensor"],
        "Sources/Verification": ["Training", "Network", "Data", "Components", "Tensor"],
        "Sources/Experiments": ["Verification", "Training", "Network", "Data", "Components", "Tensor"],
        "Sources/Benchmarks": ["Experiments", "Training", "Network", "Data", "Components", "Tensor"],
        "Sources/Reporting": ["Verification", "Training", "Network", "Data", "Components", "Tensor"],
        "Sources/Exports": ["Training", "Network", "Data", "Components", "Tensor"],
        "Sources/LayerLab": [
            "Benchmarks", "Components", "Data", "Experiments", "Exports", "Network", "PluginHost", "Reporting",
            "Standard", "Tensor", "Training", "Verification",
        ],
        "Sources/Documentation": [],
        "Sources/LayerLabCLI": ["LayerLab"],
        "Plugins/Standard": ["Components", "Tensor"],
        "Plugins/Examples": [],
    ]

    private static let ownModules = Set(allowed.values.joined()).union(["Platform", "LayerLabCLI", "COpenBLAS"])

    private static func swiftFiles(_ folder: String) throws -> [URL] {
        let files = FileManager.default.enumerator(
            at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
        return try #require(files).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    private static func imports(_ file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^(?:@\w+ )*(?:public )?import (?:\w+ )?(\w+)/).map { String($0.1) }
        }
    }

    @Test(arguments: allowed.keys.sorted()) func importsFollowTheArrows(folder: String) throws {
        let files = try Self.swiftFiles(folder)
        #expect(!files.isEmpty)
        for file in files {
            for module in try Self.imports(file) where Self.ownModules.contains(module) && module != "Platform" {
                #expect(
                    Self.allowed[folder]!.contains(module), "\(folder)/\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test func everyFolderHasItsArrows() throws {
        for parent in ["Sources", "Plugins"] {
            let found = try FileManager.default.contentsOfDirectory(
                atPath: Self.root.appendingPathComponent(parent).path)
            for folder in found { #expect(Self.allowed["\(parent)/\(folder)"] != nil, "\(parent)/\(folder)") }
        }
    }

    /// Unsafe pointers are named in Tensor and at the border to plugins; elsewhere a closure may have one for a call.
    @Test func unsafePointersStayAtTheBordersToC() throws {
        let borders = ["Sources/Tensor", "Sources/PluginHost", "Plugins/Examples"]
        for folder in Self.allowed.keys where !borders.contains(folder) {
            for file in try Self.swiftFiles(folder) {
                let text = try String(contentsOf: file, encoding: .utf8)
                #expect(text.firstMatch(of: /Unsafe\w*Pointer/) == nil, "\(file.lastPathComponent)")
            }
        }
    }
}
