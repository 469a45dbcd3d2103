import ArgumentParser
import Foundation
import LayerLab

/// `layerlab plugin check`: the promises, the gradient and the speed of a plugin.
struct PluginCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Hold the components of a plugin to their promises, and time activations.",
        discussion: """
            Every component is held to what its kind promises; the gradients of small networks with it are compared \
            with differences; activations are timed beside the built-in ones. Exit code 2 where something is broken.

            EXAMPLES
              layerlab plugin check mine.so
              layerlab plugin check mine.so mine:beta=2 --json
            """)

    @Argument(help: "The plugin.", completion: .file(extensions: ["so"])) var file: String
    @Argument(help: "One component of it, with options where others than the defaults are meant.") var name: String?
    @Option(help: "Measurements of each time.") var repeats = 11
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try BenchCommand.check(repeats: repeats)
    }

    func run() throws {
        var registry = try Standard.registry()
        let plugin = try registry.load(plugin: file)
        let chosen = try components(registry, plugin)
        let checks = try chosen.map { try ComponentCheck($0.kind, $0.text, in: registry) }
        let sound = zip(chosen, checks).filter { $0.0.kind == .activation && $0.1.passed }.map(\.0.text)
        let rows =
            sound.isEmpty
            ? [] : try ActivationBenchmark.rows(sound + builtIn(registry), registry, repeats: repeats)
        Console.print(
            output.json
                ? try JSONText.encode(PluginCheckListing(plugin, checks, rows))
                : PluginCheckText(plugin, checks, rows, isShort: output.quiet).text)
        let broken = checks.filter { !$0.passed }.map { "\($0.kind) '\($0.component)'" }
        guard broken.isEmpty else {
            throw LabError(
                .checkFailed,
                "\(file): \(broken.count) of \(checks.count) components failed: \(broken.joined(separator: ", ")).")
        }
    }

    private func components(_ registry: Registry, _ plugin: PluginRecord) throws -> [(
        kind: ComponentKind, text: String
    )] {
        let all = ComponentKind.allCases.flatMap(registry.entries).filter { $0.plugin == plugin }.map(\.info)
        guard let name else { return all.map { ($0.kind, $0.name) } }
        let wanted = ComponentSpecification(name).name
        let found = all.filter { $0.name == wanted }
        guard !found.isEmpty else {
            throw LabError.unknown("component in \(file)", wanted, choices: all.map(\.name))
        }
        return try found.map {
            _ = try registry.resolve($0.kind, name)
            return ($0.kind, name)
        }
    }

    private func builtIn(_ registry: Registry) -> [String] {
        registry.entries(.activation).filter { $0.plugin == nil }.map(\.info.name)
    }
}

/// What came of a check, for people.
struct PluginCheckText {
    let text: String

    init(_ plugin: PluginRecord, _ checks: [ComponentCheck], _ rows: [BenchmarkRow], isShort: Bool) {
        var lines =
            isShort ? [] : ["\(plugin.name) \(plugin.version), \(plugin.path)", "sha256 \(plugin.checksum)", ""]
        for check in checks { lines += PluginCheckText.lines(check) }
        if !rows.isEmpty, !isShort { lines += ["", "microseconds a batch in float, 1 thread"] + [times(rows).text] }
        text = lines.joined(separator: "\n")

        func times(_ rows: [BenchmarkRow]) -> TextTable {
            let shapes = rows.map(\.shape).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            let names = rows.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            var table = TextTable(["activation"] + shapes, alignRight: Set(1...shapes.count))
            for name in names {
                let own = rows.filter { $0.name == name }
                table.add(
                    [name]
                        + shapes.map { shape in
                            own.first { $0.shape == shape }.map { ($0.seconds * 1e6).formatted(decimals: 1) } ?? ""
                        })
            }
            return table
        }
    }

    /// The most broken promises that are shown; more of them say the same again.
    private static let most = 5

    private static func lines(_ check: ComponentCheck) -> [String] {
        let name = "\(check.kind) \(check.component)"
        let shown = check.violations.prefix(most).map { "FAILED \(name): \($0)" }
        let more = check.violations.count - shown.count
        let promises = check.violations.isEmpty ? ["ok     \(name): keeps the promises of its kind"] : shown
        let rest = more > 0 ? ["       and \(more) more"] : []
        guard let worst = check.networks.max(by: { $0.worstRelative < $1.worstRelative }) else {
            return promises + rest
        }
        let wrong = check.networks.filter { !$0.passed }
        let gradients =
            wrong.isEmpty
            ? "ok     \(name): gradients of \(check.networks.count) networks, worst relative error "
                + String(format: "%.0e", worst.worstRelative)
            : "FAILED \(name): gradients of \(wrong.count) of \(check.networks.count) networks differ from their "
                + "differences, by \(String(format: "%.0e", worst.worstRelative)) in \(worst.worstTensor)"
        return promises + rest + [gradients]
    }
}

/// What came of a check, as JSON.
struct PluginCheckListing: Encodable {
    let schema = "layerlab.plugin_check"
    let version = 1
    let plugin: Plugin
    let passed: Bool
    let components: [ComponentCheck]
    let times: [BenchmarkRow]

    struct Plugin: Encodable { let name, version, path, sha256: String }

    init(_ plugin: PluginRecord, _ checks: [ComponentCheck], _ rows: [BenchmarkRow]) {
        self.plugin = Plugin(name: plugin.name, version: plugin.version, path: plugin.path, sha256: plugin.checksum)
        passed = checks.allSatisfy(\.passed)
        components = checks
        times = rows
    }
}
